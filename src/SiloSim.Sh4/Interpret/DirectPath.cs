namespace SiloSim.Sh4;

/// <summary>The everyday case of a core that does not translate.</summary>
internal readonly struct DirectPath : IPath
{
    /// <inheritdoc/>
    public static bool IsWhole => false;

    /// <inheritdoc/>
    public static bool Translates => false;
}
