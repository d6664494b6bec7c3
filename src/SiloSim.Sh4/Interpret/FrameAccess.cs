using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SiloSim.Sh4;

/// <summary>
/// Loads and stores in the bytes of a frame, which other cores may use at the same time: each access is single-copy
/// atomic, loads acquire and stores release. Guest and host are little-endian.
/// </summary>
/// <remarks>
/// No bounds are checked. What makes it safe: a frame has exactly <see cref="FrameTables.FrameBytes"/> bytes, checked
/// where it is set, and every offset given here is masked to a frame and aligned to the size of the access.
/// </remarks>
internal static class FrameAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Read8(byte[] frame, uint offset) => Volatile.Read(ref At<byte>(frame, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Read16(byte[] frame, uint offset) => Volatile.Read(ref At<ushort>(frame, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read32(byte[] frame, uint offset) => Volatile.Read(ref At<uint>(frame, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write8(byte[] frame, uint offset, byte value) =>
        Volatile.Write(ref At<byte>(frame, offset), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write16(byte[] frame, uint offset, ushort value) =>
        Volatile.Write(ref At<ushort>(frame, offset), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write32(byte[] frame, uint offset, uint value) =>
        Volatile.Write(ref At<uint>(frame, offset), value);

    /// <summary>Stores a word if the frame holds the expected one; returns what it held.</summary>
    public static uint CompareExchange32(byte[] frame, uint offset, uint expected, uint value) =>
        Interlocked.CompareExchange(ref At<uint>(frame, offset), value, expected);

    /// <summary>Sets bits in a byte, as one step with the read of what it held.</summary>
    public static byte Or8(byte[] frame, uint offset, byte bits)
    {
        int shift = (int)(offset % 4) * 8;
        return (byte)(Interlocked.Or(ref At<uint>(frame, offset & ~3u), (uint)bits << shift) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T At<T>(byte[] frame, uint offset) =>
        ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(frame), offset));
}
