using System.Buffers.Binary;
using System.Text;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Tests.Machine;

/// <summary>
/// A bare board in one flat memory: all CPUs in turns on one thread, every turn, NMI and patch drawn from a seed. It
/// has no protocol: what it shows is that the guests do what they promise on any interleaving of turns.
/// </summary>
internal sealed class FlatBoard : IWorld
{
    private const int MaximumQuantum = 400;

    private readonly byte[]?[] _frames = new byte[]?[MemoryMap.DefaultRamBytes / MemoryMap.FrameBytes];
    private readonly FrameTables _tables = new(MemoryMap.RamBase, (int)(MemoryMap.DefaultRamBytes / MemoryMap.FrameBytes));
    private readonly Random _random;
    private readonly HashSet<uint> _watched = [];
    private readonly List<(Action<FlatBoard> Act, int Every)> _betweenTurns = [];
    private readonly StringBuilder _output = new();
    private readonly InstructionCacheModel _instructionCache;
    private int _askedToKeepGoing;

    public FlatBoard(
        string guest, int cpus, int seed, InstructionCacheModel instructionCache = InstructionCacheModel.Coherent)
    {
        _instructionCache = instructionCache;
        Elf = GuestFiles.Load(guest);
        Sites = CallSiteFinder.Find(Elf);
        Seed = seed;
        _random = new Random(seed);
        _watched = [.. Sites.Select(site => MemoryMap.ToPhysical(site.Address))];
        foreach (ElfSegment segment in Elf.Segments)
        {
            for (int i = 0; i < segment.Bytes.Length; i++)
            {
                uint physical = segment.Physical + (uint)i;
                Frame(physical)[physical % MemoryMap.FrameBytes] = segment.Bytes.Span[i];
            }
        }

        Cpus = [.. Enumerable.Range(0, cpus).Select(cpu => new FlatCpu(cpu, Boot(cpu, cpus)))];
    }

    public ElfFile Elf { get; }

    public IReadOnlyList<CallSite> Sites { get; }

    public int Seed { get; }

    public FlatCpu[] Cpus { get; }

    public string Output => _output.ToString();

    /// <summary>How often keep-going says 1, over all CPUs.</summary>
    public int Work { get; init; } = 200;

    /// <summary>An NMI in one of so many turns; 0 for none.</summary>
    public int NmiInTurns { get; init; }

    /// <summary>Most instructions of all CPUs together: a guest that needs more hangs.</summary>
    public long MaximumInstructions { get; init; } = 200_000_000;

    /// <summary>Values of call-site words that text has loaded, with how often.</summary>
    public Dictionary<uint, int> WordsRead { get; } = [];

    public int NmisHeldBack { get; private set; }

    public void Between(int everyTurns, Action<FlatBoard> act) => _betweenTurns.Add((act, everyTurns));

    /// <summary>Runs until every CPU has exited or failed, or the instructions are spent.</summary>
    public FlatBoard Run()
    {
        long spent = 0;
        for (int turn = 1; spent < MaximumInstructions && Cpus.Any(cpu => !cpu.IsDone); turn++)
        {
            foreach ((Action<FlatBoard> act, int every) in _betweenTurns)
            {
                if (turn % every == 0)
                {
                    act(this);
                }
            }

            FlatCpu next = Cpus[turn % Cpus.Length];
            if (!next.IsDone)
            {
                long before = next.Core.Retired;
                StrikeNmi(next);
                Turn(next, _random.Next(1, MaximumQuantum));
                spent += next.Core.Retired - before + 1;
            }
        }

        return this;
    }

    public uint ReadWord(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(
        Frame(MemoryMap.ToPhysical(address)).AsSpan((int)(address % MemoryMap.FrameBytes)));

    public void WriteWord(uint address, uint value) =>
        _ = Store(MemoryMap.ToPhysical(address), 4, value);

    public string Describe(FlatCpu cpu) =>
        $"seed {Seed}: cpu {cpu.Number} at {Elf.Symbols.Describe(cpu.Core.State.Pc)} ({cpu.Core.State.Pc:x8}), "
        + $"exit code {cpu.ExitCode}, {cpu.Failure}";

    Access IWorld.Load(uint physical, int bytes, out uint value)
    {
        value = 0;
        if (_tables.IndexOf(physical) is var index && index < 0)
        {
            return Access.NoMemory;
        }

        ReadOnlySpan<byte> at = Frame(physical).AsSpan((int)(physical % MemoryMap.FrameBytes), bytes);
        value = bytes switch
        {
            1 => at[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(at),
        };
        if (_watched.Contains(physical))
        {
            WordsRead[value] = WordsRead.GetValueOrDefault(value) + 1;
        }

        _tables.SetReadable(index, Frame(physical));
        return Access.Done;
    }

    public Access Store(uint physical, int bytes, uint value)
    {
        int index = _tables.IndexOf(physical);
        if (index < 0)
        {
            return Access.NoMemory;
        }

        int offset = (int)(physical % MemoryMap.FrameBytes);
        Span<byte> at = Frame(physical).AsSpan(offset, bytes);
        for (int i = 0; i < bytes; i++)
        {
            at[i] = (byte)(value >> (8 * i));
        }

        if (_tables.Code(index) is { } code)
        {
            code.Forget(offset, bytes);
        }
        else
        {
            _tables.SetWritable(index, Frame(physical));
        }

        return Access.Done;
    }

    Access IWorld.CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        Access read = ((IWorld)this).Load(physical, bytes, out seen);
        return read == Access.Done && seen == expected ? Store(physical, bytes, value) : read;
    }

    Access IWorld.Fetch(uint physical)
    {
        int index = _tables.IndexOf(physical);
        if (index < 0)
        {
            return Access.NoMemory;
        }

        _tables.SetWritable(index, null);
        _tables.SetCode(index, new PageCode(Frame(physical), physical & ~(MemoryMap.FrameBytes - 1), _watched));
        return Access.Done;
    }

    private Core Boot(int cpu, int cpus)
    {
        var state = new CpuState { Sr = MemoryMap.EntrySr, Pc = Elf.Entry };
        state[4] = (uint)cpu;
        state[5] = (uint)cpus;
        state[15] = MemoryMap.StackTop(cpu, cpus);
        if (_instructionCache == InstructionCacheModel.Coherent)
        {
            return new Core(state, _tables, this);
        }

        state.Ccr = 1u << 8; // ICE, as a boot loader leaves it.
        return new Core(state, _tables, this, null, new InstructionCache(_instructionCache));
    }

    void IWorld.BroadcastInvalidate(uint physical, int bytes)
    {
        foreach (FlatCpu cpu in Cpus)
        {
            cpu.Core.ForgetText(physical, bytes);
        }
    }

    private byte[] Frame(uint physical) =>
        _frames[(physical - MemoryMap.RamBase) / MemoryMap.FrameBytes] ??= new byte[MemoryMap.FrameBytes];

    private void StrikeNmi(FlatCpu cpu)
    {
        if (NmiInTurns == 0 || _random.Next(NmiInTurns) != 0 || cpu.Core.InNmi)
        {
            return;
        }

        if (cpu.Core.TryAcceptNmi())
        {
            cpu.NmisTaken++;
            cpu.NmiBegan = cpu.Core.Retired;
        }
        else
        {
            NmisHeldBack++;
        }
    }

    private void Turn(FlatCpu cpu, int budget)
    {
        long end = cpu.Core.Retired + budget;
        while (!cpu.IsDone && cpu.Core.Retired < end)
        {
            CoreExit exit = cpu.Core.Run((int)(end - cpu.Core.Retired));
            switch (exit.Reason)
            {
                case ExitReason.Budget:
                    return;
                case ExitReason.HostCall:
                    HostCall(cpu);
                    break;
                case ExitReason.NmiReturned:
                    cpu.NmiInstructions.Add((int)(cpu.Core.Retired - cpu.NmiBegan));
                    break;
                default:
                    cpu.Failure = exit;
                    break;
            }
        }
    }

    private void HostCall(FlatCpu cpu)
    {
        CpuState state = cpu.Core.State;
        switch ((HostFunction)state[Semihosting.FunctionRegister])
        {
            case HostFunction.Exit:
                cpu.ExitCode = state[Semihosting.FirstArgumentRegister];
                return;
            case HostFunction.Write:
                for (uint i = 0; i < state[5]; i++)
                {
                    uint physical = MemoryMap.ToPhysical(state[4] + i);
                    _output.Append((char)Frame(physical)[physical % MemoryMap.FrameBytes]);
                }

                cpu.Core.CompleteHostCall(state[5]);
                return;
            case HostFunction.Read:
                cpu.Core.CompleteHostCall(0);
                return;
            case HostFunction.CpuNumber:
                cpu.Core.CompleteHostCall((uint)cpu.Number);
                return;
            case HostFunction.CpuCount:
                cpu.Core.CompleteHostCall((uint)Cpus.Length);
                return;
            case HostFunction.VirtualTime:
                cpu.Core.CompleteHostCall((uint)cpu.Core.Retired);
                return;
            case HostFunction.KeepGoing:
                cpu.KeepGoingAt.Add(cpu.Core.Retired);
                cpu.Core.CompleteHostCall(_askedToKeepGoing++ < Work ? 1u : 0u);
                return;
            default:
                cpu.Failure = new CoreExit(
                    ExitReason.Failed, Pc: state.Spc, Cause: $"host call {state[3]}, EXPEVT {state.Expevt:x3}");
                return;
        }
    }
}

/// <summary>One CPU of a <see cref="FlatBoard"/> and what it has done.</summary>
internal sealed class FlatCpu(int number, Core core)
{
    public int Number { get; } = number;

    public Core Core { get; } = core;

    public uint? ExitCode { get; set; }

    public CoreExit? Failure { get; set; }

    public int NmisTaken { get; set; }

    public long NmiBegan { get; set; }

    public List<int> NmiInstructions { get; } = [];

    public List<long> KeepGoingAt { get; } = [];

    public bool IsDone => ExitCode is not null || Failure is not null;
}
