namespace SiloSim.Sh4;

/// <summary>The everyday case of a core that translates.</summary>
internal readonly struct MappedPath : IPath
{
    /// <inheritdoc/>
    public static bool IsWhole => false;

    /// <inheritdoc/>
    public static bool Translates => true;
}
