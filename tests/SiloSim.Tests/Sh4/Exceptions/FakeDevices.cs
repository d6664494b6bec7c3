using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Exceptions;

/// <summary>Devices that ask for one interrupt from a time on, and have one register that says when it was used.</summary>
internal sealed class FakeDevices : IOnChipDevices
{
    public const uint Register = 0xFFD0_0100;

    public long AsksAt { get; set; } = long.MaxValue;

    public InterruptRequest Request { get; set; } = new(5, 0x620);

    public bool NmiWhileBlocked { get; set; }

    public long Now { get; private set; }

    public List<long> UsedAt { get; } = [];

    public long NextEvent => Now < AsksAt ? AsksAt : long.MaxValue;

    public InterruptRequest Pending => Now >= AsksAt ? Request : InterruptRequest.None;

    public void Advance(long virtualTime) => Now = virtualTime;

    public Access Load(uint address, int bytes, out uint value)
    {
        value = (uint)Now;
        UsedAt.Add(Now);
        return address == Register && bytes == 4 ? Access.Done : Access.NoMemory;
    }

    public void Move(StateMover mover)
    {
        long asksAt = AsksAt;
        mover.Move(ref asksAt);
        AsksAt = asksAt;
    }

    /// <summary>A store of 0 takes the request back.</summary>
    public Access Store(uint address, int bytes, uint value)
    {
        UsedAt.Add(Now);
        AsksAt = value == 0 ? long.MaxValue : Now;
        return address == Register && bytes == 4 ? Access.Done : Access.NoMemory;
    }
}
