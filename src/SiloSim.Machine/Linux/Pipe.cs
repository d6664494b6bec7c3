namespace SiloSim.Machine.Linux;

/// <summary>
/// A pipe of a program with itself, since nothing else could be at its other end: what would block for ever answers
/// EAGAIN instead.
/// </summary>
internal sealed class Pipe
{
    private const int Capacity = 64 << 10;

    private readonly Queue<byte> _bytes = new();
    private bool _hasReader = true;
    private bool _hasWriter = true;

    /// <summary>The end to read from.</summary>
    public IOpenFile Reader => new PipeEnd(this, reads: true);

    /// <summary>The end to write to.</summary>
    public IOpenFile Writer => new PipeEnd(this, reads: false);

    private sealed class PipeEnd(Pipe pipe, bool reads) : IOpenFile
    {
        public bool IsTerminal => false;

        public bool IsOutside => false;

        public bool IsReady(bool isRead, long nanoseconds) => isRead
            ? reads && (pipe._bytes.Count > 0 || !pipe._hasWriter)
            : !reads && (pipe._bytes.Count < Capacity || !pipe._hasReader);

        public int List(Span<byte> buffer) => -Errno.NotDirectory;

        public int Read(Span<byte> buffer)
        {
            if (pipe._bytes.Count == 0 && pipe._hasWriter && !buffer.IsEmpty)
            {
                return -Errno.Again;
            }
            int count = Math.Min(buffer.Length, pipe._bytes.Count);
            for (int i = 0; i < count; i++)
            {
                buffer[i] = pipe._bytes.Dequeue();
            }
            return count;
        }

        public int Write(ReadOnlySpan<byte> bytes)
        {
            if (!pipe._hasReader)
            {
                return -Errno.BrokenPipe;
            }
            int count = Math.Min(bytes.Length, Capacity - pipe._bytes.Count);
            foreach (byte value in bytes[..count])
            {
                pipe._bytes.Enqueue(value);
            }
            return count == 0 && !bytes.IsEmpty ? -Errno.Again : count;
        }

        public int ReadAt(Span<byte> buffer, long offset) => -Errno.CannotSeek;

        public int WriteAt(ReadOnlySpan<byte> bytes, long offset) => -Errno.CannotSeek;

        public long Seek(long offset, int origin) => -Errno.CannotSeek;

        public int Truncate(long length) => -Errno.Invalid;

        public int Status(out FileStatus status)
        {
            status = new FileStatus(0, 1, FileStatus.Fifo | 0x180, 1, ProgramStart.UserId, ProgramStart.UserId, 0, 0, 0, 0);
            return 0;
        }

        public void Dispose()
        {
            if (reads)
            {
                pipe._hasReader = false;
            }
            else
            {
                pipe._hasWriter = false;
            }
        }
    }
}
