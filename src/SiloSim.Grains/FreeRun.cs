namespace SiloSim.Grains;

/// <summary>Carries out a free run: the cores run by themselves, the coordinator works through the plan.</summary>
/// <param name="machine">The machine.</param>
/// <param name="plan">What is to be modified.</param>
/// <param name="log">Hears of the cores.</param>
/// <param name="rounds">Rounds that were over before, when the machine was moved.</param>
internal sealed class FreeRun(MachineParts machine, RunPlan plan, RunLog log, int rounds = 0)
{
    /// <summary>Rounds that are over.</summary>
    public int Rounds { get; private set; } = rounds;

    /// <summary>The guests were told to come to an end.</summary>
    public bool ToldToEnd { get; private set; }

    /// <summary>Runs to the end, or up to a pause: then another one goes on with what this one has not done.</summary>
    /// <param name="limit">The time limit.</param>
    /// <param name="interrupt">Asks the run to end.</param>
    /// <param name="pause">Asks for a pause: it comes between two rounds.</param>
    /// <returns>How it ended; <see cref="RunEnd.None"/> for a pause.</returns>
    public async Task<RunEnd> Run(TimeSpan limit, CancellationToken interrupt, CancellationToken pause)
    {
        using var time = new CancellationTokenSource(limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(time.Token, interrupt);
        using var waits = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, pause);
        Task paused = Task.Delay(Timeout.InfiniteTimeSpan, pause);
        Task over = OutOfPatience(stop.Token);
        bool all = await ModifyAll(over, stop.Token, pause);
        if (plan.UntilInterrupted && !waits.IsCancellationRequested)
        {
            await Task.WhenAny(log.Crashed, log.AllEnded, Task.Delay(Timeout.InfiniteTimeSpan, waits.Token));
        }
        if (IsPaused(stop.Token, pause))
        {
            return RunEnd.None;
        }
        ToldToEnd = true;
        await machine.KeepGoing(false);
        Task first = await Task.WhenAny(log.Crashed, log.AllEnded, over, paused);
        if (first == paused)
        {
            return RunEnd.None;
        }
        bool ended = first != over;
        return log.Crash is not null ? RunEnd.GuestFailed
            : interrupt.IsCancellationRequested ? RunEnd.Interrupted
            : time.IsCancellationRequested && !(all && ended) ? RunEnd.TimeLimit
            : RunEnd.Done;
    }

    /// <summary>Completes when the run was asked to end and has not done so for longer than anybody waits for it.</summary>
    private static Task OutOfPatience(CancellationToken stop) =>
        Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(
            static _ => Task.Delay(RunPlan.Patience), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();

    private bool IsPaused(CancellationToken stop, CancellationToken pause) =>
        pause.IsCancellationRequested && !stop.IsCancellationRequested && !log.Crashed.IsCompleted && !log.AllEnded.IsCompleted;

    private async Task<bool> ModifyAll(Task over, CancellationToken stop, CancellationToken pause)
    {
        while (plan.Toggles > 0 && Rounds <= plan.Toggles)
        {
            if (IsPaused(stop, pause) || stop.IsCancellationRequested || log.Crash is not null)
            {
                return false;
            }
            if (log.HasSeen(plan.UntilSeen))
            {
                return true;
            }
            Task modified = machine.Coordinator.Round(plan, boot: Rounds == 0);
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
