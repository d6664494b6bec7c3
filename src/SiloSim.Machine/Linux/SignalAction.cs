namespace SiloSim.Machine.Linux;

/// <summary>What a program wants at a signal: the kernel's <c>struct sigaction</c>.</summary>
/// <param name="Handler">0 for the default, 1 for nothing, else whom to call.</param>
/// <param name="Flags">SA_ flags.</param>
/// <param name="Restorer">Where the handler returns to, with <see cref="HasRestorer"/>.</param>
/// <param name="Mask">What is held back meanwhile, bit 0 for signal 1.</param>
internal readonly record struct SignalAction(uint Handler, uint Flags = 0, uint Restorer = 0, ulong Mask = 0)
{
    /// <summary>SIG_IGN.</summary>
    public const uint Ignore = 1;

    /// <summary>SA_SIGINFO: the handler gets <c>siginfo_t</c> and <c>ucontext_t</c>.</summary>
    public const uint Informs = 4;

    /// <summary>SA_RESTORER.</summary>
    public const uint HasRestorer = 0x0400_0000;

    /// <summary>SA_ONSTACK: on the alternate stack, if there is one.</summary>
    public const uint OnAlternateStack = 0x0800_0000;

    /// <summary>SA_RESTART: a call that waits goes on waiting afterwards.</summary>
    public const uint Restarts = 0x1000_0000;

    /// <summary>SA_NODEFER: the signal itself is not held back.</summary>
    public const uint DoesNotDefer = 0x4000_0000;

    /// <summary>SA_RESETHAND: once only.</summary>
    public const uint Once = 0x8000_0000;

    /// <summary>Whether there is somebody to call.</summary>
    public bool IsHandled => Handler > Ignore;
}
