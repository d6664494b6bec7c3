using SiloSim.Machine.Linux;

namespace SiloSim.Tests.Machine.Linux;

/// <summary>A host of memory: what the program writes is kept, it finds one file, its clocks count the questions.</summary>
internal sealed class TestHost(byte[]? data = null, byte[]? input = null) : IHost
{
    private long _now = 1_800_000_000L * 1_000_000_000;

    public MemoryStream Out { get; } = new();

    public int ProcessId => 4242;

    public IReadOnlyList<IOpenFile> StandardFiles => [new MemoryFile(input ?? []), new MemoryFile([], Out), new MemoryFile([], Out)];

    public bool AllowsWriting => false;

    public string CurrentFolder => "/work";

    public int Open(string path, OpenOptions flags, int mode, out IOpenFile? file)
    {
        file = path == "data.txt" && data is not null ? new MemoryFile(data) : null;
        return file is not null ? 0 : path.StartsWith('/') || path.Contains("..", StringComparison.Ordinal) ? -Errno.AccessDenied : -Errno.NoEntry;
    }

    public int Status(string path, bool follow, out FileStatus status)
    {
        status = new FileStatus(1, 2, FileStatus.Regular | 0x1a4, 1, 0, 0, data?.Length ?? 0, 0, 0, 0);
        return path == "data.txt" ? 0 : -Errno.NoEntry;
    }

    public int ReadLink(string path, out string target)
    {
        target = "";
        return -Errno.NoEntry;
    }

    public int Change(FileChange change, string path, string other, int mode) => -Errno.ReadOnly;

    public int ChangeFolder(string path) => -Errno.NoEntry;

    public long Now(HostClock clock) => _now += 100_000;

    public void Sleep(long nanoseconds) => _now += Math.Min(nanoseconds, 1L << 40);

    public void Fill(Span<byte> buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)(i * 37);
        }
    }

    private sealed class MemoryFile(byte[] bytes, MemoryStream? output = null) : IOpenFile
    {
        // A fuzzed program may write for ever.
        private const int MaximumKept = 1 << 20;
        private long _at;

        public bool IsTerminal => false;

        public bool IsOutside => true;

        public bool IsReady(bool reads, long nanoseconds) => true;

        public int List(Span<byte> buffer) => -Errno.NotDirectory;

        public int Read(Span<byte> buffer)
        {
            int read = ReadAt(buffer, _at);
            _at += read;
            return read;
        }

        public int Write(ReadOnlySpan<byte> written)
        {
            if (output is null)
            {
                return -Errno.BadDescriptor;
            }
            if (output.Length < MaximumKept)
            {
                output.Write(written);
            }
            return written.Length;
        }

        public int ReadAt(Span<byte> buffer, long offset)
        {
            int count = (int)Math.Clamp(bytes.Length - offset, 0, buffer.Length);
            bytes.AsSpan((int)Math.Min(offset, bytes.Length), count).CopyTo(buffer);
            return count;
        }

        public int WriteAt(ReadOnlySpan<byte> written, long offset) => -Errno.CannotSeek;

        public long Seek(long offset, int origin)
        {
            long from = origin switch { 0 => 0, 1 => _at, 2 => bytes.Length, _ => long.MinValue };
            return from + offset < 0 || origin is < 0 or > 2 ? -Errno.Invalid : _at = from + offset;
        }

        public int Status(out FileStatus status)
        {
            status = new FileStatus(1, 2, FileStatus.Regular | 0x1a4, 1, 0, 0, bytes.Length, 0, 0, 0);
            return 0;
        }

        public int Truncate(long length) => -Errno.Invalid;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
