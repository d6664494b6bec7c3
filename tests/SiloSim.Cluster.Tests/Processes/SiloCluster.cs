namespace SiloSim.Cluster.Tests.Processes;

/// <summary>Silo processes that find each other by a Redis of their own.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly List<ProgramProcess> _silos = [];

    private SiloCluster(RedisServer redis) => _redis = redis;

    /// <summary>The silos, in the order of their start.</summary>
    public IReadOnlyList<ProgramProcess> Silos => _silos;

    /// <summary>For <c>--cluster</c>: the gateways of all that have been started.</summary>
    public string Gateways { get; private set; } = "";

    /// <summary>Starts so many, or skips the test by name where there is no Redis.</summary>
    public static async Task<SiloCluster> Start(int silos)
    {
        var cluster = new SiloCluster(await RedisServer.Start());
        await cluster.Join(silos);
        return cluster;
    }

    /// <summary>Starts more.</summary>
    /// <returns>When they serve.</returns>
    public async Task Join(int silos)
    {
        ProgramProcess[] joining = [.. Enumerable.Range(0, silos).Select(_ => ProgramProcess.Silo(
            "--silo-port", "0", "--gateway-port", "0", "--address", "127.0.0.1", "--redis", _redis.Address))];
        _silos.AddRange(joining);
        (string Silo, string Gateway)[] ends = await Task.WhenAll(joining.Select(static silo => silo.EndPoints()));
        Gateways = string.Join(',', [.. Gateways.Split(',', StringSplitOptions.RemoveEmptyEntries), .. ends.Select(static end => end.Gateway)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProgramProcess silo in _silos)
        {
            await silo.DisposeAsync();
        }
        await _redis.DisposeAsync();
    }
}
