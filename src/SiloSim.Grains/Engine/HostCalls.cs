using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>What came of a host call.</summary>
internal enum HostCallOutcome
{
    /// <summary>Done; the guest goes on.</summary>
    Done,

    /// <summary>A frame that the call needs is absent; ask for it and call again.</summary>
    Absent,

    /// <summary>The guest has exited on this CPU.</summary>
    Exited,

    /// <summary>The guest has crashed on this CPU.</summary>
    Failed,
}

/// <summary>Executes the host calls of a core that stands at one. See <see cref="HostFunction"/>.</summary>
internal static class HostCalls
{
    /// <summary>Executes the call that the core stands at.</summary>
    /// <param name="core">The core.</param>
    /// <param name="output">What the guest wrote, if it did.</param>
    /// <param name="absent">The frame that is absent, as an exit for it.</param>
    public static HostCallOutcome Execute(HostedCore core, out byte[]? output, out CoreExit absent)
    {
        output = null;
        absent = default;
        Sh4.CpuState state = core.Core.State;
        HostedMachine machine = core.Machine;
        uint result = 0;
        switch ((HostFunction)state[3])
        {
            case HostFunction.Exit:
                core.ExitCode = unchecked((int)state[4]);
                return HostCallOutcome.Exited;
            case HostFunction.Write:
                if (!TryCopyOut(core, state[4], state[5], out output, out absent, out bool readable))
                {
                    return HostCallOutcome.Absent;
                }
                if (!readable)
                {
                    return Crash(core, $"host call write: no memory at {state[4]:x8}, {state[5]} bytes");
                }
                result = (uint)output!.Length;
                break;
            case HostFunction.Read:
                if (!TryPrepareRead(core, state[4], state[5], out absent, out bool writable))
                {
                    return HostCallOutcome.Absent;
                }
                if (!writable)
                {
                    return Crash(core, $"host call read: no memory at {state[4]:x8}, {state[5]} bytes");
                }
                result = CopyIn(core, state[4], state[5]);
                break;
            case HostFunction.CpuNumber:
                result = (uint)core.Cpu;
                break;
            case HostFunction.CpuCount:
                result = (uint)machine.Spec.Cpus;
                break;
            case HostFunction.VirtualTime:
                result = unchecked((uint)core.VirtualTime);
                break;
            case HostFunction.KeepGoing:
                result = machine.KeepGoing ? 1u : 0u;
                break;
            case HostFunction.UnhandledException:
                core.Crash = Crashes.OfException(core);
                return HostCallOutcome.Failed;
            default:
                return Crash(core, $"unknown host call {state[3]}");
        }
        core.Core.CompleteHostCall(result);
        return HostCallOutcome.Done;
    }

    private static HostCallOutcome Crash(HostedCore core, string cause)
    {
        core.Crash = Crashes.At(core, core.Core.State.Pc, cause);
        return HostCallOutcome.Failed;
    }

    private static bool TryCopyOut(
        HostedCore core, uint address, uint bytes, out byte[]? copy, out CoreExit absent, out bool readable)
    {
        absent = default;
        copy = null;
        readable = bytes <= Semihosting.MaximumTransferBytes;
        if (!readable)
        {
            return true;
        }
        byte[] copied = new byte[bytes];
        for (uint done = 0; done < bytes;)
        {
            int frame = core.Core.TryTranslate(address + done, out uint physical)
                ? core.Machine.Frames.Tables.IndexOf(physical)
                : -1;
            if (frame < 0)
            {
                readable = false;
                return true;
            }
            if (core.Machine.Frames.Loadable(frame) is not { } memory)
            {
                absent = new CoreExit(ExitReason.FrameAbsent, physical, AccessKind.Read);
                return false;
            }
            int offset = (int)(physical % FrameTables.FrameBytes);
            int count = (int)Math.Min(bytes - done, (uint)(FrameTables.FrameBytes - offset));
            memory.AsSpan(offset, count).CopyTo(copied.AsSpan((int)done));
            done += (uint)count;
        }
        copy = copied; // Not before: a call that ends for want of a frame is made again, and has written nothing.
        return true;
    }

    /// <summary>A read goes into one frame at most, so that it is done at once: the guest calls again for more.</summary>
    private static bool TryPrepareRead(HostedCore core, uint address, uint bytes, out CoreExit absent, out bool writable)
    {
        absent = default;
        int frame = core.Core.TryTranslate(address, out uint physical)
            ? core.Machine.Frames.Tables.IndexOf(physical)
            : -1;
        writable = bytes == 0 || (frame >= 0 && !core.Machine.Frames.IsReadOnly(frame));
        if (!writable || bytes == 0 || core.Machine.Frames.Storable(frame) is not null)
        {
            return true;
        }
        absent = new CoreExit(ExitReason.FrameAbsent, physical, AccessKind.Write);
        return false;
    }

    private static uint CopyIn(HostedCore core, uint address, uint bytes)
    {
        if (bytes == 0)
        {
            return 0;
        }
        SiloFrames frames = core.Machine.Frames;
        core.Core.TryTranslate(address, out uint physical); // Found when the read was prepared.
        int frame = frames.Tables.IndexOf(physical);
        int offset = (int)(physical % FrameTables.FrameBytes);
        ReadOnlyMemory<byte> input =
            core.Machine.ReadInput((int)Math.Min(bytes, (uint)(FrameTables.FrameBytes - offset)));
        input.Span.CopyTo(frames.Storable(frame).AsSpan(offset));
        Interlocked.MemoryBarrier(); // As after any store: then the look at the text.
        frames.CodeOf(frame)?.Forget(offset, input.Length);
        return (uint)input.Length;
    }
}
