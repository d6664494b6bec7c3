using SiloSim.Machine.Coherence;
using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <content>What a core needs that is not here: frames, and accesses that are done at their homes.</content>
internal sealed partial class CoreEngine
{
    /// <summary>The core gets a frame, or has its access done at the frame's home.</summary>
    private void Obtain(HostedCore core, Slice slice)
    {
        SiloFrames frames = core.Machine.Frames;
        var frame = new FrameIndex(frames.Tables.IndexOf(slice.Physical));
        bool atHome = core.Home.Wanted is not null && frames.IsDoneAtHome(frame.Value);
        if (atHome && !core.Machine.TryBeginAccess(core))
        {
            Settle(core, CoreActivity.Runnable); // The machine is stopped.
            return;
        }
        lock (core.Gate)
        {
            core.Activity = CoreActivity.WaitingForFrame;
        }
        if (atHome)
        {
            core.HoldsFrame = false; // Who waits for a home keeps no frame that others may wait for.
            frames.Retired(core.Cpu);
            DoAtHome(core, frame, slice.Kind, core.Home.Wanted!.Value);
        }
        else
        {
            frames.Need(core.Cpu, frame, slice.Kind, () => FrameCame(core));
        }
    }

    private async void DoAtHome(HostedCore core, FrameIndex frame, AccessKind kind, GuestAccess access)
    {
        HostedMachine machine = core.Machine;
        try
        {
            GuestAnswer answer = await machine.Links.Perform(access, machine.Silo).ConfigureAwait(false);
            machine.Frames.AskedHome(frame.Value, answer.Done);
            if (answer.Done)
            {
                core.Home.Answer(access, answer.Value);
                FrameCame(core);
                return;
            }
            machine.Frames.Need(core.Cpu, frame, kind, () =>
            {
                machine.EndAccess(core); // Not before: who freezes the machine lets go of what its cores wait for by then.
                FrameCame(core);
            });
        }
        catch (Exception exception)
        {
            machine.Links.Fault(machine.Key, exception);
        }
    }

    /// <summary>
    /// A frame has come, or an access was done at its home. The core goes ahead of the queue: until its instruction has retired
    /// nobody else can have the frame.
    /// </summary>
    private void FrameCame(HostedCore core)
    {
        lock (core.Gate)
        {
            if (core.Activity != CoreActivity.WaitingForFrame)
            {
                return; // The machine was frozen meanwhile, and what it waited for was forgotten.
            }
            core.HoldsFrame = true;
            core.Activity = CoreActivity.Runnable;
        }
        MakeUrgent(core);
    }
}
