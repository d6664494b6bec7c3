using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>Why a slice ended.</summary>
internal enum SliceEnd
{
    /// <summary>The budget is spent, or a host call is done: the core may go on.</summary>
    GoesOn,

    /// <summary>The machine is stopped; nothing was executed.</summary>
    Stopped,

    /// <summary>It needs a frame.</summary>
    FrameAbsent,

    /// <summary>It sleeps.</summary>
    Asleep,

    /// <summary>The handler's RTE has retired.</summary>
    NmiReturned,

    /// <summary>The guest has exited on it.</summary>
    Exited,

    /// <summary>The guest has crashed on it.</summary>
    Failed,
}

/// <summary>A run of one core between two safepoints.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Instructions">Instructions retired.</param>
/// <param name="Physical">The physical address whose frame is absent.</param>
/// <param name="Kind">What the frame is needed for.</param>
/// <param name="Output">What the guest wrote.</param>
internal readonly record struct Slice(SliceEnd End, int Instructions, uint Physical, AccessKind Kind, byte[]? Output)
{
    /// <summary>Runs a core for one slice.</summary>
    /// <param name="core">The core; nobody else may run it.</param>
    /// <param name="mutator">Of the thread, or of the lockstep machine.</param>
    /// <param name="safepoints">Of the engine.</param>
    /// <param name="budget">Instructions, 1 or more.</param>
    public static Slice Run(HostedCore core, Mutator mutator, Safepoints safepoints, int budget)
    {
        bool held = core.HoldsFrame;
        bool answered = core.Home.IsAnswered;
        mutator.Enter();
        if (core.Machine.Stopped && !core.InNmi && !answered) // Looked at inside: so a stop that saw nobody inside is seen here.
        {
            mutator.Leave();
            safepoints.Poll();
            LetGo(core); // A parked core keeps no frame: an NMI elsewhere may need it, and the stop waits for that NMI.
            return new Slice(SliceEnd.Stopped, 0, 0, default, null);
        }
        long before = core.Core.Retired;
        core.Home.BeginRun();
        CoreExit exit = answered ? core.Core.RunAskingWorld() : core.Core.Run(held ? 1 : budget);
        byte[]? output = null;
        SliceEnd end = exit.Reason switch
        {
            ExitReason.HostCall => Outcome(HostCalls.Execute(core, out output, out CoreExit absent), absent, ref exit),
            ExitReason.FrameAbsent => SliceEnd.FrameAbsent,
            ExitReason.Sleep => SliceEnd.Asleep,
            ExitReason.NmiReturned => SliceEnd.NmiReturned,
            ExitReason.Failed => Failed(core, exit),
            _ => SliceEnd.GoesOn,
        };
        mutator.Leave();
        safepoints.Poll();
        if (end != SliceEnd.FrameAbsent)
        {
            LetGo(core);
        }
        return new Slice(end, (int)(core.Core.Retired - before), exit.Physical, exit.Kind, output);
    }

    private static void LetGo(HostedCore core)
    {
        if (core.HoldsFrame)
        {
            core.HoldsFrame = false;
            core.Machine.Frames.Retired(core.Cpu);
        }
        if (core.Home.IsAnswered)
        {
            core.Home.Retired();
            core.Machine.EndAccess(core);
        }
    }

    private static SliceEnd Outcome(HostCallOutcome outcome, CoreExit absent, ref CoreExit exit)
    {
        exit = absent;
        return outcome switch
        {
            HostCallOutcome.Absent => SliceEnd.FrameAbsent,
            HostCallOutcome.Exited => SliceEnd.Exited,
            HostCallOutcome.Failed => SliceEnd.Failed,
            _ => SliceEnd.GoesOn,
        };
    }

    private static SliceEnd Failed(HostedCore core, CoreExit exit)
    {
        core.Crash = Crashes.Of(core, exit);
        return SliceEnd.Failed;
    }
}
