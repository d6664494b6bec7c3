using SiloSim.Machine;

namespace SiloSim.Tests.Machine;

public class SymbolTableTests
{
    private static readonly ElfSegment Segment = new(0x1000, 0x1000, new byte[0x100], 0x100, Executable: true);

    private static readonly SymbolTable Table = new(
        [
            new Symbol("sys_read", 0x1000, 0x20, IsFunction: true, IsGlobal: true),
            new Symbol("label", 0x1010, 0, IsFunction: false, IsGlobal: false),
            new Symbol("inner", 0x1018, 4, IsFunction: false, IsGlobal: true),
            new Symbol("sys_write", 0x1040, 0x10, IsFunction: true, IsGlobal: true),
            new Symbol("_twin", 0x1060, 8, IsFunction: true, IsGlobal: true),
            new Symbol("twin", 0x1060, 8, IsFunction: true, IsGlobal: true),
            new Symbol("open", 0x1080, 0, IsFunction: false, IsGlobal: true),
            new Symbol("same", 0x1090, 4, IsFunction: true, IsGlobal: false),
            new Symbol("same", 0x1098, 4, IsFunction: true, IsGlobal: true),
            new Symbol("_end", 0x1100, 0, IsFunction: false, IsGlobal: true),
        ],
        [Segment]);

    [Theory]
    [InlineData(0x0fff, "00000fff")]
    [InlineData(0x1000, "sys_read")]
    [InlineData(0x1002, "sys_read+0x2")]
    [InlineData(0x1012, "label+0x2")]        // a label without size reaches to the next symbol
    [InlineData(0x1018, "inner")]
    [InlineData(0x101e, "sys_read+0x1e")]    // behind the inner symbol the outer one still reaches
    [InlineData(0x1020, "00001020")]
    [InlineData(0x1064, "twin+0x4")]
    [InlineData(0x108e, "open+0xe")]
    [InlineData(0x109e, "0000109e")]
    [InlineData(0x1100, "_end")]
    [InlineData(0x1101, "00001101")]         // outside the segment nothing reaches
    [InlineData(0xffff_ffff, "ffffffff")]
    public void AnAddressIsDescribedByTheNearestSymbolThatReachesIt(uint address, string expected) =>
        Assert.Equal(expected, Table.Describe(address));

    [Fact]
    public void AGlobalNameIsFoundBeforeALocalOne()
    {
        Assert.True(Table.TryFind("same", out Symbol? symbol));
        Assert.Equal(0x1098u, symbol.Address);
        Assert.False(Table.TryFind("Same", out _));
    }

    [Theory]
    [InlineData("sys_*", "sys_read sys_write")]
    [InlineData("sys_write", "sys_write")]
    [InlineData("*w*i*", "sys_write _twin twin")]
    [InlineData("?win", "twin")]
    [InlineData("sys", "")]
    [InlineData("", "")]
    [InlineData("*", "sys_read label inner sys_write _twin twin open same same _end")]
    public void APatternStandsForWholeNames(string pattern, string expected) =>
        Assert.Equal(expected, string.Join(' ', Table.Match(pattern).Select(symbol => symbol.Name)));

    [Fact]
    public void AMaliciousPatternIsNotSlow() =>
        Assert.False(SymbolTable.Fits(new string('a', 1000), string.Concat(Enumerable.Repeat("*a", 500)) + "b"));
}
