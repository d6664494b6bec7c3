using System.Net;
using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>Asks the engines and Orleans' management grain.</summary>
[StatelessWorker]
internal sealed class ClusterGrain(SiloEngines engines) : Grain, IClusterGrain
{
    private const string Ours = "SiloSim.Grains.";
    private const string Suffix = "Grain";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3); // A silo that was killed is not known to be gone yet.

    /// <inheritdoc/>
    public async Task<ClusterStatus> Status()
    {
        IManagementGrain management = GrainFactory.GetGrain<IManagementGrain>(0);
        SiloAddress[] silos = [.. MachinePlacementDirector.InOrder((await management.GetHosts(onlyActive: true)).Keys)];
        return new ClusterStatus(await Task.WhenAll(silos.Select(silo => StateOf(silo, management))));
    }

    private async Task<SiloState> StateOf(SiloAddress silo, IManagementGrain management)
    {
        Task<EngineStatus?> engine = Answer<EngineStatus>(engines.Of(silo).Inventory());
        SimpleGrainStatistic[]? grains = await Answer(management.GetSimpleGrainStatistics([silo]));
        return new SiloState
        {
            Address = new IPEndPoint(silo.Endpoint.Address, silo.Endpoint.Port).ToString(),
            Engine = await engine,
            Grains = (grains ?? [])
                .Where(static statistic => statistic.GrainType.StartsWith(Ours, StringComparison.Ordinal))
                .GroupBy(static statistic => KindOf(statistic.GrainType))
                .ToDictionary(static kind => kind.Key, static kind => kind.Sum(statistic => statistic.ActivationCount)),
        };
    }

    /// <summary><c>SiloSim.Grains.CpuGrain,SiloSim.Grains</c> is a <c>cpu</c>.</summary>
    private static string KindOf(string grainType)
    {
        string name = grainType.Split(',')[0].Split('.')[^1];
        return (name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name).ToLowerInvariant();
    }

    private static async Task<T?> Answer<T>(Task<T> asked)
        where T : class
    {
        try
        {
            return await asked.WaitAsync(s_patience);
        }
        catch (Exception silent) when (silent is TimeoutException or OrleansException)
        {
            return null;
        }
    }
}
