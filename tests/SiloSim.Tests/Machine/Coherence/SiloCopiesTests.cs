using SiloSim.Machine.Coherence;
using static SiloSim.Machine.Coherence.CopyAction;

namespace SiloSim.Tests.Machine.Coherence;

public sealed class SiloCopiesTests
{
    private static readonly FrameIndex Low = new(1);
    private static readonly FrameIndex High = new(2);
    private static readonly SiloIndex Silo = new(3);
    private readonly SiloCopies _copies = new(Silo, 4);

    [Fact]
    public void ACoreWaitsForItsGrantAndThenHasWhatItAskedFor()
    {
        Assert.Equal([new SendRequest(Low, FrameState.Shared)], _copies.Want(Low, FrameState.Shared, 0));
        FrameGrant grant = Grant(Low, FrameState.Shared, 1);
        Assert.Equal([new Install(grant), new Ready(0)], _copies.Granted(grant));
        Assert.Equal(FrameState.Shared, _copies.StateOf(Low));
        Assert.Equal([new Ready(1)], _copies.Want(Low, FrameState.Shared, 1));
        Assert.Equal((1, 0), (_copies.FramesIn, _copies.FramesOut));
    }

    [Fact]
    public void CoresJoinTheRequestUnderWayAndWritersAskForMoreAfterIt()
    {
        _copies.Want(Low, FrameState.Shared, 0);
        Assert.Empty(_copies.Want(Low, FrameState.Exclusive, 1));
        Assert.Empty(_copies.Want(Low, FrameState.Shared, 2));
        FrameGrant shared = Grant(Low, FrameState.Shared, 1);
        Assert.Equal(
            [new Install(shared), new Ready(0), new Ready(2), new SendRequest(Low, FrameState.Exclusive)],
            _copies.Granted(shared));
        var upgrade = new FrameGrant(Low, FrameState.Exclusive, 2, null);
        Assert.Equal([new Install(upgrade), new Ready(1)], _copies.Granted(upgrade));
        Assert.Equal(1, _copies.FramesIn);
    }

    [Fact]
    public void ARecallThatOvertookItsGrantIsHeldUntilTheInstructionHasRetired()
    {
        _copies.Want(Low, FrameState.Exclusive, 0);
        var recall = new Recall(Low, Silo, 1, FrameState.Invalid);
        Assert.Empty(_copies.Recalled(recall));
        FrameGrant grant = Grant(Low, FrameState.Exclusive, 1);
        Assert.Equal([new Install(grant), new Ready(0)], _copies.Granted(grant));
        Assert.Equal([new BeginRevoke(Low, FrameState.Invalid)], _copies.Retired(0));
        Assert.Empty(_copies.Retired(0));
        Assert.Equal(FrameState.Exclusive, _copies.StateOf(Low));
        Assert.Equal([new GiveUp(recall, true)], _copies.Revoked(Low));
        Assert.Equal(FrameState.Invalid, _copies.StateOf(Low));
        Assert.Equal((1, 1), (_copies.FramesIn, _copies.FramesOut));
    }

    [Fact]
    public void EveryCoreThatWaitedPinsUntilItsOwnInstructionRetires()
    {
        _copies.Want(Low, FrameState.Shared, 0);
        _copies.Want(Low, FrameState.Shared, 1);
        _copies.Granted(Grant(Low, FrameState.Shared, 1));
        Assert.Empty(_copies.Recalled(new Recall(Low, Silo, 1, FrameState.Invalid)));
        Assert.Empty(_copies.Retired(1));
        Assert.Equal([new BeginRevoke(Low, FrameState.Invalid)], _copies.Retired(0));
        Assert.Equal(
            [new GiveUp(new Recall(Low, Silo, 1, FrameState.Invalid), false)], _copies.Revoked(Low));
        Assert.Equal(0, _copies.FramesOut);
    }

    [Fact]
    public void WhileARecallIsKnownNoOtherCorePinsWhatItTakes()
    {
        Hold(Low, FrameState.Shared, core: 0);
        _copies.Recalled(new Recall(Low, Silo, 1, FrameState.Invalid));
        Assert.Equal([new SendRequest(Low, FrameState.Shared)], _copies.Want(Low, FrameState.Shared, 1));
        Assert.Equal([new BeginRevoke(Low, FrameState.Invalid)], _copies.Retired(0));
        Assert.Single(_copies.Revoked(Low));
        FrameGrant again = Grant(Low, FrameState.Shared, 3);
        Assert.Equal([new Install(again), new Ready(1)], _copies.Granted(again));
    }

    [Fact]
    public void ADowngradeWaitsForWritersOnlyAndReadersGoOn()
    {
        Hold(Low, FrameState.Exclusive, core: 0);
        Assert.Equal([new Ready(1)], _copies.Want(Low, FrameState.Shared, 1));
        var recall = new Recall(Low, Silo, 1, FrameState.Shared);
        Assert.Empty(_copies.Recalled(recall));
        Assert.Equal([new BeginRevoke(Low, FrameState.Shared)], _copies.Retired(0));
        Assert.Equal([new Ready(2)], _copies.Want(Low, FrameState.Shared, 2));
        Assert.Equal([new GiveUp(recall, true)], _copies.Revoked(Low));
        Assert.Equal(FrameState.Shared, _copies.StateOf(Low));
        Assert.Empty(_copies.Recalled(recall with { KeepAs = FrameState.Invalid }));   // Cores 1 and 2 pin it still.
    }

    [Fact]
    public void ACoreThatWaitsKeepsItsPinsOnLowerFramesOnly()
    {
        Hold(Low, FrameState.Exclusive, core: 0);
        Assert.Single(_copies.Want(High, FrameState.Exclusive, 0));
        Assert.Empty(_copies.Recalled(new Recall(Low, Silo, 1, FrameState.Invalid)));
        _copies.Retired(0);

        var other = new SiloCopies(Silo, 4);
        other.Want(High, FrameState.Exclusive, 0);
        other.Granted(Grant(High, FrameState.Exclusive, 1));
        Assert.Empty(other.Recalled(new Recall(High, Silo, 1, FrameState.Invalid)));
        Assert.Equal(
            [new BeginRevoke(High, FrameState.Invalid), new SendRequest(Low, FrameState.Exclusive)],
            other.Want(Low, FrameState.Exclusive, 0));
    }

    [Fact]
    public void AnUpgradeDoesNotPinItsSharedCopyAndGetsBytesIfThatWasRecalled()
    {
        Hold(Low, FrameState.Shared, core: 0);
        Assert.Equal([new SendRequest(Low, FrameState.Exclusive)], _copies.Want(Low, FrameState.Exclusive, 0));
        var recall = new Recall(Low, Silo, 1, FrameState.Invalid);
        Assert.Equal([new BeginRevoke(Low, FrameState.Invalid)], _copies.Recalled(recall));
        Assert.Equal([new GiveUp(recall, false)], _copies.Revoked(Low));
        FrameGrant grant = Grant(Low, FrameState.Exclusive, 3);
        Assert.Equal([new Install(grant), new Ready(0)], _copies.Granted(grant));
    }

    [Fact]
    public void ACoreThatGivesUpWaitingIsNotRunAndPinsNothing()
    {
        _copies.Want(Low, FrameState.Shared, 0);
        Assert.Empty(_copies.Retired(0));
        FrameGrant grant = Grant(Low, FrameState.Shared, 1);
        Assert.Equal([new Install(grant)], _copies.Granted(grant));
        Assert.Single(_copies.Recalled(new Recall(Low, Silo, 1, FrameState.Invalid)));
    }

    [Fact]
    public void BrokenRulesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _copies.Want(new FrameIndex(4), FrameState.Shared, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _copies.Want(Low, FrameState.Invalid, 0));
        Assert.Throws<InvalidOperationException>(() => _copies.Granted(Grant(Low, FrameState.Shared, 1)));
        Assert.Throws<InvalidOperationException>(() => _copies.Revoked(Low));
        _copies.Want(Low, FrameState.Shared, 0);
        Assert.Throws<InvalidOperationException>(() => _copies.Granted(Grant(Low, FrameState.Exclusive, 1)));
        Assert.Throws<InvalidOperationException>(
            () => _copies.Granted(new FrameGrant(Low, FrameState.Shared, 1, null)));
        _copies.Granted(Grant(Low, FrameState.Shared, 5));
        var recall = new Recall(Low, Silo, 5, FrameState.Invalid);
        Assert.Throws<InvalidOperationException>(() => _copies.Recalled(recall with { Grant = 4 }));
        Assert.Throws<InvalidOperationException>(() => _copies.Recalled(recall with { Grant = 6 }));
        Assert.Throws<InvalidOperationException>(() => _copies.Recalled(recall with { Silo = new SiloIndex(0) }));
        Assert.Throws<InvalidOperationException>(() => _copies.Recalled(recall with { KeepAs = FrameState.Shared }));
        Assert.Empty(_copies.Recalled(recall));
        Assert.Throws<InvalidOperationException>(() => _copies.Recalled(recall));
    }

    private static FrameGrant Grant(FrameIndex frame, FrameState state, long number) =>
        new(frame, state, number, new byte[FrameDirectory.FrameBytes]);

    private void Hold(FrameIndex frame, FrameState state, int core)
    {
        _copies.Want(frame, state, core);
        Assert.Equal(2, _copies.Granted(Grant(frame, state, 1)).Count);
    }
}
