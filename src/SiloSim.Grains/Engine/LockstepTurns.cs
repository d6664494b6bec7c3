using SiloSim.Explorer;
using SiloSim.Machine.Coherence;

namespace SiloSim.Grains.Engine;

/// <summary>
/// Carries out one turn of a lockstep machine. A turn is short and there is one at a time over the whole machine, so it
/// runs where it is called, not on the engine's threads: a hop to them and back would cost more than most turns.
/// </summary>
internal static class LockstepTurns
{
    /// <summary>Runs a core for one turn.</summary>
    public static async Task<TurnResult> Run(HostedMachine machine, Safepoints safepoints, TurnRequest turn)
    {
        HostedCore core = machine.Find(turn.Cpu);
        core.IdleTime = turn.IdleTime;
        core.Core.ClearLink();
        if (turn.Strike)
        {
            if (TryAccept(core))
            {
                return new TurnResult { End = TurnEnd.NmiAccepted };
            }
        }
        int done = 0;
        long torn = core.Reads.Torn;
        long changed = core.Reads.ChangedUnderNmi;
        long observed = core.Reads.Observed;
        List<byte>? output = null;
        bool sleeps = core.Core.Asleep && (turn.Budget == 0 || !core.Core.TryWake());
        TurnEnd end = sleeps ? TurnEnd.Asleep : TurnEnd.Budget;
        while (end == TurnEnd.Budget && done < turn.Budget)
        {
            Slice slice = Slice.Run(core, machine.Mutator, safepoints, turn.UntilSeen ? 1 : turn.Budget - done);
            done += slice.Instructions;
            if (slice.Output is { } written)
            {
                (output ??= []).AddRange(written);
            }
            foreach ((uint physical, int bytes) in core.TakeBroadcasts())
            {
                await machine.Links.FlushText(physical, bytes); // Done before anybody else has a turn.
            }
            switch (slice.End)
            {
                case SliceEnd.Stopped:
                    throw new InvalidOperationException($"cpu {core.Cpu} had a turn while the machine is stopped");
                case SliceEnd.FrameAbsent:
                    await Obtain(machine, core, slice);
                    break;
                case SliceEnd.Asleep:
                    end = TurnEnd.Asleep;
                    break;
                case SliceEnd.NmiReturned:
                    core.InNmi = false;
                    core.Reads.EndNmi();
                    end = TurnEnd.NmiReturned;
                    break;
                case SliceEnd.Exited:
                    end = TurnEnd.Exited;
                    break;
                case SliceEnd.Failed:
                    end = TurnEnd.Failed;
                    break;
            }
            if (turn.UntilSeen && end == TurnEnd.Budget && (core.Reads.Observed != observed || output is not null))
            {
                end = TurnEnd.Seen;
            }
        }
        if (end == TurnEnd.Budget && core.VirtualTime > core.HangDeadline)
        {
            core.Crash = Crashes.At(core, core.Core.State.Pc, "hangs: still runs long after keep going turned 0");
            end = TurnEnd.Failed;
        }
        return new TurnResult
        {
            End = end,
            Instructions = done,
            HeldBack = turn.Strike,
            ExitCode = core.ExitCode ?? 0,
            Crash = core.Crash,
            Output = output is null ? null : [.. output],
            Violations = SiteViolations.Take(core),
            Torn = (int)(core.Reads.Torn - torn),
            Changed = (int)(core.Reads.ChangedUnderNmi - changed),
            WakeAt = core.Core.NextEvent,
            Load = turn.UntilSeen && core.Reads.Observed != observed ? LoadOf(core) : null,
        };
    }

    private static AccessMessage LoadOf(HostedCore core) =>
        new((int)OperationKind.Load, core.Reads.Last.Site, 0, 0, core.Reads.Last.Word, 0);

    private static bool TryAccept(HostedCore core)
    {
        if (!core.Core.TryAcceptNmi())
        {
            core.NmiHeldBack += core.CountedHeldBack ? 0 : 1;
            core.CountedHeldBack = true;
            return false;
        }
        core.CountedHeldBack = false;
        core.InNmi = true;
        core.NmiTaken++;
        core.Reads.BeginNmi(core.NmiTaken);
        return true;
    }

    private static async Task Obtain(HostedMachine machine, HostedCore core, Slice slice)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int frame = machine.Frames.Tables.IndexOf(slice.Physical);
        machine.Frames.Need(core.Cpu, new FrameIndex(frame), slice.Kind, () => ready.TrySetResult());
        await ready.Task.WaitAsync(machine.Dropped);
        core.HoldsFrame = true;
    }
}
