namespace SiloSim.Grains.Engine;

/// <content>NMIs: they strike, a core accepts one, its handler runs, it is over.</content>
internal sealed partial class CoreEngine
{
    /// <summary>Strikes a core.</summary>
    /// <returns>When the core stands at its vector, or what became of the strike instead.</returns>
    public Task<NmiAcceptance> Strike(HostedCore core)
    {
        var waiter = new TaskCompletionSource<NmiAcceptance>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (core.Gate)
        {
            if (core.Activity is CoreActivity.Ended or CoreActivity.Gone)
            {
                return Task.FromResult(core.Activity == CoreActivity.Ended ? NmiAcceptance.Ended : NmiAcceptance.Gone);
            }
            core.StrikeWaiters.Add(waiter);
            core.StrikePending = true;
        }
        MakeUrgent(core);
        return waiter.Task.WaitAsync(core.Machine.Dropped);
    }

    /// <summary>Lets the core run its handler.</summary>
    /// <returns>When the handler's RTE has retired, or the guest has crashed in it.</returns>
    public Task RunHandler(HostedCore core)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (core.Gate)
        {
            core.HandlerDone = done;
            core.Activity = CoreActivity.Runnable;
        }
        MakeUrgent(core);
        return done.Task.WaitAsync(core.Machine.Dropped);
    }

    /// <summary>The NMI is over: the core goes on with what it did before.</summary>
    public void EndNmi(HostedCore core)
    {
        bool again;
        lock (core.Gate)
        {
            core.InNmi = false;
            core.Machine.EndNmi(core); // Before anybody can claim the core for its next NMI.
            core.Reads.EndNmi();
            core.NmiOver?.TrySetResult();
            core.NmiOver = null;
            again = core.StrikePending;
            if (core.Activity != CoreActivity.Ended)
            {
                core.Activity = CoreActivity.Runnable;
                Queue(core);
            }
        }
        if (again)
        {
            MakeUrgent(core);
        }
    }

    private static void TakeDueStrike(HostedCore core)
    {
        if (core.Strikes.Next <= core.VirtualTime && core.Strikes.TakeDue(core.VirtualTime))
        {
            lock (core.Gate)
            {
                core.StrikePending = true;
            }
        }
    }

    /// <summary>Accepts the pending NMI, unless <c>SR.BL</c> holds it back.</summary>
    private static bool TryAccept(HostedCore core)
    {
        bool mine;
        lock (core.Gate)
        {
            if (!core.Machine.TryBeginNmi(core))
            {
                return false;
            }
            if (!core.Core.TryAcceptNmi())
            {
                core.Machine.EndNmi(core);
                core.NmiHeldBack += core.CountedHeldBack ? 0 : 1;
                core.CountedHeldBack = true;
                return false;
            }
            core.InNmi = true;
            core.StrikePending = false;
            core.CountedHeldBack = false;
            core.NmiTaken++;
            core.Reads.BeginNmi(core.NmiTaken);
            core.NmiOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            core.Activity = CoreActivity.HeldByNmi;
            mine = core.StrikeWaiters.Count == 0;
            for (int index = 0; index < core.StrikeWaiters.Count; index++)
            {
                core.StrikeWaiters[index].TrySetResult(index == 0 ? NmiAcceptance.Accepted : NmiAcceptance.Merged);
            }
            core.StrikeWaiters.Clear();
        }
        if (mine)
        {
            core.Machine.Links.NmiAccepted(core.Cpu); // The timer struck, nobody waits: the NMI grain is told.
        }
        return true;
    }
}
