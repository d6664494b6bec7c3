using System.Buffers.Binary;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Client;

/// <summary>One machine, which your code drives: strikes, patches, looks into memory. It is removed when it is disposed.</summary>
public sealed class SimulatedMachine : IAsyncDisposable
{
    private const int WaitMilliseconds = 500;
    private readonly IGrainFactory _grains;
    private readonly PlannedRun _run;
    private readonly IMachineGrain _machine;

    private SimulatedMachine(IGrainFactory grains, Guest guest, PlannedRun run, string key)
    {
        (_grains, Guest, _run, Key) = (grains, guest, run, key);
        _machine = grains.GetGrain<IMachineGrain>(key);
    }

    /// <summary>The machine's key, as <c>silosim machines list</c> shows it.</summary>
    public string Key { get; }

    /// <summary>What runs on it.</summary>
    public Guest Guest { get; }

    /// <summary>Its CPUs.</summary>
    public int Cpus => _run.Spec.Cpus;

    /// <summary>Guest addresses of its call-site words, in their order.</summary>
    public IReadOnlyList<uint> Sites => [.. _run.Spec.Sites.Select(static site => site.Address)];

    private ICoordinatorGrain Coordinator => _grains.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(Key));

    internal static async Task<SimulatedMachine> Boot(IGrainFactory grains, Guest guest, PlannedRun run, CancellationToken cancel)
    {
        var machine = new SimulatedMachine(grains, guest, run, Experiment.NewKey(run.Guest));
        try
        {
            await machine._machine.Boot(run.Spec, cancel);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the CPUs run.</summary>
    /// <exception cref="MachineException">They do already.</exception>
    public Task Start() => _machine.Start(_run.Plan);

    /// <summary>Where it stands.</summary>
    public Task<MachineStatus> Status() => _machine.Wait(0);

    /// <summary>What one CPU does.</summary>
    /// <param name="cpu">Its number, from 0.</param>
    public Task<CpuStatus> Cpu(int cpu) => _grains.GetGrain<ICpuGrain>(GrainKeys.Cpu(Key, cpu)).Status();

    /// <summary>Strikes a CPU with an NMI, in free mode.</summary>
    /// <param name="cpu">Its number, from 0.</param>
    /// <param name="cancel">Ends the wait; the strike stays pending.</param>
    /// <returns>When its handler has returned and <c>ftrace_nmi_exit</c> has run.</returns>
    /// <exception cref="MachineException">The machine is in lockstep, or does not run, or the CPU has ended.</exception>
    public Task Strike(int cpu, CancellationToken cancel = default) =>
        _grains.GetGrain<INmiGrain>(GrainKeys.Nmi(Key, cpu)).Strike(cancel);

    /// <summary>Makes a call site call the tracer: one <c>stop_machine</c>.</summary>
    /// <param name="site">Guest address of its word; see <see cref="Sites"/>.</param>
    /// <param name="cancel">Ends the wait; what has begun goes on to its end.</param>
    /// <returns>0, or <c>-EFAULT</c>, <c>-EINVAL</c>, <c>-EPERM</c>.</returns>
    public Task<int> MakeCall(uint site, CancellationToken cancel = default) => Coordinator.MakeCall(site, cancel);

    /// <summary>Makes a call site call nothing: one <c>stop_machine</c>.</summary>
    /// <param name="site">Guest address of its word; see <see cref="Sites"/>.</param>
    /// <param name="cancel">Ends the wait; what has begun goes on to its end.</param>
    /// <returns>0, or <c>-EFAULT</c>, <c>-EINVAL</c>, <c>-EPERM</c>.</returns>
    public Task<int> MakeNop(uint site, CancellationToken cancel = default) => Coordinator.MakeNop(site, cancel);

    /// <summary>A whole <c>stop_machine</c> that modifies nothing.</summary>
    /// <param name="cancel">Ends the wait; what has begun goes on to its end.</param>
    public Task StopMachine(CancellationToken cancel = default) => Coordinator.StopMachine(cancel);

    /// <summary>The kernel's <c>dyn_info</c>: NMIs waited for and words written by NMIs.</summary>
    public Task<string> DynInfo() => Coordinator.DynInfo();

    /// <summary>Reads guest memory as all CPUs see it.</summary>
    /// <param name="address">A guest address in P0, P1 or P2.</param>
    /// <param name="bytes">1 to 1 MiB.</param>
    /// <exception cref="MachineException">A part of the range is no memory.</exception>
    public Task<byte[]> Read(uint address, int bytes) => _machine.ReadMemory(address, bytes);

    /// <summary>Reads a word of guest memory.</summary>
    /// <param name="address">A guest address in P0, P1 or P2.</param>
    /// <exception cref="MachineException">There is no memory.</exception>
    public async Task<uint> ReadWord(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(await Read(address, sizeof(uint)));

    /// <summary>Spreads its CPUs evenly over the silos that there are now, while it runs in free mode.</summary>
    /// <returns>How many CPUs were moved.</returns>
    /// <exception cref="MachineException">It runs in lockstep.</exception>
    public Task<int> Rebalance() => _machine.Rebalance();

    /// <summary>Asks the run to end: guests that ask are told, and the report says that it was interrupted.</summary>
    public Task Interrupt() => _machine.Interrupt();

    /// <summary>Waits for the end of the run.</summary>
    /// <param name="cancel">Ends the wait, not the run.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="MachineException">A part of the machine failed.</exception>
    public async Task<MachineReport> End(CancellationToken cancel = default)
    {
        while (true)
        {
            MachineStatus status = await _machine.Wait(WaitMilliseconds, int.MaxValue).WaitAsync(cancel);
            if (status.End == RunEnd.Fault)
            {
                throw new MachineException(status.Fault ?? "a part of the machine failed");
            }
            if (status.Ended)
            {
                return await _machine.Report();
            }
        }
    }

    /// <summary>Removes the machine, running or not.</summary>
    public async ValueTask DisposeAsync() => await _machine.Remove();
}
