namespace SiloSim.Machine.Linux;

/// <summary>The devices that every program may open: nothing of the host is behind them.</summary>
/// <param name="fill">What a read gets; null for the end of the file.</param>
internal sealed class ProgramDevice(Action<Span<byte>>? fill) : IOpenFile
{
    /// <inheritdoc/>
    public bool IsTerminal => false;

    /// <inheritdoc/>
    public bool IsOutside => false;

    /// <summary>Whether it is <c>/dev/zero</c>: a mapping of it is as one of no file.</summary>
    public bool IsZero { get; private init; }

    /// <summary>Opens a device by its path.</summary>
    /// <returns>Null: there is no such one.</returns>
    public static ProgramDevice? Open(string path, IHost host) => path switch
    {
        "/dev/null" => new(null),
        "/dev/zero" => new(static buffer => buffer.Clear()) { IsZero = true },
        "/dev/random" or "/dev/urandom" => new(host.Fill),
        _ => null,
    };

    /// <inheritdoc/>
    public bool IsReady(bool reads, long nanoseconds) => true;

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        fill?.Invoke(buffer);
        return fill is null ? 0 : buffer.Length;
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes) => bytes.Length;

    /// <inheritdoc/>
    public int ReadAt(Span<byte> buffer, long offset) => Read(buffer);

    /// <inheritdoc/>
    public int WriteAt(ReadOnlySpan<byte> bytes, long offset) => bytes.Length;

    /// <inheritdoc/>
    public int List(Span<byte> buffer) => -Errno.NotDirectory;

    /// <inheritdoc/>
    public long Seek(long offset, int origin) => 0;

    /// <inheritdoc/>
    public int Status(out FileStatus status)
    {
        status = new FileStatus(5, 4, FileStatus.CharacterDevice | 0x1b6, 1, 0, 0, 0, 0, 0, 0);
        return 0;
    }

    /// <inheritdoc/>
    public int Truncate(long length) => -Errno.Invalid;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
