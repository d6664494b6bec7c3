namespace SiloSim.Machine.Linux;

/// <summary>Error numbers of Linux, as SH-4 has them. A system call returns them negated.</summary>
public static class Errno
{
    /// <summary>EPERM: not permitted.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT: no such file.</summary>
    public const int NoEntry = 2;

    /// <summary>ESRCH: no such process.</summary>
    public const int NoProcess = 3;

    /// <summary>EINTR: interrupted.</summary>
    public const int Interrupted = 4;

    /// <summary>EIO: input or output failed.</summary>
    public const int InputOutput = 5;

    /// <summary>EBADF: no such file descriptor, or not open for this.</summary>
    public const int BadDescriptor = 9;

    /// <summary>ECHILD: there are no children.</summary>
    public const int NoChild = 10;

    /// <summary>EAGAIN: would block.</summary>
    public const int Again = 11;

    /// <summary>ENOMEM: no memory, or more than the limit.</summary>
    public const int NoMemory = 12;

    /// <summary>EACCES: the confinement refuses it, or the file's mode does.</summary>
    public const int AccessDenied = 13;

    /// <summary>EFAULT: an address that the program may not use so.</summary>
    public const int Fault = 14;

    /// <summary>EEXIST: it exists already.</summary>
    public const int Exists = 17;

    /// <summary>ENODEV: the file cannot be mapped so.</summary>
    public const int NoDevice = 19;

    /// <summary>ENOTDIR: not a folder.</summary>
    public const int NotDirectory = 20;

    /// <summary>EISDIR: a folder.</summary>
    public const int IsDirectory = 21;

    /// <summary>EINVAL: an argument is wrong.</summary>
    public const int Invalid = 22;

    /// <summary>EMFILE: too many open files.</summary>
    public const int TooManyFiles = 24;

    /// <summary>ENOTTY: not a terminal.</summary>
    public const int NoTerminal = 25;

    /// <summary>ESPIPE: cannot seek.</summary>
    public const int CannotSeek = 29;

    /// <summary>EROFS: files are read-only here.</summary>
    public const int ReadOnly = 30;

    /// <summary>EPIPE: nobody reads the pipe.</summary>
    public const int BrokenPipe = 32;

    /// <summary>ERANGE: the result does not fit.</summary>
    public const int Range = 34;

    /// <summary>ENAMETOOLONG: the path is too long.</summary>
    public const int NameTooLong = 36;

    /// <summary>ENOSYS: no such system call.</summary>
    public const int NoSystemCall = 38;

    /// <summary>EOVERFLOW: a number that its type does not hold.</summary>
    public const int Overflow = 75;

    /// <summary>ELOOP: too many symbolic links.</summary>
    public const int Loop = 40;

    /// <summary>ERESTARTSYS: interrupted, and to be made again if the handler allows. No program sees it.</summary>
    internal const int Restart = 512;
}
