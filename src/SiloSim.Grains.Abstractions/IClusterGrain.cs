namespace SiloSim.Grains;

/// <summary>Looks at the whole cluster, for people and tools. Key: 0.</summary>
[Alias("silosim.IClusterGrain")]
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>Asks every active silo what it has. One that does not answer within a few seconds is listed without its engine.</summary>
    [Alias("Status")]
    Task<ClusterStatus> Status();
}
