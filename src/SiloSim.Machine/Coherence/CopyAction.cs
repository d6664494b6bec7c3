namespace SiloSim.Machine.Coherence;

/// <summary>What the owner of a <see cref="SiloCopies"/> has to do, in the order of the list.</summary>
public abstract record CopyAction
{
    private CopyAction()
    {
    }

    /// <summary>Run this core again: the frame that it asked for is here and stays until
    /// <see cref="SiloCopies.Retired"/>.</summary>
    /// <param name="Core">As given to <see cref="SiloCopies.Want"/>.</param>
    public sealed record Ready(int Core) : CopyAction;

    /// <summary>Ask the frame's home, and hand the answer to <see cref="SiloCopies.Granted"/>. There is never more than
    /// one request of a silo for a frame under way.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Wanted"><see cref="FrameState.Shared"/> or <see cref="FrameState.Exclusive"/>.</param>
    public sealed record SendRequest(FrameIndex Frame, FrameState Wanted) : CopyAction;

    /// <summary>Put the frame into the cores' tables: readable, and writable if it is granted exclusively. Without
    /// bytes the silo's own copy, which was readable until now, becomes writable.</summary>
    /// <param name="Grant">What the home sent.</param>
    public sealed record Install(FrameGrant Grant) : CopyAction;

    /// <summary>Take the frame out of the cores' writable table, and out of the readable and code tables as well if
    /// nothing is kept; wait until every core of the silo that runs has passed a safepoint; then call
    /// <see cref="SiloCopies.Revoked"/>. A core may still use the frame until it passes its safepoint.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="KeepAs"><see cref="FrameState.Invalid"/> or <see cref="FrameState.Shared"/>.</param>
    public sealed record BeginRevoke(FrameIndex Frame, FrameState KeepAs) : CopyAction;

    /// <summary>Answer the recall. Where the copy is kept and its bytes go out too, the message needs bytes of its own:
    /// a later upgrade makes the silo's copy writable again.</summary>
    /// <param name="Recall">The recall to answer.</param>
    /// <param name="WithBytes">True when the copy was exclusive: the home's bytes are out of date.</param>
    public sealed record GiveUp(Recall Recall, bool WithBytes) : CopyAction;
}
