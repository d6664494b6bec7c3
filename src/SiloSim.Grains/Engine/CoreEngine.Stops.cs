using System.Diagnostics;

namespace SiloSim.Grains.Engine;

/// <content>How a machine stops and freezes, and goes on.</content>
internal sealed partial class CoreEngine
{
    /// <summary>A phase of <c>stop_machine</c>: completes when every core of the machine on this silo has acknowledged it.</summary>
    public async Task Phase(HostedMachine machine, int phase)
    {
        switch (phase)
        {
            case 1: // Prepare: each core's thread has looked up once.
                await Safepoints.Passed().WaitAsync(machine.Dropped);
                break;
            case 2: // DisableIrq: nothing runs but NMI handlers, and those that ran have come to their end.
                machine.SetStopped(true);
                await Safepoints.Passed().WaitAsync(machine.Dropped);
                await machine.BusyCores();
                break;
            case 4: // Exit: EXIT comes when every CPU has acknowledged RUN, which it does outside of an NMI.
                await machine.BusyCores();
                machine.SetStopped(false);
                lock (_gate)
                {
                    Monitor.PulseAll(_gate);
                }
                break;
        }
    }

    /// <summary>
    /// Freezes a machine on this silo: no core of it runs, none is in an NMI or accepts one, none waits for a frame or keeps one,
    /// and no frame is on its way here.
    /// </summary>
    public async Task Freeze(HostedMachine machine)
    {
        machine.SetFrozen(true);
        await Safepoints.Passed().WaitAsync(machine.Dropped);
        await machine.BusyCores();
        foreach (HostedCore core in machine.Cores)
        {
            await core.Unclaimed().WaitAsync(machine.Dropped);
            lock (core.Gate)
            {
                if (core.Activity == CoreActivity.WaitingForFrame)
                {
                    core.Activity = CoreActivity.Runnable; // It will ask again.
                }
                core.HoldsFrame = false;
            }
            machine.Frames.Retired(core.Cpu);
        }
        await machine.Frames.RequestsAnswered().WaitAsync(machine.Dropped);
        lock (_gate)
        {
            // A tick that began before has moved the clocks of its cores for the last time.
        }
    }

    /// <summary>A frozen machine goes on, with the cores that it has by now.</summary>
    public void Thaw(HostedMachine machine)
    {
        machine.SetFrozen(false);
        foreach (HostedCore core in machine.Cores)
        {
            lock (core.Gate)
            {
                core.IdleSince = Stopwatch.GetTimestamp();
                if (core.Activity == CoreActivity.Runnable)
                {
                    Queue(core);
                }
            }
            if (core.StrikePending)
            {
                MakeUrgent(core);
            }
        }
        lock (_gate)
        {
            Monitor.PulseAll(_gate); // What stood in the queue all the time waits for a thread as well.
        }
    }
}
