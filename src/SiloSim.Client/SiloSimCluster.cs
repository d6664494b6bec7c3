using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Client;

/// <summary>
/// Silos that run machines: some that are started in this process, those of a cluster of processes, or those that an Orleans
/// client of your own is connected to. Many machines can run at once.
/// </summary>
public sealed class SiloSimCluster : IAsyncDisposable
{
    private const string DefaultClusterId = "silosim";
    private readonly ICluster? _owned;

    private SiloSimCluster(IGrainFactory grains, ICluster? owned)
    {
        Grains = grains;
        _owned = owned;
    }

    /// <summary>The grains, for what this class has no method for: <c>IMachineGrain</c>, <c>ICpuGrain</c> and the others.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>Starts silos in this process. They speak over loopback sockets and share no memory.</summary>
    /// <param name="silos">1 to 16.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">There cannot be so many.</exception>
    public static async Task<SiloSimCluster> Start(int silos = 1, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silos, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(silos, EmbeddedCluster.MaxSilos);
        EmbeddedCluster cluster = await EmbeddedCluster.Start(silos, cancel);
        return new SiloSimCluster(cluster.Grains, cluster);
    }

    /// <summary>Connects to silo processes.</summary>
    /// <param name="gateways">The gateways of some of them: <c>HOST:PORT,HOST:PORT</c>.</param>
    /// <param name="clusterId">The cluster's name.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="WrongUsageException">That is no list of gateways.</exception>
    /// <exception cref="ClusterUnreachableException">None of them answers within a few seconds.</exception>
    public static async Task<SiloSimCluster> Connect(
        string gateways, string clusterId = DefaultClusterId, CancellationToken cancel = default)
    {
        RemoteCluster cluster = await RemoteCluster.Connect(gateways, clusterId, cancel);
        return new SiloSimCluster(cluster.Grains, cluster);
    }

    /// <summary>Uses silos that have <c>AddSiloSim()</c>, through a client or a silo of your own, which stays yours to stop.</summary>
    /// <param name="grains">An <c>IClusterClient</c>, or a silo's grain factory.</param>
    public static SiloSimCluster Of(IGrainFactory grains) => new(grains, owned: null);

    /// <summary>Runs a guest as <c>silosim run</c> does: with modifications, NMIs, checks and a control where one is needed.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="options">What is asked of the run; null for the defaults.</param>
    /// <param name="progress">Hears where the run stands, several times a second.</param>
    /// <param name="cancel">Interrupts the run, which still reports.</param>
    /// <returns>What it came to, violations and failures of the guest included.</returns>
    /// <exception cref="WrongUsageException">An option cannot be; the message names it as the command line does.</exception>
    /// <exception cref="MachineException">A part of the machine failed, as when a silo is lost.</exception>
    public Task<RunReport> Run(
        Guest guest, RunOptions? options = null, IProgress<MachineStatus>? progress = null, CancellationToken cancel = default) =>
        Experiment.Run(Grains, RunPlanner.Plan(guest.Name, guest.Elf, options ?? new RunOptions()), progress, cancel);

    /// <summary>Boots a machine that you drive yourself. Its cores wait for <see cref="SimulatedMachine.Start"/>.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="options">
    /// The machine and what its run does by itself; null for 4 CPUs in free mode that run until <see cref="SimulatedMachine.Interrupt"/>,
    /// and no modifications but yours.
    /// </param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="WrongUsageException">An option cannot be.</exception>
    /// <exception cref="MachineException">A part of the machine cannot be reached.</exception>
    public async Task<SimulatedMachine> Boot(Guest guest, RunOptions? options = null, CancellationToken cancel = default)
    {
        PlannedRun run = RunPlanner.Plan(guest.Name, guest.Elf, options ?? new RunOptions { Mode = RunMode.Free, Toggles = 0 });
        if (options is null)
        {
            run = run with { Plan = run.Plan with { UntilInterrupted = true } }; // Guests that ask whether to go on are told to.
        }
        return await SimulatedMachine.Boot(Grains, guest, run, cancel);
    }

    /// <summary>What runs on the silos.</summary>
    public Task<ClusterStatus> Status() => Grains.GetGrain<IClusterGrain>(0).Status();

    /// <summary>Stops the silos that <see cref="Start"/> has started, or disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }
    }
}
