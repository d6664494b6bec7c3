namespace SiloSim.Grains.Moving;

/// <summary>
/// Moves parts of a machine between silos: the machine is frozen, all its frames go home, grains migrate with what they hold,
/// and it goes on. Nothing is in flight meanwhile, so there is no order to get wrong.
/// </summary>
/// <param name="grains">Finds its grains.</param>
/// <param name="parts">The machine as it is before the move.</param>
internal sealed class MachineMove(IGrainFactory grains, MachineParts parts)
{
    private const int AtOnce = 256; // Grains that move side by side.

    /// <summary>Nothing is patched, nothing runs, no frame is abroad.</summary>
    public async Task Freeze()
    {
        await parts.Coordinator.Hold();
        if (parts.Spec.Mode == RunMode.Free)
        {
            await Task.WhenAll(parts.Silos.Select(silo => silo.Engine.Freeze(parts.Key)));
        }
        await Task.WhenAll(BankGrains().Select(static bank => bank.Gather()));
    }

    /// <summary>Tells the banks of the silos that the machine has.</summary>
    public Task Introduce(SiloAddress?[] silos) => Task.WhenAll(BankGrains().Select(bank => bank.Regroup(silos)));

    /// <summary>The machine goes on, on its silos of now.</summary>
    public async Task Thaw(SiloAddress?[] silos)
    {
        await Introduce(silos);
        await parts.Coordinator.Regroup(silos);
        if (parts.Spec.Mode == RunMode.Free)
        {
            await Task.WhenAll(parts.Silos.Select(silo => silo.Engine.Thaw(parts.Key)));
        }
    }

    /// <summary>Moves CPUs.</summary>
    /// <param name="moves">The CPUs and the silos that they go to.</param>
    public async Task MoveCpus(IReadOnlyCollection<(int Cpu, SiloAddress To)> moves)
    {
        foreach ((int Cpu, SiloAddress To)[] batch in moves.Chunk(AtOnce))
        {
            await Task.WhenAll(batch.Select(move => Move(grains.GetGrain<ICpuGrain>(GrainKeys.Cpu(parts.Key, move.Cpu)), move.To)));
        }
    }

    /// <summary>What a silo is home to goes to others, in turn: its banks, and the coordinator.</summary>
    public async Task Empty(SiloAddress silo, IReadOnlyList<SiloAddress> others)
    {
        IMovableGrain[] homes = [.. BankGrains(), parts.Coordinator];
        SiloAddress[] where = await Task.WhenAll(homes.Select(static home => home.Where()));
        await Task.WhenAll(homes.Where((_, index) => where[index].Equals(silo))
            .Select((home, index) => Move(home, others[index % others.Count])));
    }

    private static async Task Move(IMovableGrain grain, SiloAddress to)
    {
        await grain.Move(to);
        SiloAddress at = await grain.Where();
        if (!at.Equals(to))
        {
            throw new MachineException($"{grain.GetPrimaryKeyString()} did not come to {to}");
        }
    }

    private IEnumerable<IMemoryGrain> BankGrains() => Enumerable.Range(0, Banks.CountFor(parts.Spec.RamBytes))
        .Select(bank => grains.GetGrain<IMemoryGrain>(GrainKeys.Bank(parts.Key, bank)));
}
