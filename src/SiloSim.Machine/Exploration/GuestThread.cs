using System.Buffers;
using System.Buffers.Binary;
using SiloSim.Sh4;

namespace SiloSim.Machine;

/// <summary>
/// One CPU of a guest that is explored: a core that runs from one operation that others can notice to the next, and
/// leaves memory, order and time to its owner. The owner executes <see cref="Posted"/> and calls <see cref="Resume"/>
/// with the result, or calls <see cref="Strike"/>. What it does depends on these calls alone. Not for use by two threads
/// of the host at a time; copies are independent.
/// </summary>
/// <remarks>
/// The core stands at the instruction that accesses memory, and has done nothing of it: it left because what it accesses
/// is absent, as a core leaves for a frame that another silo has. When the owner has decided what comes of the access, the
/// instruction is run again, from its beginning, and finds the answer. An instruction with several accesses, such as
/// <c>and.b #imm,@(r0,gbr)</c>, posts one after the other; only before the first can an NMI strike.
/// </remarks>
public sealed class GuestThread
{
    private const int BitmapBytes = (Core.SnapshotWords + 7) / 8;
    private const int AnswersField = 0x0F;
    private const int EndShift = 4;

    private readonly CpuState _state;
    private readonly Core _core;
    private readonly GuestWorld _world;
    private readonly uint[] _atBoot;
    private readonly uint[] _before = new uint[Core.SnapshotWords];
    private End _end;

    internal GuestThread(GuestProgram program, int cpu)
    {
        _state = new CpuState { Sr = MemoryMap.EntrySr, Pc = program.Elf.Entry };
        _state[4] = (uint)cpu;
        _state[5] = (uint)program.Cpus;
        _state[15] = MemoryMap.StackTop(cpu, program.Cpus);
        Program = program;
        Cpu = cpu;
        _world = new GuestWorld(program, cpu);
        _core = new Core(_state, program.Tables, _world);
        _atBoot = new uint[Core.SnapshotWords];
        _core.Save(_atBoot);
        Advance(hasStopped: false);
    }

    private GuestThread(GuestThread other)
    {
        _state = new CpuState();
        Program = other.Program;
        Cpu = other.Cpu;
        _world = new GuestWorld(other.Program, other.Cpu);
        _core = new Core(_state, other.Program.Tables, _world);
        _atBoot = other._atBoot;
        CopyFrom(other);
    }

    /// <summary>Why a CPU ended of which its registers do not say it.</summary>
    private enum End
    {
        None,
        TooLong,
        NoState,
    }

    /// <summary>The guest.</summary>
    public GuestProgram Program { get; }

    /// <summary>The number of this CPU.</summary>
    public int Cpu { get; }

    /// <summary>What the CPU does next.</summary>
    public GuestOperation Posted { get; private set; }

    /// <summary>
    /// Virtual address of the instruction that <see cref="Posted"/> is of, for a delay slot that of its branch.
    /// </summary>
    public uint Pc { get; private set; }

    /// <summary>Why the CPU has failed, in words; null if it has not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether an NMI runs: from <see cref="Strike"/> until its <c>rte</c> has retired.</summary>
    public bool InNmi => _core.InNmi;

    /// <summary>
    /// Whether an NMI is accepted here: <c>SR.BL</c> is clear, none runs, the CPU has not failed and stands between two
    /// instructions.
    /// </summary>
    public bool CanStrike =>
        Posted.Kind != GuestOperationKind.Failed && _world.AnswerCount == 0 && IsOpen;

    private bool IsOpen => !_core.InNmi && !new StatusRegister(_state.Sr).Bl;

    /// <summary>Delivers what came of <see cref="Posted"/>, and runs on to the next operation.</summary>
    /// <param name="result">What came of it; <see cref="GuestOperationKind"/> says what that is.</param>
    /// <exception cref="InvalidOperationException">The CPU sleeps, is done or has failed.</exception>
    public void Resume(uint result)
    {
        if (!Posted.CanResume)
        {
            throw new InvalidOperationException($"nothing resumes a CPU at {Posted.Kind}");
        }
        if (Posted.Kind != GuestOperationKind.Local)
        {
            _world.Answer(result);
        }
        Advance(hasStopped: true);
    }

    /// <summary>
    /// An NMI strikes before the instruction that the CPU stands at: it is accepted, <see cref="Posted"/> is not
    /// executed, and the CPU runs on from <c>VBR+0x600</c> to the next operation. What it stood at it posts again when
    /// the NMI is over.
    /// </summary>
    /// <exception cref="InvalidOperationException">Not <see cref="CanStrike"/>.</exception>
    /// <remarks>Source: SH-4 software manual, "Exceptions", "Interrupts", "NMI".</remarks>
    public void Strike()
    {
        if (!CanStrike || !_core.TryAcceptNmi())
        {
            throw new InvalidOperationException("no NMI is accepted here");
        }
        Advance(hasStopped: false);
    }

    /// <summary>Another CPU in the same state, which goes its own way.</summary>
    /// <returns>The copy.</returns>
    public GuestThread Copy() => new(this);

    /// <summary>Takes over the state of another thread of the same CPU of the same program.</summary>
    /// <param name="other">The other one.</param>
    /// <exception cref="ArgumentException">It is of another program or CPU.</exception>
    public void CopyFrom(GuestThread other)
    {
        if (other.Program != Program || other.Cpu != Cpu)
        {
            throw new ArgumentException("the other thread is of another CPU", nameof(other));
        }
        other._core.Save(_before);
        _core.Restore(_before);
        _world.CopyFrom(other._world);
        (_end, Posted, Pc, Failure) = (other._end, other.Posted, other.Pc, other.Failure);
    }

    /// <summary>
    /// Writes the state: all that the CPU's future depends on, beside the results that it is given. Two threads of the
    /// same CPU of the same program with equal bytes do the same from here on, <see cref="Posted"/> included. No
    /// counters are in it.
    /// </summary>
    /// <param name="writer">Where to. Mostly 40 to 100 bytes: the registers that differ from those at boot, the stack.</param>
    public void Encode(IBufferWriter<byte> writer)
    {
        Span<uint> words = stackalloc uint[Core.SnapshotWords];
        _core.Save(words);
        Span<byte> to = writer.GetSpan(1 + BitmapBytes + ((Core.SnapshotWords + AnswersField) * sizeof(uint)));
        to[0] = (byte)(_world.AnswerCount | ((int)_end << EndShift));
        Span<byte> bitmap = to.Slice(1, BitmapBytes);
        bitmap.Clear();
        int length = 1 + BitmapBytes;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] != _atBoot[i])
            {
                bitmap[i / 8] |= (byte)(1 << (i % 8));
                BinaryPrimitives.WriteUInt32LittleEndian(to[length..], words[i]);
                length += sizeof(uint);
            }
        }
        foreach (uint answer in _world.Answers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(to[length..], answer);
            length += sizeof(uint);
        }
        writer.Advance(length);
        _world.Stack.Encode(writer);
    }

    /// <summary>Takes over a state that <see cref="Encode"/> of the same CPU of the same program has written.</summary>
    /// <param name="encoded">Exactly what it has written.</param>
    /// <exception cref="ArgumentException">It did not write that; this thread is not good any longer.</exception>
    public void Restore(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < 1 + BitmapBytes
            || (encoded[0] & AnswersField) >= GuestWorld.MostAccesses
            || encoded[0] >> EndShift > (int)End.NoState)
        {
            throw NoState();
        }
        int answers = encoded[0] & AnswersField;
        var end = (End)(encoded[0] >> EndShift);
        ReadOnlySpan<byte> bitmap = encoded.Slice(1, BitmapBytes);
        ReadOnlySpan<byte> from = encoded[(1 + BitmapBytes)..];
        for (int i = 0; i < _before.Length; i++)
        {
            _before[i] = (bitmap[i / 8] & (1 << (i % 8))) != 0 ? Next(ref from) : _atBoot[i];
        }
        _world.ForgetAnswers();
        for (int i = 0; i < answers; i++)
        {
            _world.Answer(Next(ref from));
        }
        _world.Stack = PrivateWords.Decode(from) ?? throw NoState();
        _core.Restore(_before);
        if (end != End.None)
        {
            Finish(end);
        }
        else
        {
            Advance(hasStopped: false);
        }

        static uint Next(ref ReadOnlySpan<byte> from)
        {
            if (from.Length < sizeof(uint))
            {
                throw NoState();
            }
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(from);
            from = from[sizeof(uint)..];
            return word;
        }
    }

    /// <summary>Runs, instruction by instruction, until the CPU stands at an operation.</summary>
    /// <param name="hasStopped">Whether it has stopped before the very next instruction already.</param>
    private void Advance(bool hasStopped)
    {
        (_end, Failure) = (End.None, null);
        for (int i = 0; i < Program.LocalInstructions; i++)
        {
            // An NMI must be able to strike before the instruction, if it cannot behind it: then this was too far.
            bool canStop = !hasStopped && IsOpen && _world.AnswerCount == 0;
            hasStopped = false;
            PrivateWords stack = _world.Stack;
            if (canStop)
            {
                _core.Save(_before);
            }
            long retired = _core.Retired;
            uint pc = _state.Pc;
            _world.Begin();
            CoreExit exit = _core.Run(1);
            if (_state.Pc != pc)
            {
                _world.ForgetAnswers(); // It has retired, or has raised an exception.
            }
            bool stands = Stands(exit);
            if (canStop && (!IsOpen || (Program.StopsEverywhere && _core.Retired != retired)))
            {
                _core.Restore(_before);
                _world.Stack = stack;
                (_end, Failure) = (End.None, null);
                (Posted, Pc) = (new GuestOperation(GuestOperationKind.Local), _state.Pc);
                return;
            }
            if (stands)
            {
                return;
            }
            _world.ForgetAnswers();
            if (!_core.FitsSnapshot)
            {
                Finish(End.NoState);
                return;
            }
        }
        Finish(End.TooLong);
    }

    /// <summary>Whether the CPU stands at an operation after an exit, which is posted then.</summary>
    private bool Stands(CoreExit exit)
    {
        Pc = exit.Pc;
        switch (exit.Reason)
        {
            case ExitReason.Budget:
            case ExitReason.NmiReturned:
                return false;
            case ExitReason.FrameAbsent:
                Posted = _world.Asked;
                return true;
            case ExitReason.HostCall:
                return StandsAtHostCall();
            case ExitReason.Sleep:
                Posted = new GuestOperation(GuestOperationKind.Sleep);
                return true;
            default:
                Fail(_world.Fault ?? exit.Cause ?? "");
                return true;
        }
    }

    private bool StandsAtHostCall()
    {
        switch ((HostFunction)_state[Semihosting.FunctionRegister])
        {
            case HostFunction.Exit:
                Posted = new GuestOperation(
                    GuestOperationKind.Exit, Value: _state[Semihosting.FirstArgumentRegister]);
                return true;
            case HostFunction.Write: // Dropped: nobody in the machine sees it.
                _core.CompleteHostCall(
                    Math.Min(_state[Semihosting.FirstArgumentRegister + 1], Semihosting.MaximumTransferBytes));
                return false;
            case HostFunction.Read:
            case HostFunction.KeepGoing:
                _core.CompleteHostCall(0);
                return false;
            case HostFunction.CpuNumber:
                _core.CompleteHostCall((uint)Cpu);
                return false;
            case HostFunction.CpuCount:
                _core.CompleteHostCall((uint)Program.Cpus);
                return false;
            case HostFunction.VirtualTime:
                Fail("the guest asks for the time, which is no part of a state");
                return true;
            case HostFunction.UnhandledException:
                Fail($"{ExceptionText.Of(_state.Expevt, _state.Tea)} at {_state.Spc:x8}");
                return true;
            default:
                Fail($"no such host call: {_state[Semihosting.FunctionRegister]}");
                return true;
        }
    }

    private void Finish(End end)
    {
        _world.ForgetAnswers();
        (_end, Pc) = (end, _state.Pc);
        Fail(end == End.TooLong
            ? $"{Program.LocalInstructions} instructions without an access that others could notice"
            : "the guest uses the MMU, the store queues or user breaks, which are no part of a state");
    }

    private void Fail(string cause)
    {
        Failure = cause;
        Posted = new GuestOperation(GuestOperationKind.Failed);
    }

    private static ArgumentException NoState() => new("these bytes are no state of this CPU", "encoded");
}
