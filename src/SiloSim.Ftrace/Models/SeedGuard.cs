using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models;

/// <summary>
/// Who has to wait for other reasons than memory: readers that stop-machine has parked, a patcher whose own CPU runs an
/// NMI, and a patcher that waits until the others have passed an instruction boundary or taken its interrupt.
/// </summary>
/// <param name="nmiCpus">How many CPUs take NMIs: threads 1 and on.</param>
/// <param name="readers">How many threads read outside NMIs: those after them.</param>
/// <param name="self">Whether thread 1 is on the patcher's CPU.</param>
/// <param name="flush">How the flush reaches other CPUs.</param>
internal sealed class SeedGuard(int nmiCpus, int readers, bool self, FlushReach flush) : IGuard
{
    private const int Patcher = 0;
    private const int SelfNmi = 1;

    /// <inheritdoc/>
    public bool Allows(int thread, IWorldView world)
    {
        if (IsReader(thread))
        {
            return !HasInterruptsOff(world);
        }

        if (thread != Patcher || world.PostedBy(Patcher) is not Operation posted)
        {
            return true;
        }

        return !(self && IsInNmi(world)) && posted.Kind switch
        {
            OperationKind.Phase when posted.Value is (uint)StopPhase.DisableIrq or BreakpointText.Sync =>
                AllAreBetweenInstructions(world),
            OperationKind.Flush when flush == FlushReach.Ipi && OtherCpus > 0 =>
                !HasInterruptsOff(world) && AllAreBetweenInstructions(world),
            _ => true,
        };
    }

    /// <inheritdoc/>
    public bool Couples(int thread, int other) =>
        (thread == Patcher || other == Patcher)
        && (IsReader(thread) || IsReader(other) || (self && (thread == SelfNmi || other == SelfNmi)));

    private int OtherCpus => nmiCpus - (self ? 1 : 0) + readers;

    private static bool HasInterruptsOff(IWorldView world) =>
        world.Word(SeedSites.PhaseLocation) is (uint)StopPhase.DisableIrq or (uint)StopPhase.Run;

    /// <summary>An NMI has entered when its first access is done.</summary>
    private static bool IsInNmi(IWorldView world) => world.PostedBy(SelfNmi) is Operation posted
        && posted is not { Kind: OperationKind.AddAndReturn, Value: 1 };

    /// <summary>A CPU takes an interrupt between instructions: not between two halves of a load.</summary>
    private bool AllAreBetweenInstructions(IWorldView world)
    {
        for (int thread = nmiCpus + 1; thread <= nmiCpus + readers; thread++)
        {
            if (world.PostedBy(thread) is { Kind: OperationKind.LoadHalfword, Location: uint at } && at % 4 != 0)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsReader(int thread) => thread > nmiCpus;
}
