namespace SiloSim.Explorer.Models;

/// <summary>Kinds of steps.</summary>
public enum ChoiceKind
{
    /// <summary>A thread does what it waits for, and all up to its next step.</summary>
    Thread,

    /// <summary>A store moves from a CPU's buffer to memory.</summary>
    Flush,

    /// <summary>A thread that waits to do an atomic operation loads a word that it will use after it.</summary>
    LoadEarly,

    /// <summary>An interrupt strikes a thread, instead of what it waits for.</summary>
    Interrupt,
}
