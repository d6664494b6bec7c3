using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SiloSim.Machine.Linux;

namespace SiloSim.CommandLine.Exec;

/// <summary>A descriptor of this process, as an open file of a program.</summary>
/// <param name="descriptor">The descriptor.</param>
/// <param name="isOwned">Whether it is closed with the file; the standard files are not.</param>
internal sealed class HostFile(int descriptor, bool isOwned) : IOpenFile
{
    private const int Interrupted = -4;

    /// <inheritdoc/>
    public bool IsTerminal => Native.isatty(descriptor) == 1;

    /// <summary>Whether a path is a named pipe itself; one that a link leads to is not meant.</summary>
    public static bool IsNamedPipe(string path)
    {
        byte[] bytes = Native.NewStatus();
        return OperatingSystem.IsLinux() && Native.Status(Native.WorkingFolder, path, bytes) == 0 && Decode(bytes).Type == FileStatus.Fifo;
    }

    /// <summary>Whether this process was started with a descriptor.</summary>
    /// <remarks>
    /// If one of the first three was closed then, the runtime has given its number to a file of its own, which is none
    /// of the program's. Such a file closes on execve; what has come through one does not.
    /// </remarks>
    public static bool IsInherited(int descriptor) =>
        !OperatingSystem.IsLinux() || Native.fcntl(descriptor, Native.GetDescriptorFlags, 0) == 0;

    /// <inheritdoc/>
    public bool IsOutside => true;

    /// <inheritdoc/>
    public bool IsReady(bool reads, long nanoseconds)
    {
        long milliseconds = nanoseconds == long.MaxValue ? -1 : Math.Min((nanoseconds + 999_999) / 1_000_000, int.MaxValue);
        var asked = new Native.Awaited { Descriptor = descriptor, Events = (short)(reads ? 1 : 4) };
        return Native.poll(ref asked, 1, (int)milliseconds) > 0;
    }

    /// <inheritdoc/>
    public int List(Span<byte> buffer) =>
        Result(Native.getdents64(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length));

    /// <summary>Reads a status as <c>statx</c> lays it out.</summary>
    public static FileStatus Decode(ReadOnlySpan<byte> at) => new(
        (BinaryPrimitives.ReadUInt32LittleEndian(at[136..]) << 8) | BinaryPrimitives.ReadUInt32LittleEndian(at[140..]),
        BinaryPrimitives.ReadUInt64LittleEndian(at[32..]),
        BinaryPrimitives.ReadUInt16LittleEndian(at[28..]),
        BinaryPrimitives.ReadUInt32LittleEndian(at[16..]),
        BinaryPrimitives.ReadUInt32LittleEndian(at[20..]),
        BinaryPrimitives.ReadUInt32LittleEndian(at[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(at[40..]),
        Time(at[64..]),
        Time(at[112..]),
        Time(at[96..]));

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        int done;
        do
        {
            done = Result(Native.read(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length));
        }
        while (done == Interrupted);
        return done;
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        int done;
        do
        {
            done = Result(Native.write(descriptor, ref MemoryMarshal.GetReference(bytes), bytes.Length));
        }
        while (done == Interrupted);
        return done;
    }

    /// <inheritdoc/>
    public int ReadAt(Span<byte> buffer, long offset) =>
        Result(Native.pread(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length, offset));

    /// <inheritdoc/>
    public int WriteAt(ReadOnlySpan<byte> bytes, long offset) =>
        Result(Native.pwrite(descriptor, ref MemoryMarshal.GetReference(bytes), bytes.Length, offset));

    /// <inheritdoc/>
    public long Seek(long offset, int origin)
    {
        long at = origin is >= 0 and <= 2 ? Native.lseek(descriptor, offset, origin) : -Errno.Invalid;
        return at == -1 ? Native.Error : at;
    }

    /// <inheritdoc/>
    public int Status(out FileStatus status)
    {
        byte[] bytes = Native.NewStatus();
        int wrong = Native.Status(descriptor, bytes);
        status = wrong == 0 ? Decode(bytes) : default;
        return wrong;
    }

    /// <inheritdoc/>
    public int Truncate(long length) => Result(Native.ftruncate(descriptor, length));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isOwned)
        {
            _ = Native.close(descriptor);
        }
    }

    private static long Time(ReadOnlySpan<byte> at) =>
        (Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(at), -(1L << 32), 1L << 32) * 1_000_000_000)
        + BinaryPrimitives.ReadUInt32LittleEndian(at[8..]);

    private static int Result(nint done) => done < 0 ? Native.Error : (int)done;
}
