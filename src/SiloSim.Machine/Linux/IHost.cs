namespace SiloSim.Machine.Linux;

/// <summary>
/// What a user program reaches outside of its memory: files, clocks, chance. Methods that answer with a number answer
/// with 0 or more, or with an error of <see cref="Errno"/> negated; they do not throw.
/// </summary>
public interface IHost
{
    /// <summary>The number of the process.</summary>
    int ProcessId { get; }

    /// <summary>Standard input, output and error, in this order; null for one that is closed.</summary>
    IReadOnlyList<IOpenFile?> StandardFiles { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Path, absolute or from the current folder.</param>
    /// <param name="flags">Linux's flags, as <see cref="OpenOptions"/>.</param>
    /// <param name="mode">Mode of a new file.</param>
    /// <param name="file">The file, or null.</param>
    /// <returns>0 or an error.</returns>
    int Open(string path, OpenOptions flags, int mode, out IOpenFile? file);

    /// <summary>What is known of a file.</summary>
    /// <param name="path">Path, absolute or from the current folder.</param>
    /// <param name="follow">Whether a symbolic link at its end stands for its target.</param>
    /// <param name="status">What is known.</param>
    /// <returns>0 or an error.</returns>
    int Status(string path, bool follow, out FileStatus status);

    /// <summary>Reads a symbolic link.</summary>
    /// <param name="path">Path, absolute or from the current folder.</param>
    /// <param name="target">Where it points.</param>
    /// <returns>0 or an error.</returns>
    int ReadLink(string path, out string target);

    /// <summary>Removes, makes or renames a file or a folder.</summary>
    /// <param name="change">What to do.</param>
    /// <param name="path">Path, absolute or from the current folder.</param>
    /// <param name="other">The new path for <see cref="FileChange.Rename"/>; else empty.</param>
    /// <param name="mode">Mode for <see cref="FileChange.MakeFolder"/>; else 0.</param>
    /// <returns>0 or an error.</returns>
    int Change(FileChange change, string path, string other, int mode);

    /// <summary>Whether files may be written.</summary>
    bool AllowsWriting { get; }

    /// <summary>The current folder, as the program sees it.</summary>
    string CurrentFolder { get; }

    /// <summary>Changes the current folder.</summary>
    /// <param name="path">Path, absolute or from the current folder.</param>
    /// <returns>0 or an error.</returns>
    int ChangeFolder(string path);

    /// <summary>A clock.</summary>
    /// <param name="clock">Which.</param>
    /// <returns>Nanoseconds.</returns>
    long Now(HostClock clock);

    /// <summary>Waits.</summary>
    /// <param name="nanoseconds">How long, 0 or more.</param>
    void Sleep(long nanoseconds);

    /// <summary>Fills a buffer by chance.</summary>
    /// <param name="buffer">The buffer.</param>
    void Fill(Span<byte> buffer);
}

/// <summary>A file that a program has opened. Answers as <see cref="IHost"/>.</summary>
public interface IOpenFile : IDisposable
{
    /// <summary>Whether it is a terminal.</summary>
    bool IsTerminal { get; }

    /// <summary>Whether somebody outside of the program can make it ready.</summary>
    bool IsOutside { get; }

    /// <summary>Waits until it can be read or written without waiting.</summary>
    /// <param name="reads">Whether to read, else to write.</param>
    /// <param name="nanoseconds">How long, 0 or more; <see cref="long.MaxValue"/> for ever.</param>
    /// <returns>False: the time is over.</returns>
    bool IsReady(bool reads, long nanoseconds);

    /// <summary>Reads the names in a folder, from where the last call ended.</summary>
    /// <param name="buffer">Gets entries as Linux's <c>struct linux_dirent64</c>.</param>
    /// <returns>Bytes, 0 at the end, or an error.</returns>
    int List(Span<byte> buffer);

    /// <summary>Reads at its position.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>Bytes, 0 at the end, or an error.</returns>
    int Read(Span<byte> buffer);

    /// <summary>Writes at its position.</summary>
    /// <param name="bytes">What.</param>
    /// <returns>Bytes, or an error.</returns>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Reads anywhere; the position stays.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where from, 0 or more.</param>
    /// <returns>Bytes, 0 at the end, or an error.</returns>
    int ReadAt(Span<byte> buffer, long offset);

    /// <summary>Writes anywhere; the position stays.</summary>
    /// <param name="bytes">What.</param>
    /// <param name="offset">Where to, 0 or more.</param>
    /// <returns>Bytes, or an error.</returns>
    int WriteAt(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Moves its position.</summary>
    /// <param name="offset">By how much.</param>
    /// <param name="origin">0 from the begin, 1 from the position, 2 from the end.</param>
    /// <returns>The new position, or an error.</returns>
    long Seek(long offset, int origin);

    /// <summary>What is known of it.</summary>
    /// <param name="status">What is known.</param>
    /// <returns>0 or an error.</returns>
    int Status(out FileStatus status);

    /// <summary>Gives it a length.</summary>
    /// <param name="length">Bytes, 0 or more.</param>
    /// <returns>0 or an error.</returns>
    int Truncate(long length);
}

/// <summary>What a program asks for when it opens a file: Linux's bits.</summary>
[Flags]
public enum OpenOptions
{
    /// <summary>O_RDONLY.</summary>
    ReadOnly = 0,

    /// <summary>O_WRONLY.</summary>
    WriteOnly = 1,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,

    /// <summary>O_CREAT.</summary>
    Create = 0x40,

    /// <summary>O_EXCL.</summary>
    Exclusive = 0x80,

    /// <summary>O_TRUNC.</summary>
    Truncate = 0x200,

    /// <summary>O_APPEND.</summary>
    Append = 0x400,

    /// <summary>O_NONBLOCK.</summary>
    NonBlocking = 0x800,

    /// <summary>O_DIRECTORY.</summary>
    Folder = 0x1_0000,

    /// <summary>O_NOFOLLOW.</summary>
    NoFollow = 0x2_0000,
}

/// <summary>What a program may do to a file or a folder by name.</summary>
public enum FileChange
{
    /// <summary>Removes a file.</summary>
    Unlink,

    /// <summary>Removes an empty folder.</summary>
    RemoveFolder,

    /// <summary>Makes a folder.</summary>
    MakeFolder,

    /// <summary>Gives it another name.</summary>
    Rename,
}

/// <summary>The clocks.</summary>
public enum HostClock
{
    /// <summary>Since 1970.</summary>
    Realtime,

    /// <summary>Since some moment; never goes back.</summary>
    Monotonic,

    /// <summary>What the processor has spent on the program.</summary>
    Processor,
}

/// <summary>What is known of a file, in Linux's terms.</summary>
/// <param name="Device">The device that holds it.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Mode">Type and permissions.</param>
/// <param name="Links">Names it has.</param>
/// <param name="Owner">User.</param>
/// <param name="Group">Group.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Accessed">Nanoseconds since 1970.</param>
/// <param name="Modified">Nanoseconds since 1970.</param>
/// <param name="Changed">Nanoseconds since 1970.</param>
public readonly record struct FileStatus(
    ulong Device,
    ulong Inode,
    uint Mode,
    uint Links,
    uint Owner,
    uint Group,
    long Bytes,
    long Accessed,
    long Modified,
    long Changed)
{
    /// <summary>The bits of <see cref="Mode"/> that say what it is.</summary>
    public const uint TypeField = 0xF000;

    /// <summary>A pipe.</summary>
    public const uint Fifo = 0x1000;

    /// <summary>A device of characters, as a terminal.</summary>
    public const uint CharacterDevice = 0x2000;

    /// <summary>A folder.</summary>
    public const uint Folder = 0x4000;

    /// <summary>A file.</summary>
    public const uint Regular = 0x8000;

    /// <summary>A symbolic link.</summary>
    public const uint Link = 0xA000;

    /// <summary>What it is.</summary>
    public uint Type => Mode & TypeField;
}
