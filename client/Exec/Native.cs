using System.Runtime.InteropServices;

namespace SiloSim.CommandLine.Exec;

/// <summary>
/// The C library, for what .NET does not say or do: types of files without opening them, descriptors as they are,
/// errors by number. All buffers are blittable and bounded by the lengths given.
/// </summary>
/// <remarks>Linux only. <c>statx</c> has the same layout on every architecture.</remarks>
internal static class Native
{
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const int StatusBytes = 256;

    /// <summary>O_NONBLOCK, O_CLOEXEC and O_NOCTTY: opening never waits, and the descriptor is this process's own.</summary>
    public const int Careful = 0x800 | 0x80000 | 0x100;

    /// <summary>O_NOFOLLOW, which differs between architectures.</summary>
    public static int NoFollowFlag { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <summary>O_PATH, O_DIRECTORY and O_CLOEXEC: a folder to find names in, and nothing else.</summary>
    public static int FolderOnly { get; } = 0x200000 | 0x80000
        | (RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000);

    /// <summary>AT_FDCWD, in the place of a folder's descriptor.</summary>
    public const int WorkingFolder = -100;

    /// <summary>AT_REMOVEDIR.</summary>
    public const int RemoveFolder = 0x200;

    /// <summary>F_GETFD.</summary>
    public const int GetDescriptorFlags = 1;

    /// <summary>PATH_MAX.</summary>
    public const int PathBytes = 4096;

    /// <summary>The error of the last call, negated.</summary>
    public static int Error => -Marshal.GetLastPInvokeError();

    /// <summary>The C library's <c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Awaited
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }

    /// <summary>The status of a name in a folder, where a symbolic link stands for itself.</summary>
    /// <returns>0 or an error negated.</returns>
    public static int Status(int folder, string name, Span<byte> status) => Status(folder, name, NoFollow, status);

    /// <summary>The status of a descriptor.</summary>
    /// <returns>0 or an error negated.</returns>
    public static int Status(int descriptor, Span<byte> status) => Status(descriptor, "", EmptyPath, status);

    /// <summary>Bytes that a status needs.</summary>
    public static byte[] NewStatus() => new byte[StatusBytes];

    private static int Status(int folder, string path, int flags, Span<byte> status) =>
        statx(folder, path, flags, BasicStatus, ref MemoryMarshal.GetReference(status)) == 0 ? 0 : Error;

    [DllImport("libc", SetLastError = true)]
    private static extern int statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte status);

    [DllImport("libc", SetLastError = true)]
    internal static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", SetLastError = true)]
    internal static extern int close(int descriptor);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint read(int descriptor, ref byte buffer, nint bytes);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint write(int descriptor, ref byte buffer, nint bytes);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint pread(int descriptor, ref byte buffer, nint bytes, long offset);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint pwrite(int descriptor, ref byte buffer, nint bytes, long offset);

    [DllImport("libc", SetLastError = true)]
    internal static extern long lseek(int descriptor, long offset, int origin);

    [DllImport("libc", SetLastError = true)]
    internal static extern int ftruncate(int descriptor, long length);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint getdents64(int descriptor, ref byte buffer, nint bytes);

    [DllImport("libc", SetLastError = true)]
    internal static extern int poll(ref Awaited files, nuint count, int milliseconds);

    [DllImport("libc", SetLastError = true)]
    internal static extern int fcntl(int descriptor, int command, nint argument);

    [DllImport("libc", SetLastError = true)]
    internal static extern int isatty(int descriptor);

    [DllImport("libc", SetLastError = true)]
    internal static extern int openat(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags, uint mode);

    [DllImport("libc", SetLastError = true)]
    internal static extern int unlinkat(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags);

    [DllImport("libc", SetLastError = true)]
    internal static extern int mkdirat(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint mode);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint readlinkat(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, ref byte buffer, nint bytes);

    [DllImport("libc", SetLastError = true)]
    internal static extern int renameat(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        int newFolder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string newName);
}
