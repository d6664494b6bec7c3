using System.Buffers.Binary;

namespace SiloSim.Machine.Linux;

/// <summary>How a file's status lies in a program's memory.</summary>
internal enum FileStatusLayout
{
    /// <summary>SH's <c>struct stat</c>.</summary>
    Old,

    /// <summary>SH's <c>struct stat64</c>.</summary>
    Long,

    /// <summary><c>struct statx</c>.</summary>
    Extended,
}

/// <summary>Lays out a file's status.</summary>
/// <remarks>Source: Linux, <c>arch/sh/include/uapi/asm/stat.h</c> and <c>include/uapi/linux/stat.h</c>.</remarks>
internal static class FileStatusBytes
{
    private const uint BlockBytes = 4096;
    private const long Second = 1_000_000_000;
    private const uint BasicStatus = 0x7ff;

    /// <summary>The bytes.</summary>
    public static byte[] Of(FileStatus status, FileStatusLayout layout)
    {
        byte[] bytes = new byte[layout switch { FileStatusLayout.Old => 64, FileStatusLayout.Long => 96, _ => 256 }];
        switch (layout)
        {
            case FileStatusLayout.Old:
                Words(bytes, 0, (uint)status.Device, (uint)status.Inode,
                    (status.Mode & 0xffff) | (status.Links << 16), (status.Owner & 0xffff) | (status.Group << 16),
                    0, (uint)status.Bytes, BlockBytes, Blocks(status));
                Times(bytes, 32, status);
                break;
            case FileStatusLayout.Long:
                Words(bytes, 0, (uint)status.Device, 0, 0, (uint)status.Inode, status.Mode, status.Links,
                    status.Owner, status.Group, 0, 0, 0);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(44), status.Bytes);
                Words(bytes, 52, BlockBytes, Blocks(status), 0);
                Times(bytes, 64, status);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(88), status.Inode);
                break;
            default:
                Words(bytes, 0, BasicStatus, BlockBytes, 0, 0, status.Links, status.Owner, status.Group, status.Mode);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), status.Inode);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), status.Bytes);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), Blocks(status));
                LongTime(bytes, 64, status.Accessed);
                LongTime(bytes, 96, status.Changed);
                LongTime(bytes, 112, status.Modified);
                Words(bytes, 136, (uint)(status.Device >> 8) & 0xfff, (uint)status.Device & 0xff);
                break;
        }
        return bytes;
    }

    private static uint Blocks(FileStatus status) => (uint)((status.Bytes + 511) / 512);

    private static void Times(byte[] bytes, int offset, FileStatus status)
    {
        foreach (long time in (ReadOnlySpan<long>)[status.Accessed, status.Modified, status.Changed])
        {
            Words(bytes, offset, (uint)(time / Second), (uint)(time % Second));
            offset += 8;
        }
    }

    private static void LongTime(byte[] bytes, int offset, long time)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(offset), time / Second);
        Words(bytes, offset + 8, (uint)(time % Second));
    }

    private static void Words(byte[] bytes, int offset, params ReadOnlySpan<uint> words)
    {
        foreach (uint word in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), word);
            offset += 4;
        }
    }
}
