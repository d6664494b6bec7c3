using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Grains;

namespace SiloSim.Tests.Grains;

/// <summary>What the home of the counter has seen is not forgotten when it moves.</summary>
public sealed class ProtocolWatchTests
{
    private const uint Site = 0x8C00_1000;
    private const uint Other = 0x8C00_2000;
    private static readonly WordsSpec s_words = new(0x8C00_0000, 0x8C00_0004, 0x8C00_0008, 0x8C00_000C, 0x8C00_0010, 0x8C00_0014, true);
    private readonly ProtocolWatch _watch = new(s_words, []);

    [Fact]
    public void TheLastContentIsStillExpected()
    {
        Modify(_watch, Site, 1, 2);
        Modify(_watch, Other, 5, 6);
        Modify(_watch, Site, 2, 3);
        ProtocolWatch moved = Moved();
        Assert.Equal(_watch.Modified, moved.Modified);
        moved.RunEnded(0, Words((Site, 2), (Other, 6)));
        ViolationMessage violation = Assert.Single(moved.Report([]).Violations);
        Assert.Equal(("last-content", Site), (violation.Property, violation.Site));
    }

    [Fact]
    public void AModificationThatFailedChangesNothing()
    {
        Modify(_watch, Site, 1, 2);
        Modify(_watch, Site, 2, 3, status: -1);
        ProtocolWatch moved = Moved();
        moved.RunEnded(0, Words((Site, 2)));
        Assert.Empty(moved.Report([]).Violations);
    }

    [Fact]
    public void ALateWriteOfTheLastModificationIsNoFaultAndAnotherIs()
    {
        Modify(_watch, Other, 5, 6);
        Modify(_watch, Site, 1, 2);
        ProtocolWatch moved = Moved();
        moved.Saw(Access(OperationKind.ProbeWrite, Site, 2, cpu: 3), s_done);
        Assert.Empty(moved.Report([]).Violations);
        moved.Saw(Access(OperationKind.ProbeWrite, Other, 6, cpu: 3), s_done);
        Assert.Equal("wrong-content", Assert.Single(moved.Report([]).Violations).Property);
    }

    [Fact]
    public void AFlagThatAFailedWriteHasClearedMustNotBeSeen()
    {
        _watch.Saw(Notes(new OperationNote((int)OperationKind.Begin, Site, 2, 1)), s_done);
        _watch.Saw(Notes(new OperationNote((int)OperationKind.Fail, Site, unchecked((uint)-14), 0)), s_done);
        ProtocolWatch moved = Moved();
        moved.Saw(Access(OperationKind.AddAndReturn, s_words.NmiRunning, 1, cpu: 0), new AccessResult(0x8000_0001, 0, false));
        Assert.Equal("killed", Assert.Single(moved.Report([]).Violations).Property);
    }

    [Fact]
    public void StepsAndViolationsStay()
    {
        _watch.Saw(Access(OperationKind.ProbeWrite, Other, 6, cpu: 3), s_done);
        WatchReport before = _watch.Report([]);
        WatchReport after = Moved().Report([]);
        Assert.Equal(before.Steps, after.Steps);
        Assert.Equal("wrong-content", Assert.Single(after.Violations).Property);
    }

    private static readonly AccessResult s_done = new(0, 0, false);

    private ProtocolWatch Moved() => new(s_words, [], _watch.Pack());

    private static ImmutableSortedDictionary<uint, uint> Words(params (uint Site, uint Word)[] words) =>
        words.ToImmutableSortedDictionary(static word => word.Site, static word => word.Word);

    private static void Modify(ProtocolWatch watch, uint site, uint old, uint next, int status = 0) => watch.Saw(
        Notes(
            new OperationNote((int)OperationKind.Begin, site, next, old),
            new OperationNote((int)OperationKind.End, site, unchecked((uint)status), 0)),
        s_done);

    private static ProtocolAccess Notes(params OperationNote[] notes) => new((int)OperationKind.None, 0, 0, 0, -1, 0, false, notes);

    private static ProtocolAccess Access(OperationKind kind, uint address, uint value, int cpu) =>
        new((int)kind, address, value, 0, cpu, 1, false, null);
}
