namespace SiloSim.Machine.Litmus;

/// <summary>What a step of a litmus test does.</summary>
public enum LitmusStepKind
{
    /// <summary>Stores a value.</summary>
    Store,

    /// <summary>Loads into a register.</summary>
    Load,

    /// <summary><c>SYNCO</c>.</summary>
    Barrier,

    /// <summary><c>TAS.B</c>: sets the word to 1; the register says whether it was 0.</summary>
    TestAndSet,

    /// <summary><c>MOVLI.L</c> and <c>MOVCO.L</c>, until they have added 1; the register is what was there before.</summary>
    Increment,

    /// <summary><c>MOVLI.L</c>: loads into a register and takes the link.</summary>
    LoadLinked,

    /// <summary><c>MOVCO.L</c> of a value; the register says whether it was stored.</summary>
    StoreConditional,
}
