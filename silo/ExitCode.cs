namespace SiloSim.Silo;

/// <summary>How the host process ends.</summary>
internal enum ExitCode
{
    /// <summary>It served and was asked to stop.</summary>
    Done = 0,

    /// <summary>Wrong usage, or a port that is in use.</summary>
    Usage = 2,

    /// <summary>The cluster that it was to join cannot be reached.</summary>
    Unreachable = 3,
}
