using System.Buffers.Binary;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine;

public class CallSiteFinderTests
{
    [Fact]
    public void TraceHasTheSitesOfAllItsFunctionsEachHoldingMcount()
    {
        ElfFile elf = GuestFiles.Load("trace");
        IReadOnlyList<CallSite> sites = CallSiteFinder.Find(elf);

        Assert.Equal(244, sites.Count);
        Assert.All(sites, site => Assert.Equal(elf.Address("mcount"), Word(elf, site.Address)));
        Assert.All(sites, site => Assert.Equal(elf.Address(site.Symbol), site.Function));
        Assert.Equal(sites.OrderBy(site => site.Address), sites);
        Assert.Equal(244, sites.Select(site => site.Function).Distinct().Count());
        Assert.InRange(sites.Select(site => site.Address / 4096).Distinct().Count(), 4, 100);
    }

    [Fact]
    public void FunctionsAtEitherAlignmentAndThoseThatReturnStructuresAreFound()
    {
        IReadOnlyList<CallSite> sites = CallSiteFinder.Find(GuestFiles.Load("trace"));

        Assert.InRange(sites.Count(site => site.Function % 4 == 2), 20, 200);
        Assert.InRange(sites.Count(site => site.Function % 4 == 0), 20, 240);
        Assert.Equal(12, sites.Count(site => site.Symbol.StartsWith("triple_", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("trace", 244), InlineData("crash-nmi", 4), InlineData("spin", 6)]
    [InlineData("hello", 0), InlineData("hang", 0), InlineData("selfmodify", 0)]
    [InlineData("crash-illegal", 0), InlineData("crash-unaligned", 0), InlineData("crash-nowhere", 0)]
    public void EachGuestHasTheSitesOfItsTracedFunctions(string guest, int count) =>
        Assert.Equal(count, CallSiteFinder.Find(GuestFiles.Load(guest)).Count);

    [Fact]
    public void NoHalfOfACallIsAHalfOfANop()
    {
        foreach (string guest in (string[])["trace", "crash-nmi", "spin"])
        {
            ElfFile elf = GuestFiles.Load(guest);
            uint[] calls = [elf.Address("mcount"), elf.Address("ftrace_caller")];
            HashSet<ushort> halves = [.. calls.SelectMany(call => new[] { (ushort)call, (ushort)(call >> 16) })];

            Assert.All(
                CallSiteFinder.Find(elf).Select(site => site.Address + 4),
                nop => Assert.False(halves.Contains((ushort)nop) || halves.Contains((ushort)(nop >> 16))));
        }
    }

    [Fact]
    public void AWordThatDoesNotHoldMcountOrHasNoStubIsNoSite()
    {
        byte[] file = GuestFiles.Read("trace");
        ElfFile elf = ElfFile.Parse(file);
        CallSite first = CallSiteFinder.Find(elf)[0];
        ElfSegment segment = elf.Segments.Single(s => s.Contains(first.Address));
        int offset = file.AsSpan().IndexOf(segment.Bytes.Span) + (int)(first.Address - segment.Address);

        file[offset] ^= 4;
        Assert.Equal(243, CallSiteFinder.Find(ElfFile.Parse(file)).Count);
        file[offset] ^= 4;
        Assert.Equal(244, CallSiteFinder.Find(ElfFile.Parse(file)).Count);
        file[offset - 4] ^= 1;      // JMP @r1, or what stands beside it
        Assert.Equal(243, CallSiteFinder.Find(ElfFile.Parse(file)).Count);
    }

    private static uint Word(ElfFile elf, uint address)
    {
        ElfSegment segment = elf.Segments.Single(s => s.Contains(address));
        return BinaryPrimitives.ReadUInt32LittleEndian(segment.Bytes.Span[(int)(address - segment.Address)..]);
    }
}
