namespace SiloSim.Sh4;

/// <summary>Why <see cref="Core.Run"/> came back.</summary>
public enum ExitReason
{
    /// <summary>The budget is spent.</summary>
    Budget,

    /// <summary>
    /// An access or a fetch needs a frame that is not here. Nothing of the instruction has happened; once the frame is
    /// here, the same call goes on.
    /// </summary>
    FrameAbsent,

    /// <summary>
    /// The core stands at a <c>trapa</c> until <see cref="Core.CompleteHostCall"/>. On a machine its number is
    /// <see cref="HostCall.Immediate"/>; in a user program it is any, and <see cref="CoreExit.Opcode"/> holds it.
    /// </summary>
    HostCall,

    /// <summary>
    /// Only over the address space of a user program: the instruction raises an exception, whose code is in
    /// <see cref="CpuState.Expevt"/>. Nothing of the instruction has happened.
    /// </summary>
    Exception,

    /// <summary>The core sleeps until an interrupt or an NMI strikes.</summary>
    Sleep,

    /// <summary>The <c>rte</c> of the running NMI and its delay slot have retired.</summary>
    NmiReturned,

    /// <summary>
    /// The guest did what hardware answers with a reset, or left the memory. The state is that before the instruction,
    /// and running again comes back with the same.
    /// </summary>
    Failed,
}
