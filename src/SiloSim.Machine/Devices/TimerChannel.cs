using SiloSim.Sh4;

namespace SiloSim.Machine.Devices;

/// <summary>One channel of the timer unit: counts down, is set to its constant when it underflows, and says so.</summary>
/// <remarks>
/// Source: SH7751 hardware manual, "Timer Unit (TMU)", "Register Descriptions" and "Operation". Virtual time: one
/// instruction is one cycle of the CPU clock, and the peripheral clock Pck is a quarter of that, as at 240 and 60 MHz; so
/// Pck/4 counts once in 16 instructions.
/// </remarks>
internal sealed class TimerChannel
{
    /// <summary>Instructions in a cycle of Pck.</summary>
    public const int InstructionsPerPck = 4;

    private const uint UnderflowBit = 1u << 8;
    private const uint InterruptBit = 1u << 5;
    private const uint PrescalerField = 7;
    private const uint ControlField = 0x3F; // UNIE, CKEG (external clocks only: kept), TPSC.

    // TCNT was _count when the prescaler had ticked so often; the prescaler counts from virtual time 0.
    private uint _count = uint.MaxValue;
    private long _countedAt;
    private long _now;
    private bool _started;
    private uint _control;
    private bool _underflowed;

    /// <summary>TCOR: what TCNT is set to when it underflows.</summary>
    public uint Constant { get; set; } = uint.MaxValue;

    /// <summary>TCNT: the counter.</summary>
    public uint Counter
    {
        get => _count;
        set
        {
            _count = value;
            _countedAt = Ticks;
        }
    }

    /// <summary>TCR: UNF (bit 8, cleared by writing 0), UNIE (bit 5), TPSC (bits 2 to 0).</summary>
    public uint Control
    {
        get => _control | (_underflowed ? UnderflowBit : 0);
        set
        {
            _control = value & ControlField;
            _underflowed &= (value & UnderflowBit) != 0;
            _countedAt = Ticks;
        }
    }

    /// <summary>TSTR's bit: whether it counts.</summary>
    public bool Started
    {
        get => _started;
        set
        {
            _started = value;
            _countedAt = Ticks;
        }
    }

    /// <summary>Whether it asks for an interrupt: UNF and UNIE.</summary>
    public bool Requests => _underflowed && (_control & InterruptBit) != 0;

    /// <summary>Virtual time at which it begins to ask for an interrupt; <see cref="long.MaxValue"/> for never.</summary>
    public long NextRequest => Counts && !_underflowed && (_control & InterruptBit) != 0
        ? (_countedAt + _count + 1) * InstructionsPerTick
        : long.MaxValue;

    /// <summary>Time has gone on.</summary>
    /// <param name="virtualTime">Never less than before.</param>
    public void Advance(long virtualTime)
    {
        _now = virtualTime;
        if (!Counts)
        {
            return;
        }
        long ticks = Ticks - _countedAt;
        _countedAt += ticks;
        if (ticks <= _count)
        {
            _count -= (uint)ticks;
            return;
        }
        _underflowed = true;
        _count = Constant - (uint)((ticks - _count - 1) % (Constant + 1L));
    }

    /// <summary>Moves the registers, and since when it counts.</summary>
    public void Move(StateMover mover)
    {
        mover.Move(ref _count);
        mover.Move(ref _countedAt);
        mover.Move(ref _now);
        mover.Move(ref _started);
        mover.Move(ref _control);
        mover.Move(ref _underflowed);
        uint constant = Constant;
        mover.Move(ref constant);
        Constant = constant;
    }

    private bool Counts => _started && (_control & PrescalerField) <= 4;

    // TPSC 0 to 4: Pck/4, /16, /64, /256, /1024. 5 is reserved, 6 and 7 are clocks that the machine does not have.
    private long InstructionsPerTick => InstructionsPerPck * (4L << (2 * (int)(_control & PrescalerField)));

    private long Ticks => _now / InstructionsPerTick;
}
