using SiloSim.Machine;
using SiloSim.Machine.Coherence;
using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>The engine's calls to a machine's grains. One-way calls are not waited for; their failure is the machine's.</summary>
internal sealed class MachineLinks(IGrainFactory grains, string key, MachineSpec spec) : IMachineLinks
{
    private readonly IMemoryGrain[] _banks =
        [.. Enumerable.Range(0, Banks.CountFor(spec.RamBytes)).Select(bank => grains.GetGrain<IMemoryGrain>(GrainKeys.Bank(key, bank)))];

    private readonly IMachineGrain _machine = grains.GetGrain<IMachineGrain>(key);
    private int _faulted;

    /// <inheritdoc/>
    public async Task<(FrameGrant Grant, bool Contended)> Acquire(FrameIndex frame, FrameState wanted, int silo)
    {
        FrameMessage grant = await _banks[Banks.Of(frame.Value)]
            .Acquire(frame.Value, silo, wanted == FrameState.Exclusive, spec.Life);
        return (grant.ToGrant(), grant.Contended);
    }

    /// <inheritdoc/>
    public ValueTask<GuestAnswer> Perform(GuestAccess access, int silo) =>
        _banks[Banks.Of((int)((access.Physical - MemoryMap.RamBase) / FrameTables.FrameBytes))].Perform(access, silo, spec.Life);

    /// <inheritdoc/>
    public async Task<IEnumerable<FrameGrant>> Fetch(IReadOnlyList<FrameIndex> frames, int silo)
    {
        FramesMessage grants = await _banks[Banks.Of(frames[0].Value)]
            .Fetch([.. frames.Select(static frame => frame.Value)], silo, spec.Life);
        return grants.ToGrants();
    }

    /// <inheritdoc/>
    public void NmiAccepted(int cpu) => _ = grains.GetGrain<INmiGrain>(GrainKeys.Nmi(key, cpu)).Accepted();

    /// <inheritdoc/>
    public Task FlushText(uint physical, int bytes) =>
        grains.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(key)).FlushText(physical, bytes);

    /// <inheritdoc/>
    public void Happened(CpuEvent happened) => _ = _machine.Happened(happened with { Life = spec.Life });

    /// <inheritdoc/>
    public void Fault(string machine, Exception exception)
    {
        if (Interlocked.Exchange(ref _faulted, 1) == 0)
        {
            Happened(new CpuEvent { Cpu = -1, Fault = exception.Message });
        }
    }
}
