namespace SiloSim.Ftrace;

/// <summary>How a call-site word is written.</summary>
public enum PatchUnit
{
    /// <summary>In one store of 32 bits, as SH does: the word is a literal.</summary>
    Word,

    /// <summary>In two stores of 16 bits, low half first: the hazard of patching instructions.</summary>
    Halfword,
}
