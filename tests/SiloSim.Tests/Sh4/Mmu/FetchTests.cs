using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Mmu.MmuMachine;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>"Memory Management Unit", flowchart of memory access using ITLB: text behind the MMU.</summary>
public sealed class FetchTests
{
    private const uint Lrui = 0x3Fu << 26;

    [Theory]
    [InlineData(Size1K)]
    [InlineData(Size4K)]
    [InlineData(Size64K)]
    [InlineData(Size1M)]
    public void TextRunsInPagesOfEachSize(uint size)
    {
        var m = new MmuMachine("add #1,r1", "bsr 0x8c000008", "add #1,r1", "nop", "add #1,r1", "bra 0x8c000008", "add #1,r1");
        m.Map(8, UserText, TestMachine.Base | Valid | size | UserWrite);
        m.State.Pc = UserText;
        Assert.Equal(ExitReason.Budget, m.Run(9).Reason);
        Assert.Equal((6u, UserText + 8, UserText + 6), (m.State[1], m.State.Pc, m.State.Pr));
        Assert.Equal(9, m.Machine.Core.Retired);
    }

    /// <summary>"Instruction TLB Miss Exception": TEA is the address of the fetch, SPC that of the branch for a slot.</summary>
    [Fact]
    public void AFetchThatMissesNamesItsAddress()
    {
        var m = new MmuMachine();
        m.State.Pc = Page + 0xFFE;
        Assert.Equal(0x040u, m.CodeOfOne());
        Assert.Equal((Page + 0xFFE, Page + 0xFFE, (Page + 0xC00) | Asid), (m.State.Spc, m.State.Tea, m.State.Pteh));

        m = new MmuMachine();
        m.Machine.Put(DataFrame + 0xFFC, "nop", ".word 0xb008"); // bsr
        m.Map(2, Page, DataFrame | Plain);
        m.State.Pc = Page + 0xFFC;
        m.State.Pr = 0x77;
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(0x040u, m.CodeOfOne());
        Assert.Equal((Page + 0xFFE, Page + 0x1000, 0x77u), (m.State.Spc, m.State.Tea, m.State.Pr));
    }

    /// <summary>Neighbours in addresses need not be neighbours in memory: straight on, into a slot, by a branch.</summary>
    [Theory]
    [InlineData(Size1K, 0x400u)]
    [InlineData(Size4K, 0x1000u)]
    public void TextGoesOnInTheNextPageWhereverThatIs(uint size, uint bytes)
    {
        uint first = DataFrame + 0x1000;
        uint second = DataFrame;
        var m = new MmuMachine();
        m.Machine.Put(first + bytes - 4, "add #1,r1", "add #2,r1");
        m.Machine.Put(second, "add #4,r1");
        m.Map(2, Page, first | Valid | size | UserRead);
        m.Map(3, Page + bytes, second | Valid | size | UserRead);
        m.State.Pc = Page + bytes - 4;
        m.Run(3);
        Assert.Equal((7u, Page + bytes + 2), (m.State[1], m.State.Pc));

        // A branch as the last of a page: its slot is the first of the next.
        m.Machine.Put(first + bytes - 2, ".word 0xaffd"); // bra to itself - 2
        m.Machine.Tables.SetCode(3, null);
        m.State[1] = 0;
        m.State.Pc = Page + bytes - 2;
        m.Run(2);
        Assert.Equal((4u, Page + bytes - 4), (m.State[1], m.State.Pc));
    }

    /// <summary>In pages of 1 KiB the halves of a frame may be anywhere: backward branches, loops, slots.</summary>
    [Fact]
    public void ALoopOverTwoSmallPagesThatAreSwappedInMemoryRuns()
    {
        var m = new MmuMachine();
        m.Map(2, Page, (DataFrame + 0x800) | Valid | Size1K | UserRead);
        m.Map(3, Page + 0x400, (DataFrame + 0x400) | Valid | Size1K | UserRead);
        m.Machine.Put(DataFrame + 0x800 + 0x3FC, "add #1,r1", "add #1,r2");
        m.Machine.Put(DataFrame + 0x400, "dt r3", ".word 0x8ffb", "add #1,r4"); // bf.s to page - 4
        m.State[3] = 5;
        m.State.Pc = Page + 0x3FC;
        m.Run(25);
        Assert.Equal([5u, 5u, 0u, 5u], [m.State[1], m.State[2], m.State[3], m.State[4]]);
        Assert.Equal(Page + 0x406, m.State.Pc);
    }

    /// <summary>Text of its own behind the MMU may be written through another page.</summary>
    [Fact]
    public void AStoreIntoTextHoldsAtOnce()
    {
        var m = new MmuMachine("mov.w r0,@r1", "add #1,r2", "nop");
        m.Map(2, UserText, TestMachine.Base | Plain);
        m.Map(3, Page, TestMachine.Base | Plain);
        m.State.Pc = UserText;
        m.Run(3);
        m.State.Pc = UserText;
        (m.State[0], m.State[1], m.State[2]) = (0x7240, Page + 2, 0); // add #64,r2
        m.Run(2);
        Assert.Equal(0x40u, m.State[2]);
    }

    /// <summary>"ITLB Configuration", MMUCR.LRUI: the entry used longest ago is replaced.</summary>
    [Fact]
    public void TheItlbReplacesWhatWasUsedLongestAgo()
    {
        var m = new MmuMachine([.. Enumerable.Repeat("nop", 32)]);
        for (uint page = 0; page < 6; page++)
        {
            m.Map((int)page, UserText + (page * 0x1000), TestMachine.Base | Plain);
        }
        foreach (uint page in new uint[] { 0, 1, 2, 3, 1, 0 })
        {
            Fetch(page);
        }
        uint[] before = Held();
        Assert.Equal([0u, 1u, 2u, 3u], before.Order());
        Fetch(4); // in the place of 2
        Assert.Equal([.. before.Select(page => page == 2 ? 4 : page)], Held());
        Fetch(5); // in the place of 3
        Assert.Equal([.. before.Select(page => page == 2 ? 4 : page == 3 ? 5 : page)], Held());

        void Fetch(uint page)
        {
            m.State.Pc = UserText + (page * 0x1000);
            m.Run(1);
        }

        uint[] Held() => [.. Enumerable.Range(0, 4).Select(i => (m.Tlb.Instruction(i).Address - UserText) >> 12)];
    }

    /// <summary>MMUCR.LRUI, the tables: what each entry sets when used, and which value chooses which entry.</summary>
    [Theory]
    [InlineData(0b111111u, 0, 0b000111u)]
    [InlineData(0b000110u, 1, 0b100000u)]
    [InlineData(0b000001u, 2, 0b010100u)]
    [InlineData(0b000000u, 3, 0b001011u)]
    [InlineData(0b111000u, 0, 0b000000u)]
    [InlineData(0b011110u, 1, 0b111000u)]
    [InlineData(0b101011u, 2, 0b111110u)]
    [InlineData(0b110100u, 3, 0b111111u)]
    public void LruiChoosesAndIsSet(uint lrui, int replaced, uint after)
    {
        var m = new MmuMachine("nop");
        m.Map(30, UserText, TestMachine.Base | Plain);
        m.State.Mmucr = At | (lrui << 26);
        m.State.Pc = UserText;
        m.Run(1);
        Assert.Equal(UserText | Asid, m.Tlb.Instruction(replaced).Address);
        Assert.Equal(after << 26, m.State.Mmucr & Lrui);
    }

    /// <summary>"MMU Software Management": LDTLB changes the UTLB only, so the ITLB goes on with the old page.</summary>
    [Fact]
    public void TheItlbKeepsWhatLdtlbReplaces()
    {
        var m = new MmuMachine("add #1,r1", "ldtlb", "add #1,r1", "mov.l @r2,r3");
        m.Map(0, UserText, TestMachine.Base | Plain);
        m.State.Ptel = 0;
        m.State.Pc = UserText;
        m.State[2] = UserText;
        m.Run(3);
        Assert.Equal(2u, m.State[1]);
        Assert.Equal(0x040u, m.CodeOfOne());
        Assert.Equal(UserText, m.State.Tea);
    }
}
