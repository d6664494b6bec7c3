namespace SiloSim.Sh4;

/// <summary>The user break controller: two channels, and what becomes of a match.</summary>
/// <remarks>Source: SH-4 hardware manual, "User Break Controller (UBC)".</remarks>
internal sealed class UserBreakController
{
    private const uint BarA = 0xFF20_0000;
    private const uint BamrA = 0xFF20_0004;
    private const uint BbrA = 0xFF20_0008;
    private const uint BarB = 0xFF20_000C;
    private const uint BamrB = 0xFF20_0010;
    private const uint BbrB = 0xFF20_0014;
    private const uint BdrB = 0xFF20_0018;
    private const uint BdmrB = 0xFF20_001C;
    private const uint Brcr = 0xFF20_0020;

    private const uint MatchA = 1u << 15;
    private const uint MatchB = 1u << 14;
    private const uint AfterA = 1u << 10;
    private const uint DataB = 1u << 7;
    private const uint AfterB = 1u << 6;
    private const uint Sequential = 1u << 3;
    private const uint DebugVector = 1u << 0;
    private const uint BrcrField = MatchA | MatchB | AfterA | DataB | AfterB | Sequential | DebugVector;

    private readonly BreakChannel _a = new();
    private readonly BreakChannel _b = new();
    private readonly List<(uint Address, int Bytes, uint Value, bool Store)> _operands = [];
    private uint _control;
    private uint _data;
    private uint _dataMask;
    private bool _sequenceBegun;

    /// <summary>Whether a channel waits for anything: each instruction has to be looked at.</summary>
    public bool IsArmed => _a.IsArmed || _b.IsArmed;

    /// <summary>BRCR.UBDE: a break goes to DBR.</summary>
    public bool EntersAtDbr => (_control & DebugVector) != 0;

    /// <summary>What matches have left behind: the flags, and where the sequence stands.</summary>
    public (uint Control, bool SequenceBegun) Matches
    {
        get => (_control, _sequenceBegun);
        set => (_control, _sequenceBegun) = value;
    }

    /// <summary>Whether an address is one of the registers'.</summary>
    public static bool Has(uint address) => address is >= BarA and <= Brcr;

    /// <summary>The running instruction, or branch with its slot, has made an access.</summary>
    public void Saw(uint address, int bytes, uint value, bool store) => _operands.Add((address, bytes, value, store));

    /// <summary>Another instruction begins, or this one has not happened.</summary>
    public void ForgetOperands() => _operands.Clear();

    /// <summary>Whether an instruction, or the slot of a branch, is not to be executed now: sets the flags.</summary>
    public bool BreaksBefore(uint pc, bool hasSlot) => Matched(
        (_control & AfterA) == 0 && FitsInstruction(_a, pc, hasSlot),
        (_control & AfterB) == 0 && FitsInstruction(_b, pc, hasSlot));

    /// <summary>Whether there is to be a break behind an instruction, or behind the slot of a branch: sets the flags.</summary>
    public bool BreaksAfter(uint pc, bool hasSlot)
    {
        bool a = (_control & AfterA) != 0 && FitsInstruction(_a, pc, hasSlot);
        bool b = (_control & AfterB) != 0 && FitsInstruction(_b, pc, hasSlot);
        foreach ((uint address, int bytes, uint value, bool store) in _operands)
        {
            a |= _a.FitsOperand(address, bytes, store);
            b |= _b.FitsOperand(address, bytes, store) && FitsData(bytes, value);
        }
        _operands.Clear();
        return Matched(a, b);
    }

    /// <summary>Loads a register; false where none of this size is there.</summary>
    public bool TryLoad(uint address, int bytes, out uint value)
    {
        (int size, value) = address switch
        {
            BarA => (4, _a.Address),
            BamrA => (1, _a.AddressMask),
            BbrA => (2, _a.BusCycle),
            BarB => (4, _b.Address),
            BamrB => (1, _b.AddressMask),
            BbrB => (2, _b.BusCycle),
            BdrB => (4, _data),
            BdmrB => (4, _dataMask),
            Brcr => (2, _control),
            _ => (0, 0u),
        };
        return size == bytes;
    }

    /// <summary>Stores into a register; false where none of this size is there.</summary>
    public bool TryStore(uint address, int bytes, uint value)
    {
        if (!TryLoad(address, bytes, out _))
        {
            return false;
        }
        switch (address)
        {
            case BarA:
                _a.Address = value;
                break;
            case BamrA:
                _a.AddressMask = value & 0xF;
                break;
            case BbrA:
                _a.BusCycle = value & 0x7F;
                break;
            case BarB:
                _b.Address = value;
                break;
            case BamrB:
                _b.AddressMask = value & 0xF;
                break;
            case BbrB:
                _b.BusCycle = value & 0x7F;
                break;
            case BdrB:
                _data = value;
                break;
            case BdmrB:
                _dataMask = value;
                break;
            default:
                // A flag is cleared by a 0; a 1 does not set it.
                _control = (value & BrcrField & ~(MatchA | MatchB)) | (_control & value & (MatchA | MatchB));
                break;
        }
        return true;
    }

    /// <summary>Moves the registers, and where the sequence stands.</summary>
    public void Move(StateMover mover)
    {
        _a.Move(mover);
        _b.Move(mover);
        mover.Move(ref _control);
        mover.Move(ref _data);
        mover.Move(ref _dataMask);
        mover.Move(ref _sequenceBegun);
    }

    private static bool FitsInstruction(BreakChannel channel, uint pc, bool hasSlot) =>
        channel.FitsInstruction(pc) || (hasSlot && channel.FitsInstruction(pc + 2));

    private bool FitsData(int bytes, uint value)
    {
        uint size = bytes == 4 ? uint.MaxValue : (1u << (8 * bytes)) - 1;
        return (_control & DataB) == 0 || ((value ^ _data) & ~_dataMask & size) == 0;
    }

    /// <summary>Sets the flags. In sequence, A begins it and B, at a later match, breaks; else each breaks by itself.</summary>
    private bool Matched(bool a, bool b)
    {
        if ((_control & Sequential) == 0)
        {
            _control |= (a ? MatchA : 0) | (b ? MatchB : 0);
            return a || b;
        }
        bool breaks = b && _sequenceBegun;
        _control |= (a ? MatchA : 0) | (breaks ? MatchB : 0);
        _sequenceBegun = a || (_sequenceBegun && !breaks);
        return breaks;
    }
}
