using SiloSim.Machine.Devices;
using SiloSim.Sh4;

namespace SiloSim.Tests.Machine.Devices;

/// <summary>The SH7751 hardware manual's "Timer Unit (TMU)" and "Interrupt Controller (INTC)".</summary>
public sealed class TimerTests
{
    private const uint Icr = 0xFFD0_0000;
    private const uint Ipra = 0xFFD0_0004;
    private const uint Tstr = 0xFFD8_0004;
    private const uint Underflow = 0x100;
    private const uint Enable = 0x20;
    private const int PerCount = 16;                     // Instructions in a count of Pck/4.

    private readonly OnChipDevices _devices = new();

    /// <summary>"Register Configuration": initial values and sizes.</summary>
    [Theory]
    [InlineData(0xFFD0_0000u, 2, 0x8000u)]
    [InlineData(0xFFD0_0004u, 2, 0u)]
    [InlineData(0xFFD0_0008u, 2, 0u)]
    [InlineData(0xFFD0_000Cu, 2, 0u)]
    [InlineData(0xFFD8_0000u, 1, 0u)]
    [InlineData(0xFFD8_0004u, 1, 0u)]
    [InlineData(0xFFD8_0008u, 4, 0xFFFF_FFFFu)]
    [InlineData(0xFFD8_000Cu, 4, 0xFFFF_FFFFu)]
    [InlineData(0xFFD8_0010u, 2, 0u)]
    [InlineData(0xFFD8_001Cu, 2, 0u)]
    [InlineData(0xFFD8_0028u, 2, 0u)]
    public void ARegisterHasItsSizeAndItsInitialValue(uint address, int size, uint initial)
    {
        foreach (int bytes in new[] { 1, 2, 4 })
        {
            bool fits = bytes == size;
            Assert.Equal(fits ? Access.Done : Access.NoMemory, _devices.Load(address, bytes, out uint value));
            Assert.True(!fits || value == initial, $"{value:x}");
            Assert.Equal(fits ? Access.Done : Access.NoMemory, new OnChipDevices().Store(address, bytes, 0));
        }
        Assert.Equal(Access.NoMemory, _devices.Load(0xFFD8_002C, 4, out _));
        Assert.Equal(Access.NoMemory, _devices.Load(0xFFE8_0000, 2, out _));
    }

    /// <summary>"Counter Operation": counts down, is set to TCOR when it underflows, which sets UNF.</summary>
    [Fact]
    public void AChannelCountsDownAndIsReloaded()
    {
        Start(channel: 1, constant: 9, counter: 3, control: 0);
        foreach ((int counts, uint counter, uint flag) in new[]
        {
            (0, 3u, 0u), (1, 2u, 0u), (3, 0u, 0u), (4, 9u, Underflow), (13, 0u, Underflow), (14, 9u, Underflow),
            (1000 + 4, 9u, Underflow),
        })
        {
            _devices.Advance((counts * PerCount) + PerCount - 1);
            Assert.Equal((counter, flag), (Counter(1), Control(1)));
        }
        Write(Tstr, 1, 0);
        _devices.Advance(1_000_000);
        Assert.Equal(9u, Counter(1));
    }

    /// <summary>"Timer Control Registers", TPSC: Pck/4, /16, /64, /256, /1024; no others here.</summary>
    [Theory, InlineData(0u, 16), InlineData(1u, 64), InlineData(2u, 256), InlineData(3u, 1024), InlineData(4u, 4096)]
    public void ThePrescalerDividesPck(uint prescaler, int instructions)
    {
        Start(channel: 0, constant: 100, counter: 100, control: prescaler);
        _devices.Advance((5 * instructions) - 1);
        Assert.Equal(96u, Counter(0));
        _devices.Advance(5 * instructions);
        Assert.Equal(95u, Counter(0));
    }

    [Theory, InlineData(5u), InlineData(6u), InlineData(7u)]
    public void AClockThatDoesNotExistDoesNotCount(uint prescaler)
    {
        Start(channel: 0, constant: 100, counter: 100, control: prescaler | Enable);
        _devices.Advance(1_000_000);
        Assert.Equal((100u, long.MaxValue), (Counter(0), _devices.NextEvent));
    }

    /// <summary>"Interrupts" of the TMU, "Interrupt Exception Handling and Priority": codes, levels by IPRA.</summary>
    [Theory, InlineData(0, 0x400u, 12), InlineData(1, 0x420u, 8), InlineData(2, 0x440u, 4)]
    public void AnUnderflowAsksForItsInterruptUntilUnfIsCleared(int channel, uint intevt, int shift)
    {
        Write(Ipra, 2, 7u << shift);
        Start(channel, constant: 9, counter: 9, control: Enable);
        Assert.Equal(10 * PerCount, _devices.NextEvent);
        _devices.Advance((10 * PerCount) - 1);
        Assert.Equal(InterruptRequest.None, _devices.Pending);
        _devices.Advance(10 * PerCount);
        Assert.Equal(new InterruptRequest(7, intevt), _devices.Pending);
        Assert.Equal(long.MaxValue, _devices.NextEvent);

        Write(ControlOf(channel), 2, Underflow | Enable);
        Assert.Equal(new InterruptRequest(7, intevt), _devices.Pending);
        Write(ControlOf(channel), 2, Enable);
        Assert.Equal((InterruptRequest.None, 20L * PerCount), (_devices.Pending, _devices.NextEvent));
    }

    /// <summary>"Interrupt Priority Registers": the highest level first, of equal ones the first of the table; 0 masks.</summary>
    [Theory]
    [InlineData(0x3210u, 0x400u), InlineData(0x1320u, 0x420u), InlineData(0x1230u, 0x440u)]
    [InlineData(0x5550u, 0x400u), InlineData(0x0550u, 0x420u), InlineData(0x0000u, 0u)]
    public void TheHighestLevelIsTakenFirst(uint priorities, uint intevt)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            Start(channel, constant: 9, counter: 9, control: Enable);
        }
        Write(Tstr, 1, 7);
        Write(Ipra, 2, priorities);
        _devices.Advance(1000);
        Assert.Equal(intevt, _devices.Pending.Intevt);
    }

    /// <summary>"Interrupt Control Register": NMIL reads 1, NMIB is kept.</summary>
    [Fact]
    public void IcrKeepsNmib()
    {
        Assert.False(_devices.NmiWhileBlocked);
        Write(Icr, 2, 0x0200);
        Assert.True(_devices.NmiWhileBlocked);
        Assert.Equal(0x8200u, Read(Icr, 2));
    }

    [Fact]
    public void ACoreThatUsesNoDeviceHasNoNextEvent()
    {
        _devices.Advance(12345);
        Assert.Equal((long.MaxValue, InterruptRequest.None), (_devices.NextEvent, _devices.Pending));
    }

    private static uint ChannelOf(int channel) => 0xFFD8_0008 + (12 * (uint)channel);

    private static uint ControlOf(int channel) => ChannelOf(channel) + 8;

    private void Start(int channel, uint constant, uint counter, uint control)
    {
        Write(ChannelOf(channel), 4, constant);
        Write(ChannelOf(channel) + 4, 4, counter);
        Write(ControlOf(channel), 2, control);
        Write(Tstr, 1, 1u << channel);
    }

    private uint Counter(int channel) => Read(ChannelOf(channel) + 4, 4);

    private uint Control(int channel) => Read(ControlOf(channel), 2);

    private void Write(uint address, int bytes, uint value) =>
        Assert.Equal(Access.Done, _devices.Store(address, bytes, value));

    private uint Read(uint address, int bytes)
    {
        Assert.Equal(Access.Done, _devices.Load(address, bytes, out uint value));
        return value;
    }
}
