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
    /// The core stands at a <c>trapa</c> with the number <see cref="HostCall.Immediate"/> until
    /// <see cref="Core.CompleteHostCall"/>.
    /// </summary>
    HostCall,

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
