using System.Diagnostics;
using SiloSim.Benchmarks.Measure;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Benchmarks;

/// <summary>The guest on a bare core: the same interpreter over all of the RAM as an array, with nothing around it.</summary>
internal sealed class DirectCore : IWorld
{
    private const int Budget = 1_000_000;
    private readonly FrameTables _tables;
    private readonly byte[][] _frames;
    private readonly Core _core;

    /// <summary>Loads a guest.</summary>
    public DirectCore(ElfFile elf)
        : this(elf.Segments.Select(segment => (segment.Physical, segment.Bytes)), StateAt(elf.Entry))
    {
    }

    /// <summary>Loads parts of memory by their physical addresses.</summary>
    public DirectCore(IEnumerable<(uint Physical, ReadOnlyMemory<byte> Bytes)> parts, CpuState state)
    {
        int frameCount = (int)(MemoryMap.DefaultRamBytes / FrameTables.FrameBytes);
        _tables = new FrameTables(MemoryMap.RamBase, frameCount);
        _frames = new byte[frameCount][];
        for (int frame = 0; frame < frameCount; frame++)
        {
            _frames[frame] = new byte[FrameTables.FrameBytes];
            _tables.SetReadable(frame, _frames[frame]);
            _tables.SetWritable(frame, _frames[frame]);
        }
        foreach ((uint physical, ReadOnlyMemory<byte> memory) in parts)
        {
            ReadOnlySpan<byte> bytes = memory.Span;
            for (int at = 0; at < bytes.Length; at++)
            {
                uint offset = physical - MemoryMap.RamBase + (uint)at;
                _frames[offset / FrameTables.FrameBytes][offset % FrameTables.FrameBytes] = bytes[at];
            }
        }
        _core = new Core(state, _tables, this);
    }

    /// <summary>Instructions retired.</summary>
    public long Instructions => _core.Retired;

    /// <summary>The core's registers.</summary>
    public CpuState State => _core.State;

    /// <summary>Runs on a thread of its own for a while.</summary>
    /// <returns>Instructions, and the ticks they took.</returns>
    public Task<(long Instructions, long Ticks)> Run(TimeSpan window)
    {
        var done = new TaskCompletionSource<(long, long)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                long start = Stopwatch.GetTimestamp();
                long end = start + (long)(window.TotalSeconds * Stopwatch.Frequency);
                long before = _core.Retired;
                long now;
                do
                {
                    RunOnce(Budget);
                    now = Stopwatch.GetTimestamp();
                }
                while (now < end);
                done.SetResult((_core.Retired - before, now - start));
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        { IsBackground = true, Name = "direct core" };
        thread.Start();
        return done.Task;
    }

    /// <summary>Runs a number of instructions, then sums up all registers: the same number whenever it is called first.</summary>
    public void AddStateAfter(long instructions, Checksum checksum)
    {
        while (_core.Retired < instructions)
        {
            RunOnce((int)Math.Min(Budget, instructions - _core.Retired));
        }
        for (int register = 0; register < 16; register++)
        {
            checksum.Add(_core.State[register]);
        }
        checksum.Add(_core.State.Pc, _core.State.Sr, _core.State.Pr, _core.State.Macl);
    }

    private static CpuState StateAt(uint entry)
    {
        var state = new CpuState { Pc = entry };
        state[5] = 1;
        state[15] = MemoryMap.StackTop(0, 1);
        return state;
    }

    /// <summary>Runs a budget of instructions, and answers that the work goes on.</summary>
    public void RunOnce(int budget)
    {
        CoreExit exit = _core.Run(budget);
        switch (exit.Reason)
        {
            case ExitReason.Budget:
                break;
            case ExitReason.HostCall when _core.State[3] == (uint)HostFunction.KeepGoing:
                _core.CompleteHostCall(1);
                break;
            default:
                throw new WrongWorkException($"the direct core came back with {exit}");
        }
    }

    Access IWorld.Load(uint physical, int bytes, out uint value)
    {
        value = 0;
        return Access.NoMemory;
    }

    // Only text, which is decoded, is not written on the fast path; this guest does not write it.
    Access IWorld.Store(uint physical, int bytes, uint value) =>
        _tables.IndexOf(physical) < 0 ? Access.NoMemory : Access.ReadOnly;

    Access IWorld.CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        seen = 0;
        return Access.NoMemory;
    }

    Access IWorld.Fetch(uint physical)
    {
        int frame = _tables.IndexOf(physical);
        if (frame < 0)
        {
            return Access.NoMemory;
        }
        _tables.SetWritable(frame, null);
        uint start = physical - (physical % FrameTables.FrameBytes);
        _tables.SetCode(frame, new PageCode(_frames[frame], start, watchedWords: null));
        return Access.Done;
    }
}
