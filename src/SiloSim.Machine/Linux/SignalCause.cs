namespace SiloSim.Machine.Linux;

/// <summary>A signal, and what its <c>siginfo_t</c> says of it.</summary>
/// <param name="Number">The signal, 1 to <see cref="Signals.Last"/>.</param>
/// <param name="Code">si_code.</param>
/// <param name="Value">The address of a fault, or the process that sent it.</param>
internal readonly record struct SignalCause(int Number, int Code, uint Value)
{
    /// <summary>SI_USER: <c>kill</c>.</summary>
    public const int ByUser = 0;

    /// <summary>SI_KERNEL: a timer.</summary>
    public const int ByKernel = 0x80;

    /// <summary>SI_TKILL: <c>tgkill</c>, and so <c>raise</c>.</summary>
    public const int ByThread = -6;

    /// <summary>The first code of a kind of fault: SEGV_MAPERR, BUS_ADRALN, ILL_ILLOPC, TRAP_BRKPT.</summary>
    public const int FirstFault = 1;

    /// <summary>SEGV_ACCERR: the memory is there and refuses the access.</summary>
    public const int Refused = 2;
}
