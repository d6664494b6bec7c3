using SiloSim.Sh4;

namespace SiloSim.Machine.Linux;

/// <summary>
/// A program of Linux, or of GNU's simulator, on one core in user mode. There is no kernel in the machine: what the
/// program calls, and what goes wrong, comes here.
/// </summary>
/// <remarks>The core runs on the caller's thread, which also waits where the program waits for the host.</remarks>
public sealed class UserProgram : IDisposable
{
    private const uint InitialFpscr = 0x0008_0000;
    private const int SignalExit = 128;
    private const int TrapBytes = 0xc300;

    // A few milliseconds: how late a timer is seen.
    private const int TimerSlice = 1 << 18;

    private readonly UserSpace _space;
    private readonly SystemCalls _calls;
    private readonly GnuSimulatorCalls _simulator;
    private readonly ElfFile _elf;
    private readonly ProgramStart _start;
    private readonly Core _core;

    /// <summary>Loads a program; nothing of it has run then.</summary>
    /// <param name="elf">The program, from <see cref="ElfFile.ParseProgram"/>.</param>
    /// <param name="start">How it is started.</param>
    /// <param name="host">What it reaches.</param>
    /// <exception cref="ProgramStartException">It does not fit its memory, or its arguments are too long.</exception>
    public UserProgram(ElfFile elf, ProgramStart start, IHost host)
    {
        _elf = elf;
        _start = start;
        Abi = start.Abi == Abi.Auto ? AbiOf(elf) : start.Abi;
        _space = new UserSpace(start.MemoryBytes);
        uint end = Load();
        var state = new CpuState { Sr = 0, Pc = elf.Entry, CompletesDenormals = true };
        if (Abi == Abi.Linux)
        {
            state.Fpscr = InitialFpscr;
            state[15] = InitialStack.Build(_space, ProgramLayout.StackTop, elf, start, host);
        }
        else
        {
            state.Fpscr = 0;
            state[15] = ProgramLayout.SimulatorBytes;
        }
        _core = new Core(state, _space.Tables, _space);
        _calls = new SystemCalls(_space, state, start, host);
        _calls.BeginHeap(end);
        _simulator = new GnuSimulatorCalls(_space, state, start, host, _calls);
    }

    /// <summary>Whom it calls; never <see cref="Abi.Auto"/>.</summary>
    public Abi Abi { get; }

    /// <summary>Instructions that it has executed.</summary>
    public long Retired => _core.Retired;

    /// <summary>Its registers.</summary>
    internal CpuState State => _core.State;

    /// <summary>Runs it.</summary>
    /// <param name="budget">Instructions, 1 or more.</param>
    /// <returns>How it ended; null: it has not, and can be run on.</returns>
    public ProgramEnd? Run(int budget)
    {
        long end = _core.Retired + budget;
        while (_core.Retired < end)
        {
            int left = (int)(end - _core.Retired);
            CoreExit exit = _core.Run(_calls.HasTimers ? Math.Min(left, TimerSlice) : left);
            ProgramEnd? ended = exit.Reason switch
            {
                ExitReason.Budget => Struck(exit),
                ExitReason.HostCall => Answer(exit),
                _ => Failed(exit),
            };
            if (ended is not null)
            {
                return ended;
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private static Abi AbiOf(ElfFile elf)
    {
        bool simulator = false;
        foreach (ElfSegment segment in elf.Segments.Where(segment => segment.Executable))
        {
            ReadOnlySpan<byte> text = segment.Bytes.Span;
            for (int at = (int)(segment.Address & 1); at + 2 <= text.Length; at += 2)
            {
                int opcode = text[at] | (text[at + 1] << 8);
                if ((opcode & ~0xf) == (TrapBytes | 0x10))
                {
                    return Abi.Linux;
                }
                simulator |= opcode == (TrapBytes | GnuSimulatorCalls.Trap);
            }
        }
        return simulator ? Abi.GnuSimulator : Abi.Linux;
    }

    /// <summary>Maps and loads the segments and what is around them.</summary>
    /// <returns>Where the heap may begin.</returns>
    private uint Load()
    {
        bool isSimulator = Abi == Abi.GnuSimulator;
        if (isSimulator)
        {
            // All memory is there, as in the simulator; only what is touched counts.
            _space.TryMap(0, ProgramLayout.SimulatorBytes, Protection.Read | Protection.Write, reserve: true);
        }
        uint end = 0;
        foreach (ElfSegment segment in _elf.Segments)
        {
            uint first = segment.Address & ~(UserSpace.PageBytes - 1);
            uint last = UserSpace.RoundUp(segment.Address + segment.MemoryBytes)!.Value;
            if (!isSimulator && last > ProgramLayout.StackLowest)
            {
                throw new ProgramStartException($"the segment at {segment.Address:x8} reaches into the stack");
            }
            for (uint page = first; page < last; page += UserSpace.PageBytes)
            {
                // Two segments may share a page: it is mapped once.
                if (_space.IsFree(page, UserSpace.PageBytes)
                    && !_space.TryMap(page, UserSpace.PageBytes, Protection.Read | Protection.Write))
                {
                    throw new ProgramStartException(
                        $"its segments need more than the {_start.MemoryBytes >> 20} MiB of the memory limit");
                }
            }
            if (!_space.TryLoad(segment.Address, segment.Bytes.Span))
            {
                throw new ProgramStartException(
                    $"its segments need more than the {_start.MemoryBytes >> 20} MiB of the memory limit");
            }
            end = Math.Max(end, last);
        }
        if (!isSimulator)
        {
            Protect();
            if (!_space.TryMap(ProgramLayout.StackBase, ProgramLayout.StackBytes, Protection.Read | Protection.Write))
            {
                throw new ProgramStartException(
                    $"the stack of 8 MiB is more than the memory limit of {_start.MemoryBytes >> 20} MiB leaves");
            }
        }
        return end;
    }

    /// <summary>A page allows what any segment on it allows.</summary>
    private void Protect()
    {
        foreach (ElfSegment segment in _elf.Segments.OrderBy(segment => segment.Writable))
        {
            uint first = segment.Address & ~(UserSpace.PageBytes - 1);
            uint last = UserSpace.RoundUp(segment.Address + segment.MemoryBytes)!.Value;
            Protection protection =
                segment.Writable ? Protection.Read | Protection.Write
                : segment.Readable || segment.Executable ? Protection.Read
                : Protection.None;
            _space.TryProtect(first, last - first, protection);
        }
    }

    private ProgramEnd? Answer(CoreExit exit)
    {
        byte number = (byte)exit.Opcode;
        bool isSimulator = number == GnuSimulatorCalls.Trap && _start.Abi != Abi.Linux;
        bool isLinux = (number & 0xf0) == 0x10 && _start.Abi != Abi.GnuSimulator;
        uint before = _core.State[0];
        if (!isSimulator && !isLinux)
        {
            _core.CompleteHostCall(before);
            return _calls.TryHandle(new SignalCause((int)Signal.Trap, SignalCause.FirstFault, exit.Pc))
                ? null
                : Killed((int)Signal.Trap, exit with { Cause = $"trapa #{number} calls nobody" });
        }
        uint result = isSimulator ? _simulator.Call() : _calls.Call();
        if (_calls.ExitCode is { } exitCode)
        {
            return new ProgramEnd(exitCode, Signal.None, null);
        }
        _core.CompleteHostCall(result);
        _calls.AfterCall(result, before);
        return Sent(exit);
    }

    /// <summary>The budget is used: timers may be due.</summary>
    private ProgramEnd? Struck(CoreExit exit)
    {
        if (_calls.HasTimers)
        {
            _calls.Deliver();
        }
        return Sent(exit);
    }

    private ProgramEnd? Sent(CoreExit exit) =>
        _calls.FatalSignal != 0 ? Killed(_calls.FatalSignal, exit with { Cause = "sent to it" }) : null;

    private ProgramEnd? Failed(CoreExit exit)
    {
        Signal signal = SignalOf(exit);
        bool isRefused = signal == Signal.Segmentation && exit.Physical < UserSpace.End
            && _space.IsMapped(exit.Physical, 1);
        var cause = new SignalCause(
            (int)signal,
            signal == Signal.FloatingPoint ? FloatingPointCode(_core.State.Fpscr)
                : isRefused ? SignalCause.Refused : SignalCause.FirstFault,
            signal is Signal.Segmentation or Signal.Bus ? exit.Physical : exit.Pc);
        return exit.Reason == ExitReason.Exception && _calls.TryHandle(cause) ? null : Killed((int)signal, exit);
    }

    /// <summary>si_code by the cause field: FPE_FLTINV, FPE_FLTDIV, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES.</summary>
    private static int FloatingPointCode(uint fpscr) =>
        ((fpscr >> 12) & 0x1f) switch
        {
            >= 0x10 => 7,
            >= 0x08 => 3,
            >= 0x04 => 4,
            >= 0x02 => 5,
            _ => 6,
        };

    private ProgramEnd Killed(int signal, CoreExit exit)
    {
        string where = _elf.Symbols.TryFind(exit.Pc, out _)
            ? $"{exit.Pc:x8} <{_elf.Symbols.Describe(exit.Pc)}>"
            : $"{exit.Pc:x8}";
        string instruction = exit.Opcode == 0 && signal != (int)Signal.IllegalInstruction
            ? "" : $": {Disassembler.Text(exit.Opcode, exit.Pc)}";
        bool isStack = exit.Reason == ExitReason.Exception
            && exit.Physical - ProgramLayout.StackLowest < ProgramLayout.GapBytes && Abi == Abi.Linux;
        string note = isStack ? " (its stack of 8 MiB is full)"
            : _space.IsExhausted ? $" (the memory limit is {_start.MemoryBytes >> 20} MiB)"
            : "";
        return new ProgramEnd(
            SignalExit + signal, (Signal)signal, $"{Signals.Name(signal)} at {where}{instruction}: {exit.Cause}{note}");
    }

    /// <summary>The signal that Linux sends for an exception.</summary>
    /// <remarks>Source: SH-4 software manual, "Exceptions", "Exception Types and Priorities", for the codes.</remarks>
    private Signal SignalOf(CoreExit exit) => _core.State.Expevt switch
    {
        0x0e0 or 0x100 when exit.Physical < UserSpace.End => Signal.Bus,
        0x040 or 0x060 or 0x0a0 or 0x0c0 or 0x0e0 or 0x100 => Signal.Segmentation,
        0x120 => Signal.FloatingPoint,
        _ => Signal.IllegalInstruction,
    };
}
