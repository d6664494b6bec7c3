using SiloSim.Sh4;

namespace SiloSim.Machine.Devices;

/// <summary>The timer unit: three channels that count down in virtual time.</summary>
/// <remarks>
/// Source: SH7751 hardware manual, "Timer Unit (TMU)". There is no input capture and no clock output: TCPR2 does not exist,
/// TOCR is kept.
/// </remarks>
internal sealed class Tmu
{
    private const uint TocrAddress = 0xFFD8_0000;
    private const uint TstrAddress = 0xFFD8_0004;
    private const uint FirstChannel = 0xFFD8_0008;
    private const uint ChannelBytes = 12;
    private const uint ConstantOffset = 0;
    private const uint CounterOffset = 4;
    private const uint ControlOffset = 8;
    private const int Channels = 3;

    private readonly Intc _intc;
    private readonly TimerChannel[] _channels = [.. Enumerable.Range(0, Channels).Select(static _ => new TimerChannel())];
    private uint _outputControl;

    /// <summary>Makes a timer unit at virtual time 0, stopped.</summary>
    /// <param name="intc">Whom its channels ask for interrupts.</param>
    public Tmu(Intc intc) => _intc = intc;

    /// <summary>Virtual time at which a channel begins to ask; masked channels (level 0) do not count.</summary>
    public long NextEvent
    {
        get
        {
            long next = long.MaxValue;
            for (int i = 0; i < Channels; i++)
            {
                next = _intc.Level(Source(i)) > 0 ? Math.Min(next, _channels[i].NextRequest) : next;
            }
            return next;
        }
    }

    /// <summary>Whether an address is one of the registers'.</summary>
    public static bool Has(uint address) => address is >= TocrAddress and < FirstChannel + (Channels * ChannelBytes);

    /// <summary>Time has gone on.</summary>
    public void Advance(long virtualTime)
    {
        for (int i = 0; i < Channels; i++)
        {
            _channels[i].Advance(virtualTime);
        }
        AskForInterrupts();
    }

    /// <summary>Loads a register.</summary>
    public Access Load(uint address, int bytes, out uint value)
    {
        (int size, value) = address switch
        {
            TocrAddress => (1, _outputControl),
            TstrAddress => (1, Started()),
            < FirstChannel => (0, 0u),
            _ => Offset(address) switch
            {
                ConstantOffset => (4, Channel(address).Constant),
                CounterOffset => (4, Channel(address).Counter),
                ControlOffset => (2, Channel(address).Control),
                _ => (0, 0u),
            },
        };
        return size == bytes ? Access.Done : Access.NoMemory;
    }

    /// <summary>Stores into a register.</summary>
    public Access Store(uint address, int bytes, uint value)
    {
        Access access = Load(address, bytes, out _);
        if (access != Access.Done)
        {
            return access;
        }
        switch (address)
        {
            case TocrAddress:
                _outputControl = value & 1;
                break;
            case TstrAddress:
                Start(value);
                break;
            case var _ when Offset(address) == ConstantOffset:
                Channel(address).Constant = value;
                break;
            case var _ when Offset(address) == CounterOffset:
                Channel(address).Counter = value;
                break;
            default:
                Channel(address).Control = value;
                break;
        }
        AskForInterrupts();
        return Access.Done;
    }

    /// <summary>Moves the registers.</summary>
    public void Move(StateMover mover)
    {
        mover.Move(ref _outputControl);
        foreach (TimerChannel channel in _channels)
        {
            channel.Move(mover);
        }
    }

    private static InterruptSource Source(int channel) => InterruptSource.Tuni0 + channel;

    private static uint Offset(uint address) => (address - FirstChannel) % ChannelBytes;

    private TimerChannel Channel(uint address) => _channels[(address - FirstChannel) / ChannelBytes];

    private uint Started()
    {
        uint started = 0;
        for (int i = 0; i < Channels; i++)
        {
            started |= _channels[i].Started ? 1u << i : 0;
        }
        return started;
    }

    private void Start(uint value)
    {
        for (int i = 0; i < Channels; i++)
        {
            _channels[i].Started = (value & (1u << i)) != 0;
        }
    }

    private void AskForInterrupts()
    {
        for (int i = 0; i < Channels; i++)
        {
            _intc.Assert(Source(i), _channels[i].Requests);
        }
    }
}
