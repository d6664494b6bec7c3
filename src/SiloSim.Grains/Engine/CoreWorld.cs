using System.Runtime.CompilerServices;
using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>
/// What one core finds off the fast path: call-site words, which are observed; stores into decoded text, which is forgotten;
/// frames that this silo does not have, which it exits for; what the home has done for it.
/// </summary>
internal sealed class CoreWorld(HostedCore core) : IWorld
{
    private readonly SiloFrames _frames = core.Machine.Frames;

    public Access Load(uint physical, int bytes, out uint value)
    {
        var wanted = new GuestAccess(GuestAccessKind.Load, physical, (byte)bytes);
        if (core.Home.Has(wanted, out value))
        {
            return Access.Done;
        }
        value = 0;
        int frame = _frames.Tables.IndexOf(physical);
        if (frame < 0)
        {
            return Access.NoMemory;
        }
        if (_frames.Loadable(frame) is not { } memory)
        {
            core.Home.Want(wanted);
            return Access.Absent;
        }
        ref byte at = ref memory[physical % FrameTables.FrameBytes];
        value = Read(ref at, bytes);
        if (bytes == 4)
        {
            core.Reads.Observe(physical, value); // It knows which words are call sites.
        }
        return Access.Done;
    }

    public Access Store(uint physical, int bytes, uint value)
    {
        var wanted = new GuestAccess(GuestAccessKind.Store, physical, (byte)bytes, value);
        Access access = Find(wanted, out int frame, out byte[]? memory, out _);
        if (memory is null)
        {
            return access;
        }
        uint offset = physical % FrameTables.FrameBytes;
        ref byte at = ref memory[offset];
        switch (bytes)
        {
            case 1:
                Volatile.Write(ref at, (byte)value);
                break;
            case 2:
                Volatile.Write(ref Unsafe.As<byte, ushort>(ref at), (ushort)value);
                break;
            default:
                Volatile.Write(ref Unsafe.As<byte, uint>(ref at), value);
                break;
        }
        Forget(frame, offset, bytes);
        return Access.Done;
    }

    public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        var wanted = new GuestAccess(GuestAccessKind.CompareExchange, physical, (byte)bytes, value, expected);
        Access access = Find(wanted, out int frame, out byte[]? memory, out seen);
        if (memory is null)
        {
            return access;
        }
        uint offset = physical % FrameTables.FrameBytes;
        ref byte at = ref memory[offset];
        seen = bytes == 1
            ? Interlocked.CompareExchange(ref at, (byte)value, (byte)expected)
            : Interlocked.CompareExchange(ref Unsafe.As<byte, uint>(ref at), value, expected);
        Forget(frame, offset, bytes);
        return Access.Done;
    }

    public Access TestAndSet(uint physical, byte bits, out uint before)
    {
        var wanted = new GuestAccess(GuestAccessKind.TestAndSet, physical, 1, bits);
        Access access = Find(wanted, out int frame, out byte[]? memory, out before);
        if (memory is null)
        {
            return access;
        }
        uint offset = physical % FrameTables.FrameBytes;
        ref byte at = ref memory[offset];
        byte seen;
        do
        {
            seen = Volatile.Read(ref at);
        }
        while (Interlocked.CompareExchange(ref at, (byte)(seen | bits), seen) != seen);
        before = seen;
        Forget(frame, offset, 1);
        return Access.Done;
    }

    public Access Fetch(uint physical) =>
        _frames.Tables.IndexOf(physical) is var frame && frame < 0 ? Access.NoMemory
        : _frames.Tables.Code(frame) is null ? Access.Absent
        : Access.Done;

    /// <summary>The cores of this silo at once; those of others when the slice is over.</summary>
    public void BroadcastInvalidate(uint physical, int bytes)
    {
        foreach (HostedCore other in core.Machine.Cores)
        {
            other.Core.ForgetText(physical, bytes);
        }
        core.Broadcast(physical, bytes);
    }

    private static uint Read(ref byte at, int bytes) => bytes switch
    {
        1 => Volatile.Read(ref at),
        2 => Volatile.Read(ref Unsafe.As<byte, ushort>(ref at)),
        _ => Volatile.Read(ref Unsafe.As<byte, uint>(ref at)),
    };

    /// <summary>Finds what an access writes to.</summary>
    /// <param name="wanted">The access.</param>
    /// <param name="frame">The frame's number.</param>
    /// <param name="memory">The frame; null where there is nothing to do here, and the answer says why.</param>
    /// <param name="seen">What memory held, where the home has done the access; else 0.</param>
    private Access Find(GuestAccess wanted, out int frame, out byte[]? memory, out uint seen)
    {
        frame = _frames.Tables.IndexOf(wanted.Physical);
        memory = null;
        if (core.Home.Has(wanted, out seen))
        {
            return Access.Done;
        }
        seen = 0;
        if (frame < 0)
        {
            return Access.NoMemory;
        }
        if (_frames.IsReadOnly(frame))
        {
            return Access.ReadOnly;
        }
        memory = _frames.Storable(frame);
        if (memory is null)
        {
            core.Home.Want(wanted);
            return Access.Absent;
        }
        return Access.Done;
    }

    /// <summary>After the store: whoever decodes the old text at the same time looks again once it has.</summary>
    private void Forget(int frame, uint offset, int bytes)
    {
        Interlocked.MemoryBarrier(); // Else the store may still be on its way when the look at the text finds none.
        _frames.CodeOf(frame)?.Forget((int)offset, bytes);
    }
}
