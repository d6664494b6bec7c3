using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>The two store queues of 32 bytes, and where PREF sends them without address translation.</summary>
/// <remarks>Source: SH-4 hardware manual, "Caches", "Store Queues".</remarks>
internal sealed class StoreQueues
{
    /// <summary>Bytes in a queue.</summary>
    public const uint Bytes = 32;

    /// <summary>The bits of QACR0 and QACR1 that exist.</summary>
    private const uint AreaField = 7u << 2;

    private SixteenWords _words;

    /// <summary>QACR0 and QACR1: bits 28 to 26 of the target, in bits 4 to 2.</summary>
    private TwoRegisters _areas;

    /// <summary>A word of the queues; bits 5 to 2 of the address say which.</summary>
    public uint this[uint address]
    {
        get => _words[(int)(address / 4 % 16)];
        set => _words[(int)(address / 4 % 16)] = value;
    }

    /// <summary>QACR0 or QACR1.</summary>
    /// <param name="queue">0 or 1.</param>
    public uint Area(int queue) => _areas[queue];

    /// <summary>Sets QACR0 or QACR1.</summary>
    /// <param name="queue">0 or 1.</param>
    /// <param name="value">Any value.</param>
    public void SetArea(int queue, uint value) => _areas[queue] = value & AreaField;

    /// <summary>Where a queue goes without address translation.</summary>
    /// <param name="address">The address that PREF was given.</param>
    public uint Target(uint address) => (_areas[(int)(address / Bytes % 2)] << 24) | (address & 0x03FF_FFE0);

    /// <summary>Moves the queues.</summary>
    public void Move(StateMover mover)
    {
        mover.Move(_words);
        mover.Move(_areas);
    }

    [InlineArray(16)]
    private struct SixteenWords
    {
        private uint _first;
    }

    [InlineArray(2)]
    private struct TwoRegisters
    {
        private uint _first;
    }
}
