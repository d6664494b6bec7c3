namespace SiloSim.Client;

/// <summary>The silos that a run uses.</summary>
internal interface ICluster : IAsyncDisposable
{
    /// <summary>Its grains.</summary>
    IGrainFactory Grains { get; }
}
