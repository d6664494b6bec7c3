namespace SiloSim.Sh4;

/// <summary>Everything that an instruction can do.</summary>
internal readonly struct WholePath : IPath
{
    /// <inheritdoc/>
    public static bool IsWhole => true;

    /// <inheritdoc/>
    public static bool Translates => false;
}
