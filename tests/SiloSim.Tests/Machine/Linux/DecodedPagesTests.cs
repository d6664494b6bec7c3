using SiloSim.Machine.Linux;
using SiloSim.Sh4;

namespace SiloSim.Tests.Machine.Linux;

/// <summary>A program that executes everywhere costs the host no more than a fixed number of decoded pages.</summary>
public sealed class DecodedPagesTests
{
    private const uint First = 0x0040_0000;
    private const int Pages = (2 * UserSpace.MaximumDecodedPages) + 100;
    private const ushort Nop = 0x0009;

    [Fact]
    public void TheOldestAreForgottenAndRunAgain()
    {
        var space = new UserSpace(1L << 30);
        Assert.True(space.TryMap(First, Pages * UserSpace.PageBytes, Protection.Read | Protection.Write));
        for (uint page = 0; page < Pages; page++)
        {
            Assert.Equal(Access.Done, space.Fetch(First + (page * UserSpace.PageBytes)));
        }
        Assert.Equal(UserSpace.MaximumDecodedPages, Enumerable.Range(0, Pages).Count(page => Code(space, (uint)page) is not null));
        Assert.Null(Code(space, 0));
        Assert.NotNull(Code(space, Pages - 1));

        // What is stored into a forgotten page is what it runs when it is fetched again.
        Assert.Equal(Access.Done, space.Store(First, 2, Nop));
        Assert.Equal(Access.Done, space.Fetch(First));
        Assert.Equal("nop", Disassembler.Text((ushort)Code(space, 0)!.Single(0), First));
        Assert.Equal(Access.Done, space.Store(First, 2, 0x7101));
        Assert.Equal("add #1,r1", Disassembler.Text((ushort)Code(space, 0)!.Single(0), First));
    }

    private static PageCode? Code(UserSpace space, uint page) =>
        space.Tables.Code((int)((First / UserSpace.PageBytes) + page));
}
