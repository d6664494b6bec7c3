namespace SiloSim.Machine.Coherence;

/// <summary>What the owner of a <see cref="FrameDirectory"/> has to do, in the order of the list. Each may travel as a
/// message of its own: the rules hold in whatever order messages arrive.</summary>
public abstract record DirectoryAction
{
    private DirectoryAction()
    {
    }

    /// <summary>Send this to <c>Recall.Silo</c>, and hand its answer to <see cref="FrameDirectory.GivenUp"/>.</summary>
    /// <param name="Recall">The message.</param>
    public sealed record SendRecall(Recall Recall) : DirectoryAction;

    /// <summary>Answer the request that came with this ticket.</summary>
    /// <param name="Ticket">As given to <see cref="FrameDirectory.Request"/>.</param>
    /// <param name="FrameGrant">The answer.</param>
    public sealed record Grant(long Ticket, FrameGrant FrameGrant) : DirectoryAction;

    /// <summary>Carry out the home operation that came with this ticket on <see cref="FrameDirectory.Bytes"/>, then
    /// call <see cref="FrameDirectory.HomeDone"/>; the frame is held for it until then.</summary>
    /// <param name="Ticket">As given to <see cref="FrameDirectory.RequestHome"/>.</param>
    public sealed record PermitHome(long Ticket) : DirectoryAction;
}
