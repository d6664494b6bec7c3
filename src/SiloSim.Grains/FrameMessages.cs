using SiloSim.Machine.Coherence;

namespace SiloSim.Grains;

/// <summary>Turns the rules' words into messages and back.</summary>
internal static class FrameMessages
{
    /// <summary>A grant as a message.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="contended">Whether silos take the frame from each other.</param>
    public static FrameMessage ToMessage(this FrameGrant grant, bool contended) =>
        new(grant.Frame.Value, grant.State == FrameState.Exclusive, grant.Number, grant.Bytes, contended);

    /// <summary>A message as a grant.</summary>
    public static FrameGrant ToGrant(this FrameMessage grant) => new(
        new FrameIndex(grant.Frame), grant.Exclusive ? FrameState.Exclusive : FrameState.Shared, grant.Number, grant.Bytes);

    /// <summary>The grants in a message.</summary>
    public static IEnumerable<FrameGrant> ToGrants(this FramesMessage grants) => grants.Frames.Select((frame, index) => new FrameGrant(
        new FrameIndex(frame), FrameState.Shared, grants.Numbers[index],
        grants.Bytes.AsSpan(index * FrameDirectory.FrameBytes, FrameDirectory.FrameBytes).ToArray()));

    /// <summary>A recall as a message.</summary>
    public static RecallMessage ToMessage(this Recall recall) =>
        new(recall.Frame.Value, recall.Silo.Value, recall.Grant, recall.KeepAs == FrameState.Shared);

    /// <summary>A message as a recall.</summary>
    public static Recall ToRecall(this RecallMessage recall) => new(
        new FrameIndex(recall.Frame), new SiloIndex(recall.Silo), recall.Grant,
        recall.KeepShared ? FrameState.Shared : FrameState.Invalid);
}
