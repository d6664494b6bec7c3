using SiloSim.Sh4;

namespace SiloSim.Machine;

/// <summary>
/// What one core that is explored sees of memory. Its own stack and constants it has at once. Any other access it asks for
/// by leaving the core, and has once it is answered: then the instruction is run again, from its beginning.
/// </summary>
internal sealed class GuestWorld(GuestProgram program, int cpu) : IWorld
{
    /// <summary>Accesses of an instruction: an unaligned MOVUA.L has four, none has more.</summary>
    public const int MostAccesses = 4;

    private readonly uint[] _answers = new uint[MostAccesses];
    private int _next;

    /// <summary>The CPU's stack.</summary>
    public PrivateWords Stack { get; set; } = PrivateWords.Zero;

    /// <summary>The answers to the accesses of the instruction that the core stands at, in order.</summary>
    public ReadOnlySpan<uint> Answers => _answers.AsSpan(0, AnswerCount);

    /// <summary>Their number.</summary>
    public int AnswerCount { get; private set; }

    /// <summary>What the core has asked for and has no answer to.</summary>
    public GuestOperation Asked { get; private set; }

    /// <summary>What the core did that no guest may do, in words; null if nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>The core runs an instruction from its beginning.</summary>
    public void Begin()
    {
        _next = 0;
        Fault = null;
    }

    /// <summary>Answers what the core has asked for.</summary>
    public void Answer(uint result) => _answers[AnswerCount++] = result;

    /// <summary>The instruction has retired, or is not gone on with: its answers are used up.</summary>
    public void ForgetAnswers() => AnswerCount = 0;

    /// <summary>Sees what another one sees.</summary>
    public void CopyFrom(GuestWorld other)
    {
        (Stack, Asked, Fault, AnswerCount) = (other.Stack, other.Asked, other.Fault, other.AnswerCount);
        other._answers.CopyTo(_answers, 0);
    }

    public Access Load(uint physical, int bytes, out uint value) =>
        Do(new GuestOperation(GuestOperationKind.Load, physical, bytes), out value);

    public Access LoadLinked(uint physical, out uint value) =>
        Do(new GuestOperation(GuestOperationKind.LoadLinked, physical, 4), out value);

    public Access Store(uint physical, int bytes, uint value) => Do(
        new GuestOperation(GuestOperationKind.Store, physical, bytes, value & (uint.MaxValue >> (32 - (8 * bytes)))), out _);

    public Access TestAndSet(uint physical, byte bits, out uint before) =>
        Do(new GuestOperation(GuestOperationKind.TestAndSet, physical, 1, bits), out before);

    public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        Access access = Do(
            new GuestOperation(GuestOperationKind.StoreConditional, physical, bytes, value, expected), out uint stored);
        seen = stored != 0 ? expected : ~expected;
        return access;
    }

    public Access Barrier() => AnswerOrAsk(new GuestOperation(GuestOperationKind.Barrier), out _);

    public Access Fetch(uint physical)
    {
        int frame = program.Tables.IndexOf(physical);
        if (frame < 0)
        {
            return Access.NoMemory;
        }
        if (program.TextFrame(physical) is not { } bytes)
        {
            Fault = $"no text of the guest at {MemoryMap.ToP1(physical):x8}";
            return Access.NoMemory;
        }
        program.Tables.SetCode(frame, new PageCode(bytes, physical & ~(MemoryMap.FrameBytes - 1), null));
        return Access.Done;
    }

    private Access Do(GuestOperation operation, out uint result)
    {
        result = 0;
        uint physical = operation.Address;
        if (program.Tables.IndexOf(physical) < 0)
        {
            return Access.NoMemory;
        }
        int owner = program.StackOf(physical, out uint offset);
        if (owner == cpu)
        {
            result = DoOnStack(operation, offset);
            return Access.Done;
        }
        if (owner >= 0)
        {
            Fault = $"cpu {owner} has its stack at {MemoryMap.ToP1(physical):x8}, where no other may be";
            return Access.NoMemory;
        }
        if (!program.IsConstant(physical))
        {
            return AnswerOrAsk(operation, out result);
        }
        if (operation.MayWrite)
        {
            return Access.ReadOnly;
        }
        result = program.Initial(physical, operation.Bytes);
        return Access.Done;
    }

    private uint DoOnStack(GuestOperation operation, uint offset)
    {
        uint before = Stack.Read(offset, operation.Bytes);
        switch (operation.Kind)
        {
            case GuestOperationKind.Store:
                Stack = Stack.Write(offset, operation.Bytes, operation.Value);
                return 0;
            case GuestOperationKind.TestAndSet:
                Stack = Stack.Write(offset, operation.Bytes, before | operation.Value);
                return before;
            case GuestOperationKind.StoreConditional when before == operation.Comparand:
                Stack = Stack.Write(offset, operation.Bytes, operation.Value);
                return 1;
            case GuestOperationKind.StoreConditional:
                return 0;
            default:
                return before;
        }
    }

    private Access AnswerOrAsk(GuestOperation operation, out uint result)
    {
        result = 0;
        if (_next < AnswerCount)
        {
            result = _answers[_next++];
            return Access.Done;
        }
        Asked = operation;
        return Access.Absent;
    }
}
