namespace SiloSim.Explorer.Models;

/// <summary>One step that a schedule may choose.</summary>
/// <param name="Kind">What kind of step.</param>
/// <param name="Actor">The number of the thread; for <see cref="ChoiceKind.Flush"/>, of the CPU.</param>
/// <param name="Index">
/// For <see cref="ChoiceKind.Flush"/>, the place in the store buffer, 0 the oldest; for
/// <see cref="ChoiceKind.LoadEarly"/>, which word of those that may be loaded early; else 0.
/// </param>
public readonly record struct Choice(ChoiceKind Kind, int Actor, int Index)
{
    /// <summary>A thread does what it waits for.</summary>
    /// <param name="thread">The number of the thread.</param>
    /// <returns>The choice.</returns>
    public static Choice Of(int thread) => new(ChoiceKind.Thread, thread, 0);
}
