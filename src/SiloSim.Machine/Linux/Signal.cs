namespace SiloSim.Machine.Linux;

/// <summary>The signals that can end a program here, with Linux's numbers.</summary>
public enum Signal
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>SIGHUP.</summary>
    Hangup = 1,

    /// <summary>SIGINT.</summary>
    Interrupt = 2,

    /// <summary>SIGQUIT.</summary>
    Quit = 3,

    /// <summary>SIGILL: no instruction, or not one for user mode.</summary>
    IllegalInstruction = 4,

    /// <summary>SIGTRAP: a <c>trapa</c> that nobody knows.</summary>
    Trap = 5,

    /// <summary>SIGABRT: the program ended itself.</summary>
    Abort = 6,

    /// <summary>SIGBUS: an address that is not aligned.</summary>
    Bus = 7,

    /// <summary>SIGFPE: an FPU exception that the program has enabled.</summary>
    FloatingPoint = 8,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGSEGV: memory that is not there or refuses the access.</summary>
    Segmentation = 11,

    /// <summary>SIGPIPE: nobody reads what the program writes.</summary>
    Pipe = 13,

    /// <summary>SIGALRM.</summary>
    Alarm = 14,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,

    /// <summary>SIGCHLD: ignored by default.</summary>
    Child = 17,

    /// <summary>SIGCONT: ignored by default.</summary>
    Continue = 18,

    /// <summary>SIGURG: ignored by default.</summary>
    Urgent = 23,

    /// <summary>SIGWINCH: ignored by default.</summary>
    Window = 28,
}

/// <summary>The names of signals.</summary>
internal static class Signals
{
    /// <summary>The highest number.</summary>
    public const int Last = 64;

    private static readonly string?[] s_names =
    [
        null, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR",
        "SIGSYS",
    ];

    /// <summary>Such as <c>SIGSEGV</c>.</summary>
    public static string Name(int signal) =>
        (uint)signal < (uint)s_names.Length && s_names[signal] is { } name ? name : $"signal {signal}";

    /// <summary>
    /// Whether a program that has not said otherwise lives on: those that do nothing, and those that stop it (19 to 22),
    /// since nobody could let it go on.
    /// </summary>
    public static bool IsIgnoredByDefault(int signal) =>
        (Signal)signal is Signal.Child or Signal.Continue or Signal.Urgent or Signal.Window || signal is >= 19 and <= 22;
}
