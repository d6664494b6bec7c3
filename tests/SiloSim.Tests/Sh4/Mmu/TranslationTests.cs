using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Mmu.MmuMachine;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>"Memory Management Unit": which address leads where.</summary>
public sealed class TranslationTests
{
    /// <summary>"UTLB Configuration", SZ: 1, 4, 64 KiB and 1 MiB; the rest of the address is the offset.</summary>
    [Theory]
    [InlineData(Size1K, 0x400u)]
    [InlineData(Size4K, 0x1000u)]
    [InlineData(Size64K, 0x1_0000u)]
    [InlineData(Size1M, 0x10_0000u)]
    public void APageHasItsSizeAndNoMore(uint size, uint bytes)
    {
        var m = new MmuMachine();
        m.Map(5, Page, 0x0C10_0000 | Valid | size | UserWrite | Dirty);
        Assert.True(m.Machine.Core.TryTranslate(Page, out uint first));
        Assert.Equal(0x0C10_0000u, first);
        Assert.True(m.Machine.Core.TryTranslate(Page + bytes - 1, out uint last));
        Assert.Equal(0x0C10_0000u + bytes - 1, last);
        Assert.False(m.Machine.Core.TryTranslate(Page + bytes, out _));
        Assert.False(m.Machine.Core.TryTranslate(Page - 1, out _));
    }

    /// <summary>"UTLB Configuration": the low bits of VPN and PPN that the size does not use do not count.</summary>
    [Fact]
    public void ALargePageIgnoresTheLowBitsOfItsNumbers()
    {
        var m = new MmuMachine();
        m.Map(0, Page + 0xFC00, 0x0C10_FC00 | Valid | Size64K | UserWrite | Dirty);
        Assert.True(m.Machine.Core.TryTranslate(Page + 0x1234, out uint physical));
        Assert.Equal(0x0C10_1234u, physical);
    }

    [Theory]
    [InlineData(Size1K, 0x2C00u, 0x000u)]
    [InlineData(Size4K, 0x2000u, 0x000u)]
    [InlineData(Size64K, 0u, 0x2000u)]
    [InlineData(Size1M, 0u, 0x2000u)]
    public void LoadsAndStoresOfEachSizeGoThroughAPage(uint size, uint frame, uint offset)
    {
        var m = new MmuMachine(
            "mov.l r0,@r1", "mov.l @r1,r2", "mov.w @r1,r3", "mov.b @r1,r4", "mov.b r5,@r1", "mov.w r0,@(2,r1)");
        m.Map(5, Page, (TestMachine.Base + frame) | Valid | size | UserWrite | Dirty);
        m.State[0] = 0x8899_AABB;
        m.State[1] = Page + offset + 8;
        m.State[5] = 0x11;
        Assert.Equal(ExitReason.Budget, m.Run(6).Reason);
        Assert.Equal([0x8899_AABBu, 0xFFFF_AABBu, 0xFFFF_FFBBu], [m.State[2], m.State[3], m.State[4]]);
        Assert.Equal(0xAABB_AA11u, m.Machine.Word(TestMachine.Base + frame + offset + 8));
    }

    /// <summary>Four neighbours of 1 KiB each in one 4 KiB of addresses, in another order in memory.</summary>
    [Fact]
    public void SmallPagesAreMappedOneByOne()
    {
        var m = new MmuMachine([.. Enumerable.Repeat("mov.l @r1,r2", 16)]);
        for (uint i = 0; i < 4; i++)
        {
            m.Map((int)i, Page + (i * 0x400), (DataFrame + ((3 - i) * 0x400)) | Valid | Size1K | UserWrite | Dirty);
            m.Machine.Put(DataFrame + (i * 0x400) + 0x10, $".long 0x{i + 1:x8}");
        }
        for (uint i = 0; i < 8; i++)
        {
            m.State[1] = Page + (i % 4 * 0x400) + 0x10;
            m.Run(1);
            Assert.Equal(4 - (i % 4), m.State[2]);
        }
    }

    /// <summary>
    /// "Memory Management Unit", flowchart of memory access using UTLB: the ASID counts unless the page is shared, or
    /// virtual memory is single and the mode privileged.
    /// </summary>
    [Fact]
    public void AnAsidCountsUnlessThePageIsSharedOrVirtualMemoryIsSingleAndTheModePrivileged()
    {
        foreach (int i in Enumerable.Range(0, 16))
        {
            (bool single, bool privileged, bool shared, bool same) = ((i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0);
            var m = InMode(privileged, "mov.l @r1,r2");
            m.State.Mmucr = At | (single ? Sv : 0);
            m.Map(1, Page, DataFrame | Plain | (shared ? Shared : 0), same ? Asid : (byte)(Asid + 1));
            m.State[1] = Page;
            bool fits = same || shared || (single && privileged);
            Assert.Equal(fits ? 0u : 0x040u, m.CodeOfOne());
        }
    }

    /// <summary>"Address Space": P0, U0 and P3 are translated, P1 and P2 are not.</summary>
    [Theory]
    [InlineData(0x0C00_2000u, true)]
    [InlineData(0x7FFF_F000u, true)]
    [InlineData(0x8C00_2000u, false)]
    [InlineData(0xAC00_2000u, false)]
    [InlineData(0xCC00_2000u, true)]
    [InlineData(0xDFFF_F000u, true)]
    public void OnlyP0AndP3AreTranslated(uint address, bool translated)
    {
        var m = new MmuMachine("mov.l @r1,r2");
        m.State[1] = address;
        Assert.Equal(translated ? 0x040u : 0u, m.CodeOfOne());
        m = new MmuMachine("mov.l @r1,r2");
        m.State[1] = 0x0C00_2000 | (address & 0xE000_0000);
        m.State.Mmucr = 0;
        Assert.Equal(0u, m.CodeOfOne());
    }

    /// <summary>"UTLB Configuration", V; MMUCR.TI invalidates every entry and reads 0.</summary>
    [Fact]
    public void AnInvalidEntryFitsNothingAndTiInvalidatesAll()
    {
        var m = new MmuMachine("mov.l @r1,r2", "mov.l r3,@r4", "mov.l @r1,r2");
        m.Map(1, Page, DataFrame | (Plain & ~Valid));
        m.State[1] = Page;
        Assert.Equal(0x040u, m.CodeOfOne());
        m.Map(1, Page, DataFrame | Plain);
        m.State.Pc = Text;
        m.State.Sr = StatusRegister.MdBit;
        m.State[1] = Page;
        m.State[3] = At | Ti;
        m.State[4] = 0xFF00_0010;
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(At, m.State.Mmucr);
        Assert.Equal(0u, m.Tlb.Unified(1).Data & Valid);
        Assert.Equal(0x040u, m.CodeOfOne());
    }

    /// <summary>What the software TLB knows goes when the mapping does: another ASID, LDTLB, another mode, AT.</summary>
    [Fact]
    public void AChangedMappingHoldsForTheNextAccess()
    {
        var m = new MmuMachine(
            "mov.l @r1,r2", "mov.l r3,@r8", "mov.l @r1,r4", "mov.l r5,@r8", "ldtlb", "mov.l @r1,r6", "mov.l @r1,r7");
        m.Machine.Put(DataFrame, ".long 0x00000001");
        m.Machine.Put(OtherFrame, ".long 0x00000002");
        m.Map(0, Page, DataFrame | Plain, asid: 1);
        m.Map(1, Page, OtherFrame | Plain, asid: 2);
        m.State.Pteh = 1;
        m.State.Ptel = OtherFrame | Plain;
        (m.State[1], m.State[3], m.State[5], m.State[8]) = (Page, 2, Page | 1, 0xFF00_0000);
        m.Run(7);
        Assert.Equal([1u, 2u, 2u, 2u], [m.State[2], m.State[4], m.State[6], m.State[7]]);
    }

    /// <summary>The frame is looked up at each access: what the silo takes away is gone at once.</summary>
    [Fact]
    public void AFrameThatIsTakenAwayIsNotReadThroughTheTlb()
    {
        var m = new MmuMachine("mov.l @r1,r2", "mov.l @r1,r3", "mov.l r3,@r1");
        m.Map(0, Page, DataFrame | Plain);
        m.State[1] = Page;
        Assert.Equal(0u, m.CodeOfOne());
        m.Machine.EveryAccessAbsentOnce = true;
        Assert.Equal(new CoreExit(ExitReason.FrameAbsent, DataFrame, AccessKind.Read, Text + 2), m.Run(1));
        Assert.Equal(ExitReason.Budget, m.Run(1).Reason);
        Assert.Equal(new CoreExit(ExitReason.FrameAbsent, DataFrame, AccessKind.Write, Text + 4), m.Run(1));
    }

    /// <summary>"Address Space": P1 that privileged mode has used stays closed to user mode, also behind the software TLB.</summary>
    [Fact]
    public void P1IsStoredIntoDirectlyAndStaysClosedToUserMode()
    {
        var m = InMode(privileged: false, "mov.l r2,@r1");
        m.State[1] = TestMachine.Data;
        for (uint value = 1; value < 3; value++)
        {
            m.State.Sr = StatusRegister.MdBit;
            m.State.Pc = UserText;
            m.State[2] = value;
            Assert.Equal(0u, m.CodeOfOne());
            Assert.Equal(value, m.Machine.Word(TestMachine.Data));
        }
        m.State.Sr = 0;
        m.State.Pc = UserText;
        Assert.Equal(0x100u, m.CodeOfOne());
    }

    /// <summary>Nothing of the MMU is there until the guest uses it: thousands of cores stay small.</summary>
    [Fact]
    public void ACoreThatDoesNotTranslateHasNoTlb()
    {
        var m = new TestMachine("mov.l @r1,r2", "nop");
        m.State[1] = 0x0C00_2000;
        Assert.False(m.Core.HasSoftwareTlb);
        m.Run(2);
        Assert.Null(m.State.Tlb);
        Assert.Null(m.State.StoreQueues);
        Assert.False(m.Core.HasSoftwareTlb);
    }

    /// <summary>An own store through another address takes the link of MOVLI.L away; one elsewhere does not.</summary>
    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(4u, 1u)]
    public void ALinkIsOnPhysicalMemory(uint offset, uint t)
    {
        var m = new MmuMachine("mov.l r0,@r2", "movli.l @r1,r0", "mov.l r0,@r2", "movco.l r0,@r1");
        m.Map(0, Page, DataFrame | Plain);
        m.Map(1, Page + 0x5000, DataFrame | Plain);
        m.State[1] = Page;
        m.State[2] = Page + 0x5000 + offset;
        m.Run(4);
        Assert.Equal(t, m.State.Sr & StatusRegister.TBit);
    }
}
