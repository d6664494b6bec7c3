namespace SiloSim.Sh4;

/// <content>The store queues: stores into E0000000 to E3FFFFFF fill them, PREF there sends one.</content>
/// <remarks>Source: SH-4 hardware manual, "Caches", "Store Queues".</remarks>
public sealed partial class Core
{
    private const uint StoreQueueSegmentBytes = 0x0400_0000;
    private const uint StoreQueueReadAddress = 0xFF00_1000;
    private const uint StoreQueueReadBytes = 2 * Sh4.StoreQueues.Bytes;

    private StoreQueues StoreQueues => _state.StoreQueues ??= new StoreQueues();

    /// <summary>PREF: sends a store queue if the address is one's; else it does nothing and cannot fault.</summary>
    /// <param name="address">Bit 5 says which queue; the rest says where to.</param>
    internal void Prefetch(uint address)
    {
        if (!IsStoreQueue(address) || !FindTarget(address, out uint target))
        {
            return;
        }
        byte[]? frame = FrameAt(_writable, target);
        for (uint i = 0; i < Sh4.StoreQueues.Bytes; i += 4)
        {
            uint word = StoreQueues[address + i - (address % Sh4.StoreQueues.Bytes)];
            if (frame is not null)
            {
                FrameAccess.Write32(frame, (target + i) % FrameTables.FrameBytes, word);
            }
            else if (!Answered(_world.Store(target + i, 4, word), target + i, AccessKind.Write))
            {
                return; // All 32 bytes are in one frame: it is the first word that is refused.
            }
            LoseLinkAt(target + i);
        }
        _attention = Attention.TextMayHaveChanged;
    }

    // A user program has none: its kernel keeps them to itself (SQMD).
    private bool IsStoreQueue(uint address) =>
        address - ControlSegment < StoreQueueSegmentBytes && _memory is { IsUserSpace: false };

    private bool StoreQueuesAllowed => Privileged || (_state.Mmucr & MmuControl.SqmdBit) == 0;

    private bool FindTarget(uint address, out uint target)
    {
        target = 0;
        if (!StoreQueuesAllowed)
        {
            RaiseAddressError(address, store: false);
            return false;
        }
        if (!Translating)
        {
            target = StoreQueues.Target(address);
            return true;
        }
        bool mapped = TranslateMapped(address, store: false, out target);
        target &= ~(Sh4.StoreQueues.Bytes - 1);
        return mapped;
    }

    /// <summary>A store into a queue. With translation it is checked as a store, wherever the queue will go.</summary>
    private bool StoreToQueue(uint address, int bytes, uint value)
    {
        if ((address & ((uint)bytes - 1)) != 0 || !StoreQueuesAllowed)
        {
            RaiseAddressError(address, store: true);
            return false;
        }
        if (bytes != 4)
        {
            return Answered(Access.NoMemory, address, AccessKind.Write);
        }
        if (Translating && !TranslateMapped(address, store: true, out _))
        {
            return false;
        }
        StoreQueues[address] = value;
        return true;
    }
}
