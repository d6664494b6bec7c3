using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SiloSim.Grains.Engine;

/// <summary>
/// Runs the cores of this silo's free machines on threads of its own, so that guest code never takes a thread from Orleans.
/// Cores stand in run queues and run in quanta; between two slices of a quantum a thread passes a safepoint, where it
/// looks at what is urgent: an NMI waits for a slice, not for a turn in a queue.
/// </summary>
internal sealed partial class CoreEngine : IDisposable
{
    private const int SliceInstructions = 5000;            // 10 to 20 us: how long a stop or an NMI waits for a thread.
    private static readonly long s_quantumTicks = Stopwatch.Frequency / 1000;
    private static readonly long s_yieldTicks = Stopwatch.Frequency / 5000;
    private static readonly long s_tickTicks = Stopwatch.Frequency / 1000;

    private readonly object _gate = new();                 // Guards the run queues and the machines; threads wait on it.
    private readonly ConcurrentQueue<HostedCore> _urgent = new();
    private readonly Thread[] _threads;
    private HostedMachine[] _machines = [];
    private int _nextMachine;
    private bool _urgentLast;                              // A handler that never ends is always urgent: others get every other turn.
    private int _idleThreads;
    private int _signals;                                  // Grains that were told something: their threads want to run.
    private long _lastTick = Stopwatch.GetTimestamp();
    private bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many: the cores that this silo may use.</param>
    public CoreEngine(int threads)
    {
        _threads = new Thread[threads];
        for (int index = 0; index < threads; index++)
        {
            Mutator mutator = Safepoints.Add();
            _threads[index] = new Thread(() => Loop(mutator)) { IsBackground = true, Name = $"silosim engine {index}" };
            _threads[index].Start();
        }
    }

    /// <summary>Of this silo: lockstep machines take part as well.</summary>
    public Safepoints Safepoints { get; } = new();

    /// <summary>Lets a machine's cores run.</summary>
    public void Run(HostedMachine machine)
    {
        lock (_gate)
        {
            machine.Running = true;
            _machines = [.. _machines, machine];
            foreach (HostedCore core in machine.Cores)
            {
                core.Queued = true;
                machine.RunQueue.Enqueue(core);
            }
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Forgets a machine.</summary>
    public void Drop(HostedMachine machine)
    {
        machine.SetStopped(true);
        lock (_gate)
        {
            machine.Running = false;
            machine.RunQueue.Clear();
            _machines = [.. _machines.Where(other => other != machine)];
        }
        machine.Dispose();
        Safepoints.Remove(machine.Mutator);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void MakeUrgent(HostedCore core)
    {
        _urgent.Enqueue(core);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _idleThreads) > 0)
        {
            lock (_gate)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Puts a runnable core into its machine's queue, once. Called with the core's gate held.</summary>
    /// <param name="core">The core.</param>
    /// <param name="takesNext">This thread takes from the queues next: no other has more to do than before.</param>
    private void Queue(HostedCore core, bool takesNext = false)
    {
        lock (_gate)
        {
            if (core.Queued || !core.Machine.Running)
            {
                return;
            }
            core.Queued = true;
            core.Machine.RunQueue.Enqueue(core);
            if (!takesNext)
            {
                PulseIdle();
            }
        }
    }

    /// <summary>Wakes a thread that has nothing to do. Called with the gate held.</summary>
    private void PulseIdle()
    {
        if (_idleThreads > 0)
        {
            Monitor.Pulse(_gate);
        }
    }

    private void Loop(Mutator mutator)
    {
        while (RunNext(mutator))
        {
        }
    }

    // Methods of their own: a thread that waits for its next core must not keep the last one, and so its machine's memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunNext(Mutator mutator)
    {
        if (Next() is not { } core)
        {
            return false;
        }
        if (TryClaim(core))
        {
            RunQuantum(core, mutator);
        }
        return true;
    }

    /// <summary>The next core to look at: urgent ones first. Waits while there is none; null when the engine stops.</summary>
    private HostedCore? Next()
    {
        lock (_gate)
        {
            while (!_stopping)
            {
                if (!_urgentLast && _urgent.TryDequeue(out HostedCore? urgent))
                {
                    _urgentLast = true;
                    PulseIdle(); // This thread may have queued a core that it will not take now.
                    return urgent;
                }
                _urgentLast = false;
                if (NextOfMachines() is { } core)
                {
                    return core;
                }
                _idleThreads++;
                Interlocked.MemoryBarrier();
                if (!_urgent.IsEmpty)
                {
                    _idleThreads--; // It was not its turn, or it came after the look above, and may have seen no idle thread to wake.
                    continue;
                }
                // Parked and sleeping cores have clocks as well: with any machine here, look after them each millisecond.
                bool woken = Monitor.Wait(_gate, _machines.Length > 0 ? 1 : Timeout.Infinite);
                _idleThreads--;
                if (!woken)
                {
                    Tick();
                }
            }
            return null;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HostedCore? NextOfMachines()
    {
        for (int tried = 0; tried < _machines.Length; tried++)
        {
            HostedMachine machine = _machines[_nextMachine++ % _machines.Length];
            if (!machine.Stopped && machine.RunQueue.TryDequeue(out HostedCore? core))
            {
                core.Queued = false;
                return core;
            }
        }
        return null;
    }

    private static bool TryClaim(HostedCore core)
    {
        lock (core.Gate)
        {
            // In a frozen machine what has begun comes to its end, and who holds a frame lets go of it: somebody may need it for that.
            bool claims = !core.Machine.Dropped.IsCancellationRequested
                && (!core.Machine.Frozen || core.InNmi || core.Home.IsAnswered || core.HoldsFrame)
                && (core.Activity == CoreActivity.Runnable
                    || (core.Activity == CoreActivity.Asleep && (core.StrikePending || IsDue(core))));
            if (claims)
            {
                core.Activity = CoreActivity.Claimed;
            }
            return claims;
        }
    }

    private static bool IsDue(HostedCore core) => Due(core) <= core.VirtualTime;

    /// <summary>The virtual time at which a core that does not run has to be looked at again.</summary>
    private static long Due(HostedCore core)
    {
        long due = Math.Min(core.Strikes.Next, core.HangDeadline == long.MaxValue ? long.MaxValue : core.HangDeadline + 1);
        return core.Activity == CoreActivity.Asleep && !core.Machine.Stopped ? Math.Min(due, core.Core.NextEvent) : due;
    }

    /// <summary>Runs a claimed core until its quantum is spent or it has to wait.</summary>
    /// <param name="core">The core.</param>
    /// <param name="mutator">Of this thread.</param>
    /// <param name="between">
    /// It runs between two slices of another core: for its NMI, else for what is left of its quantum, and for one slice at least.
    /// </param>
    private void RunQuantum(HostedCore core, Mutator mutator, bool between = false)
    {
        long start = Stopwatch.GetTimestamp();
        long yieldAt = start + s_yieldTicks;
        long retired = core.Core.Retired;
        while (true)
        {
            if (!core.InNmi)
            {
                TakeDueStrike(core);
                if (core.StrikePending && !core.HoldsFrame && TryAccept(core))
                {
                    MakeWay(mutator, signalled: true);
                    break;
                }
            }
            if (core.Core.Asleep && ((core.Machine.Stopped && !core.InNmi) || !core.Core.TryWake()))
            {
                CheckHang(core);
                Settle(core, core.Crash is null ? CoreActivity.Asleep : CoreActivity.Ended);
                break;
            }
            Slice slice = Slice.Run(core, mutator, Safepoints, SliceInstructions);
            if (slice.Output is not null || SiteViolations.HasNews(core))
            {
                Tell(core, slice.Output);
            }
            foreach ((uint physical, int bytes) in core.TakeBroadcasts())
            {
                _ = FlushText(core.Machine, physical, bytes);
            }
            if (slice.End == SliceEnd.Stopped)
            {
                Settle(core, CoreActivity.Runnable, !between);
                break;
            }
            if (slice.End != SliceEnd.GoesOn)
            {
                // A core that has to wait for memory now and then gets no less time than one that never does.
                core.QuantumLeft = (between ? core.QuantumLeft : s_quantumTicks) - (Stopwatch.GetTimestamp() - start);
                Leave(core, slice);
                MakeWay(mutator, signalled: slice.End == SliceEnd.NmiReturned);
                break;
            }
            long now = Stopwatch.GetTimestamp();
            long left = (between && !core.InNmi ? core.QuantumLeft : s_quantumTicks) - (now - start);
            bool makesRoom = between && !core.InNmi && !_urgent.IsEmpty;
            if (left <= 0 || makesRoom)
            {
                CheckHang(core);
                core.QuantumLeft = left;
                Settle(core, core.Crash is null ? CoreActivity.Runnable : CoreActivity.Ended, !between);
                if (left > 0)
                {
                    MakeUrgent(core);
                }
                break;
            }
            if (!between && !_urgent.IsEmpty && TakeUrgent(core) is { } urgent)
            {
                RunQuantum(urgent, mutator, between: true);
                now = Stopwatch.GetTimestamp();
            }
            if (now >= yieldAt || mutator.SignalsSeen != Volatile.Read(ref _signals))
            {
                MakeWay(mutator, signalled: false); // Orleans' threads wait for this core of the host.
                yieldAt = now + s_yieldTicks;
            }
        }
        long end = Stopwatch.GetTimestamp();
        core.Machine.Rate.Add(core.Core.Retired - retired, end - start);
        if (end - Volatile.Read(ref _lastTick) >= s_tickTicks)
        {
            lock (_gate)
            {
                Tick();
            }
        }
    }

    /// <summary>
    /// Lets other threads have this core of the host. The host wakes a thread on whichever core it likes and takes none from
    /// a thread that computes: so all threads of the engine make way when a grain was told something.
    /// </summary>
    /// <param name="mutator">Of this thread.</param>
    /// <param name="signalled">This thread has just told it.</param>
    private void MakeWay(Mutator mutator, bool signalled)
    {
        mutator.SignalsSeen = signalled ? Interlocked.Increment(ref _signals) : Volatile.Read(ref _signals);
        Thread.Yield();
    }

    /// <summary>An urgent core that this thread may run now, instead of the one that it runs.</summary>
    private HostedCore? TakeUrgent(HostedCore running) =>
        _urgent.TryDequeue(out HostedCore? core) && core != running && TryClaim(core) ? core : null;

    /// <summary>The core leaves its thread for something else than the end of its quantum.</summary>
    private void Leave(HostedCore core, Slice slice)
    {
        switch (slice.End)
        {
            case SliceEnd.FrameAbsent:
                Obtain(core, slice);
                break;
            case SliceEnd.Asleep:
                Settle(core, CoreActivity.Asleep);
                break;
            case SliceEnd.NmiReturned:
                TaskCompletionSource? done;
                lock (core.Gate)
                {
                    core.Activity = CoreActivity.HeldByNmi;
                    done = core.HandlerDone;
                    core.HandlerDone = null;
                }
                done?.TrySetResult();
                break;
            case SliceEnd.Exited or SliceEnd.Failed:
                End(core);
                break;
        }
    }

    /// <summary>The thread lets go of the core; a strike that came meanwhile is not forgotten.</summary>
    private void Settle(HostedCore core, CoreActivity activity, bool takesNext = false)
    {
        bool urgent;
        lock (core.Gate)
        {
            core.Activity = activity;
            core.IdleSince = Stopwatch.GetTimestamp();
            if (activity == CoreActivity.Runnable && !core.InNmi)
            {
                Queue(core, takesNext);
            }
            urgent = core.InNmi || (core.StrikePending && !core.CountedHeldBack);
        }
        if (activity == CoreActivity.Ended)
        {
            End(core);
        }
        else if (urgent)
        {
            MakeUrgent(core);
        }
    }

    private static void End(HostedCore core)
    {
        TaskCompletionSource? done;
        lock (core.Gate)
        {
            core.Activity = CoreActivity.Ended;
            done = core.HandlerDone;
            core.HandlerDone = null;
            foreach (TaskCompletionSource<NmiAcceptance> waiter in core.StrikeWaiters)
            {
                waiter.TrySetResult(NmiAcceptance.Ended);
            }
            core.StrikeWaiters.Clear();
        }
        core.Machine.Frames.Retired(core.Cpu);
        core.HoldsFrame = false;
        core.Machine.Links.Happened(new CpuEvent { Cpu = core.Cpu, ExitCode = core.ExitCode, Crash = core.Crash });
        done?.TrySetResult(); // A crash inside an NMI: its exit runs all the same, so nobody waits for it for ever.
    }

    private static void Tell(HostedCore core, byte[]? output)
    {
        if (output is not null)
        {
            core.Machine.Links.Happened(new CpuEvent { Cpu = core.Cpu, Output = output });
        }
        foreach (ViolationMessage violation in SiteViolations.Take(core) ?? [])
        {
            core.Machine.Links.Happened(new CpuEvent { Cpu = core.Cpu, Violation = violation });
        }
    }

    private static async Task FlushText(HostedMachine machine, uint physical, int bytes)
    {
        try
        {
            await machine.Links.FlushText(physical, bytes).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            machine.Links.Fault(machine.Key, exception);
        }
    }

    private static void CheckHang(HostedCore core)
    {
        if (core.VirtualTime > core.HangDeadline)
        {
            core.Crash = Crashes.At(core, core.Core.State.Pc, "hangs: still runs long after keep going turned 0");
        }
    }

    /// <summary>
    /// Moves the clocks of the cores that are parked or asleep, at the mean rate of the running ones, and strikes those
    /// that are due. A clock stops at what is due, until that is seen to: where the host had no time for this thread, a timer
    /// wakes the guest late, and it is not taken for one that hangs. Called with the gate held, about each millisecond.
    /// </summary>
    private void Tick()
    {
        long now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _lastTick, now);
        foreach (HostedMachine machine in _machines)
        {
            if (machine.Frozen)
            {
                continue;
            }
            double share = Math.Min(1.0, (double)_threads.Length / Math.Max(1, machine.Cores.Count));
            double perTick = machine.Rate.PerSecond * share / Stopwatch.Frequency;
            foreach (HostedCore core in machine.Cores)
            {
                if (core.Activity == CoreActivity.Asleep || (machine.Stopped && core.Activity == CoreActivity.Runnable))
                {
                    long since = machine.Stopped ? Math.Max(core.IdleSince, machine.StoppedSince) : core.IdleSince;
                    long passed = (long)(Math.Max(0, now - since) * perTick);
                    core.IdleTime += Math.Min(passed, Math.Max(0, Due(core) - core.VirtualTime));
                    core.IdleSince = now;
                    if (IsDue(core))
                    {
                        _urgent.Enqueue(core);
                    }
                }
            }
        }
    }
}
