namespace SiloSim.Grains;

/// <summary>Carries out a free run: the cores run by themselves, the coordinator works through the plan.</summary>
internal sealed class FreeRun(MachineParts machine, RunPlan plan, RunLog log)
{
    /// <summary>Rounds that are over.</summary>
    public int Rounds { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <param name="limit">The time limit.</param>
    /// <param name="interrupt">Asks the run to end.</param>
    public async Task<RunEnd> Run(TimeSpan limit, CancellationToken interrupt)
    {
        using var time = new CancellationTokenSource(limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(time.Token, interrupt);
        Task over = OutOfPatience(stop.Token);
        bool all = await ModifyAll(over, stop.Token);
        if (plan.UntilInterrupted && !stop.IsCancellationRequested)
        {
            await Task.WhenAny(log.Crashed, log.AllEnded, Task.Delay(Timeout.InfiniteTimeSpan, stop.Token));
        }
        await machine.KeepGoing(false);
        bool ended = await Task.WhenAny(log.Crashed, log.AllEnded, over) != over;
        return log.Crash is not null ? RunEnd.GuestFailed
            : interrupt.IsCancellationRequested ? RunEnd.Interrupted
            : time.IsCancellationRequested && !(all && ended) ? RunEnd.TimeLimit
            : RunEnd.Done;
    }

    /// <summary>Completes when the run was asked to end and has not done so for longer than anybody waits for it.</summary>
    private static Task OutOfPatience(CancellationToken stop) =>
        Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(
            static _ => Task.Delay(RunPlan.Patience), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();

    private async Task<bool> ModifyAll(Task over, CancellationToken stop)
    {
        for (int round = 0; plan.Toggles > 0 && round <= plan.Toggles; round++)
        {
            if (stop.IsCancellationRequested || log.Crash is not null)
            {
                return false;
            }
            if (log.HasSeen(plan.UntilSeen))
            {
                return true;
            }
            Task modified = machine.Coordinator.Round(plan, boot: round == 0);
            Task first = await Task.WhenAny(modified, log.Crashed, over);
            if (log.Crash is not null || first == over) // A guest whose NMIs never end keeps a round for ever.
            {
                return false;
            }
            await modified;
            Rounds++;
            // The guests run for a while between two rounds: their time is the wall's here.
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None), log.Crashed);
        }
        return true;
    }
}
