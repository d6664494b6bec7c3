namespace SiloSim.Sh4;

/// <summary>What an instruction leaves behind when the loop cannot just go on.</summary>
internal enum Attention
{
    /// <summary>Nothing: go on.</summary>
    None,

    /// <summary>It retired, but decoded text may have been replaced: look the page up again.</summary>
    TextMayHaveChanged,

    /// <summary>It retired, and text goes on in another page.</summary>
    Branched,

    /// <summary>Nothing happened: run it with every check.</summary>
    NeedsChecks,

    /// <summary>Nothing happened: run its whole body. Handlers see to that; the loop never does.</summary>
    LeftToWhole,

    /// <summary>Nothing happened: the text is in a page of 1 KiB, to be run one instruction at a time.</summary>
    SmallPage,

    /// <summary>Nothing happened: a module on the chip must know the exact time first.</summary>
    Device,

    /// <summary>Nothing happened: the frame is absent.</summary>
    FrameAbsent,

    /// <summary>Nothing happened: no memory there.</summary>
    NoMemory,

    /// <summary>Nothing happened: the memory refuses writes.</summary>
    ReadOnly,

    /// <summary>Nothing happened: an exception is to be entered.</summary>
    Exception,

    /// <summary>Nothing happened: the host is called.</summary>
    HostCall,
}
