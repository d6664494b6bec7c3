using System.Text;
using SiloSim.Machine.Linux;

namespace SiloSim.Cluster.Tests.Documents;

/// <summary>Standard output of a program that goes where the command prints.</summary>
internal sealed class WriterFile(TextWriter writer) : IOpenFile
{
    public bool IsTerminal => false;

    public bool IsOutside => false;

    public bool IsReady(bool reads, long nanoseconds) => true;

    public int List(Span<byte> buffer) => -Errno.NotDirectory;

    public int Read(Span<byte> buffer) => 0;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        writer.Write(Encoding.UTF8.GetString(bytes));
        return bytes.Length;
    }

    public int ReadAt(Span<byte> buffer, long offset) => -Errno.CannotSeek;

    public int WriteAt(ReadOnlySpan<byte> bytes, long offset) => -Errno.CannotSeek;

    public long Seek(long offset, int origin) => -Errno.CannotSeek;

    public int Status(out FileStatus status)
    {
        status = new FileStatus(0, 1, FileStatus.Fifo | 0x180, 1, 0, 0, 0, 0, 0, 0);
        return 0;
    }

    public int Truncate(long length) => -Errno.Invalid;

    public void Dispose()
    {
        // The writer is somebody else's.
    }
}
