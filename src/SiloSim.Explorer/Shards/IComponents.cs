using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Shards;

/// <summary>
/// Numbers for the components of worlds. They are private to whoever gives them; between processes components travel by
/// their contents.
/// </summary>
internal interface IComponents
{
    /// <summary>How the state of a thread with a number is made.</summary>
    LocalRecipe RecipeOf(int local);

    /// <summary>The stores in a buffer.</summary>
    BufferedStore[] StoresOf(int buffer);

    /// <summary>The values that were loaded early.</summary>
    BufferedStore[] LoadsOf(int loads);

    /// <summary>The value with a number.</summary>
    uint ValueOf(int value);

    /// <summary>The number of a thread's state.</summary>
    /// <exception cref="BatchFormatException">The recipe does not lead to that state.</exception>
    int LocalOf(LocalRecipe recipe);

    /// <summary>The number of a buffer.</summary>
    int BufferOf(BufferedStore[] stores);

    /// <summary>The number of values that were loaded early.</summary>
    int LoadsOf(BufferedStore[] loads);

    /// <summary>The number of a value.</summary>
    int NumberOf(uint value);
}
