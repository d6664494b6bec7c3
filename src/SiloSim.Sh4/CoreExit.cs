namespace SiloSim.Sh4;

/// <summary>Why a run came back, and what the core stands at.</summary>
/// <param name="Reason">Why the core came back.</param>
/// <param name="Physical">
/// For <see cref="ExitReason.FrameAbsent"/> the physical address (29 bits) of the access, for
/// <see cref="ExitReason.Exception"/> the address at fault where there is one; else 0.
/// </param>
/// <param name="Kind">For <see cref="ExitReason.FrameAbsent"/> what the access is.</param>
/// <param name="Pc">
/// Address of the instruction that the core stands at: the next one to run, or the one that failed.
/// </param>
/// <param name="Opcode">
/// For <see cref="ExitReason.Failed"/> and <see cref="ExitReason.Exception"/> the opcode at fault, 0 where none could
/// be fetched; for <see cref="ExitReason.HostCall"/> in a user program the <c>trapa</c>; else 0.
/// </param>
/// <param name="Cause">
/// For <see cref="ExitReason.Failed"/> and <see cref="ExitReason.Exception"/> the cause in words, such as <c>address error (load at 8c001235)</c>.
/// </param>
public readonly record struct CoreExit(
    ExitReason Reason,
    uint Physical = 0,
    AccessKind Kind = AccessKind.Read,
    uint Pc = 0,
    ushort Opcode = 0,
    string? Cause = null);
