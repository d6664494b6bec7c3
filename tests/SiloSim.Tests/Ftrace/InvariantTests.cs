using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

/// <summary>Each invariant sees its violation, and not what is none.</summary>
public sealed class InvariantTests
{
    private const uint Site = 0x8c00_1000;
    private const uint Call = 0x8c0b_4320;
    private const uint Nop = Site + 4;
    private const uint Flag = ModCode.ModCodeWriteFlag;

    private static readonly SiteTable s_sites = new([new(Site, Call, 0x8c0b_0000), new(Site + 0x100, Call, Call)]);

    [Fact]
    public void Torn()
    {
        AssertNone(Read(null, Nop), Read(3, Call), Read(null, 0x8c0b_0000), new SiteRead(0, null, 0x100, 1));
        Assert.Equal(
            new Violation(
                "torn", Site, 2, null, [0x8c00_4320],
                "cpu 2 read 8c004320 at 8c001000, which is neither its call nor its nop"),
            Only(Read(null, 0x8c00_4320)));
        Assert.Equal((3, "torn"), (Only(Read(3, 0x8c0b_1004)).Nmi, Only(Read(3, 0x8c0b_1004)).Property));
    }

    [Fact]
    public void ChangedUnderNmi()
    {
        AssertNone(
            Read(3, Nop), Read(3, Nop), new NmiExited(2, 3, 0), Read(4, Call),
            new SiteRead(2, 4, Site + 0x100, Site + 0x104),
            new SiteRead(1, 4, Site, Nop), Read(null, Nop), Read(null, Call));
        Assert.Equal(
            new Violation(
                "changed-under-nmi", Site, 2, 3, [Nop, Call],
                "nmi 3 on cpu 2 read 8c001004 and then 8c0b4320 at 8c001000"),
            Only(Read(3, Nop), new NmiExited(1, 3, 0), Read(3, Call)));
    }

    [Fact]
    public void WrongContent()
    {
        var began = new CycleBegan(Site, Nop, Call);
        AssertNone(
            began, Wrote(Site, Call), Wrote(Site, 0x4320, 2), Wrote(Site + 2, 0x8c0b, 2), new CycleEnded(Site, 0),
            Wrote(Site, Call));
        Assert.Equal(
            "nmi 5 on cpu 1 wrote 8c001004 at 8c001000 while 8c0b4320 belongs at 8c001000",
            Only(began, Wrote(Site, Nop)).Text);
        foreach (SiteWritten wrong in new[]
        {
            Wrote(Site + 4, Call), Wrote(Site, 0x8c0b, 2), Wrote(Site + 2, 0x4320, 2),
            Wrote(0, 0, status: Errno.Efault),
        })
        {
            Assert.Equal("wrong-content", Only(began, wrong).Property);
        }

        Assert.Equal(
            "nmi 5 on cpu 1 wrote 1234 at 8c001000 while nothing is being modified", Only(Wrote(Site, 0x1234, 2)).Text);
    }

    [Fact]
    public void LastContent()
    {
        TraceRecord[] done = [new CycleBegan(Site, Nop, Call), new CycleEnded(Site, 0)];
        TraceRecord[] failed = [new CycleBegan(Site, Nop, Call), new CycleEnded(Site, Errno.Eperm)];
        AssertNone([.. done, Ended(0, Call)]);
        AssertNone([.. failed, Ended(0, Nop)]);
        AssertNone([.. done, new CycleBegan(Site, Call, Nop), new CycleEnded(Site, 0), Ended(0, Nop)]);
        Assert.Equal("last-content", Only([.. done, Ended(0, Nop)]).Property);
        Assert.Equal([Call, Nop], Only([.. failed, Ended(0, Call)]).Values);
    }

    [Fact]
    public void Killed()
    {
        var failed = new WriteFailed(Writer.Patcher, Site, Errno.Efault);
        AssertNone(new NmiEntered(0, 0, Flag | 1), failed, new NmiEntered(0, 1, 1));
        AssertNone(failed, new FlagSet(Flag), new NmiEntered(0, 1, Flag | 1));
        Violation violation = Only(failed, new NmiEntered(0, 1, Flag | 1));
        Assert.Equal(("killed", 0, 1), (violation.Property, violation.Cpu, violation.Nmi));
    }

    [Fact]
    public void CounterNotZeroAndFlagLeftSet()
    {
        AssertNone(Ended(0, Nop));
        Assert.Equal("counter-not-zero", Only(Ended(2, Nop)).Property);
        Assert.Equal("flag-left-set", Only(Ended(Flag, Nop)).Property);
        var all = new AllInvariants(s_sites);
        Assert.Equal(
            ["counter-not-zero", "flag-left-set"], all.Observe(Ended(Flag | 1, Nop)).Select(found => found.Property));
    }

    [Fact]
    public void LoadsAtGuestSpeedAreJudgedAsTheInvariantsJudgeThem()
    {
        var reads = new SiteReads(s_sites, cpu: 2, violationsKept: 2);
        Assert.True(reads.Observe(Site, Nop));
        Assert.True(reads.Observe(Site & 0x1FFF_FFFF, Call));
        Assert.True(reads.Observe(0x8c00_2000, 0));
        Assert.Equal((2, 0, 0, 0), (reads.Observed, reads.ObservedInNmi, reads.Torn, reads.ChangedUnderNmi));
        reads.BeginNmi(3);
        Assert.Throws<InvalidOperationException>(() => reads.BeginNmi(4));
        Assert.True(reads.Observe(Site, Nop));
        Assert.True(reads.Observe(Site + 0x100, Call));
        Assert.False(reads.Observe(Site & 0x1FFF_FFFF, Call));
        reads.EndNmi();
        Assert.False(reads.Observe(Site, 0x8c00_4320));
        reads.BeginNmi(4);
        Assert.True(reads.Observe(Site, Call));
        Assert.False(reads.Observe(Site, 0x8c0b_1004));
        reads.EndNmi();
        Assert.Equal((8, 5, 2, 2), (reads.Observed, reads.ObservedInNmi, reads.Torn, reads.ChangedUnderNmi));
        Assert.Equal(
            [Only(Read(3, Nop), Read(3, Call)), Only(Read(null, 0x8c00_4320))], reads.Violations);
    }

    [Fact]
    public void GoodLoadsAllocateNothing()
    {
        var reads = new SiteReads(s_sites, cpu: 0);
        reads.Observe(Site, Nop);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int nmi = 0; nmi < 1000; nmi++)
        {
            reads.BeginNmi(nmi);
            reads.Observe(Site, Nop);
            reads.Observe(Site, Nop);
            reads.EndNmi();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(2001, reads.Observed);
    }

    [Fact]
    public void SitesAreApart() =>
        Assert.Throws<ArgumentException>(() => new SiteTable([new(Site, 1, 2), new(Site & 0x1FFF_FFFF, 1, 2)]));

    [Fact]
    public void OperationsTellTheirRecords()
    {
        SharedWords words = SharedWords.From(0x8c00_0000);
        Writer nmi = Writer.OfNmi(1, 5);
        TraceRecord? Of(Writer by, Operation operation, uint value = 0, int status = 0) =>
            OperationRecord.Of(words, by, operation, new OperationResult(value, status));
        uint running = words.NmiRunning;
        Assert.Equal(new NmiEntered(1, 5, Flag | 2), Of(nmi, Operation.AddAndReturn(running, 1), Flag | 2));
        Assert.Equal(new NmiExited(1, 5, 0), Of(nmi, Operation.AddAndReturn(running, uint.MaxValue)));
        Assert.Equal(new FlagSet(Flag), Of(Writer.Patcher, Operation.SpinUntilCompareExchange(running, 0, Flag), 1));
        Assert.Equal(new FlagSet(Flag | 1), Of(Writer.Patcher, Operation.AddAndReturn(running, Flag), Flag | 1));
        Operation clear = Operation.CompareExchange(running, Flag | 1, 1);
        Assert.Equal(new FlagCleared(nmi), Of(nmi, clear, Flag | 1));
        Assert.Null(Of(nmi, clear, Flag | 2));
        Assert.Equal(new SiteWritten(nmi, Site, Call, 4, 0), Of(nmi, Operation.ProbeWrite(Site, Call)));
        Assert.Equal(
            new SiteWritten(nmi, Site + 2, 7, 2, Errno.Efault),
            Of(nmi, Operation.ProbeWriteHalfword(Site + 2, 7), status: Errno.Efault));
        Assert.Equal(new CycleBegan(Site, Nop, Call), Of(Writer.Patcher, Operation.Begin(Site, Nop, Call)));
        Assert.Equal(new CycleEnded(Site, -1), Of(Writer.Patcher, Operation.End(Site, -1)));
        Assert.Equal(new WriteFailed(nmi, Site, -14), Of(nmi, Operation.Fail(Site, -14)));
        Assert.Null(Of(nmi, Operation.Load(running)));
        Assert.Throws<ArgumentException>(() => Of(Writer.Patcher, Operation.AddAndReturn(running, 1)));
        Assert.Equal(("patcher", "nmi 5 on cpu 1"), (Writer.Patcher.ToString(), nmi.ToString()));
    }

    private static SiteRead Read(int? nmi, uint word) => new(2, nmi, Site, word);

    private static SiteWritten Wrote(uint site, uint word, int lengthBytes = 4, int status = 0) =>
        new(Writer.OfNmi(1, 5), site, word, lengthBytes, status);

    private static RunEnded Ended(uint running, uint word) =>
        new(running, ImmutableSortedDictionary<uint, uint>.Empty.Add(Site, word));

    private static List<Violation> All(TraceRecord[] records)
    {
        var invariants = new AllInvariants(s_sites);
        return [.. records.SelectMany(invariants.Observe)];
    }

    private static void AssertNone(params TraceRecord[] records) => Assert.Empty(All(records));

    private static Violation Only(params TraceRecord[] records) => Assert.Single(All(records));
}
