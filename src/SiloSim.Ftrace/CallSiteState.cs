namespace SiloSim.Ftrace;

/// <summary>What a call-site word holds.</summary>
public enum CallSiteState
{
    /// <summary>None of the words that belong there.</summary>
    Unknown,

    /// <summary>What the file has there: the address of <c>mcount</c>.</summary>
    Initial,

    /// <summary>The tracer's entry.</summary>
    Call,

    /// <summary>The address just after the word.</summary>
    Nop,
}
