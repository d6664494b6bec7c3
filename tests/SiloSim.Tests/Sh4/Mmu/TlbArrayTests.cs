using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Mmu.MmuMachine;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>"Memory-Mapped TLB Configuration": the arrays of the TLB in P4, and the registers of the MMU.</summary>
public sealed class TlbArrayTests
{
    /// <summary>"UTLB Address Array", "UTLB Data Array 1", "UTLB Data Array 2": the bits that exist read back.</summary>
    [Theory]
    [InlineData(0xF600_0500u, 0xFFFF_FFFFu, 0xFFFF_FFFFu)]
    [InlineData(0xF600_3F00u, 0x1234_5921u, 0x1234_5921u)]
    [InlineData(0xF700_0500u, 0xFFFF_FFFFu, 0x1FFF_FDFFu)]
    [InlineData(0xF780_0500u, 0xFFFF_FFFFu, 0xFu)]
    [InlineData(0xF200_0300u, 0xFFFF_FFFFu, 0xFFFF_FDFFu)]
    [InlineData(0xF300_0300u, 0xFFFF_FFFFu, 0x1FFF_FDDAu)]
    [InlineData(0xF380_0300u, 0xFFFF_FFFFu, 0xFu)]
    [InlineData(0xFF00_0000u, 0xFFFF_FFFFu, 0xFFFF_FCFFu)]
    [InlineData(0xFF00_0004u, 0xFFFF_FFFFu, 0x1FFF_FDFFu)]
    [InlineData(0xFF00_0008u, 0xFFFF_FFFFu, 0xFFFF_FFFFu)]
    [InlineData(0xFF00_0010u, 0xFFFF_FFFEu, 0xFCFC_FF00u)]
    [InlineData(0xFF00_0034u, 0xFFFF_FFFFu, 0xFu)]
    [InlineData(0xFF00_0038u, 0xFFFF_FFFFu, 0x1Cu)]
    [InlineData(0xFF00_003Cu, 0xFFFF_FFFFu, 0x1Cu)]
    public void WhatExistsReadsBack(uint address, uint written, uint read)
    {
        var m = new MmuMachine("mov.l r0,@r1", "mov.l @r1,r2");
        (m.State[0], m.State[1]) = (written, address);
        Assert.Equal(ExitReason.Budget, m.Run(2).Reason);
        Assert.Equal(read, m.State[2]);
    }

    /// <summary>D and V are one bit each, seen by the address array and by data array 1.</summary>
    [Fact]
    public void AddressArrayAndDataArrayShareDAndV()
    {
        var m = new MmuMachine("mov.l r0,@r1", "mov.l @r2,r3", "mov.l r4,@r2", "mov.l @r1,r5");
        (m.State[0], m.State[1], m.State[2]) = (Page | 0x300 | Asid, 0xF600_0900, 0xF700_0900);
        m.State[4] = DataFrame | Size4K;
        m.Run(4);
        Assert.Equal(0x104u, m.State[3]);
        Assert.Equal(Page | Asid, m.State[5]);
    }

    /// <summary>An entry made by the arrays translates, and goes when its V is cleared there.</summary>
    [Fact]
    public void AnEntryOfTheArraysTranslates()
    {
        var m = new MmuMachine("mov.l r0,@r1", "mov.l r2,@r3", "mov.l @r4,r5", "mov.l r6,@r1", "mov.l @r4,r5");
        (m.State[0], m.State[1]) = (Page | 0x300 | Asid, 0xF600_0900);
        (m.State[2], m.State[3]) = (DataFrame | Plain, 0xF700_0900);
        (m.State[4], m.State[6]) = (Page + 8, Page | Asid);
        m.Machine.Put(DataFrame + 8, ".long 0x00000055");
        m.Run(3);
        Assert.Equal(0x55u, m.State[5]);
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(0x040u, m.CodeOfOne());
    }

    /// <summary>"UTLB Address Array", associative write: D and V of the entry for that page and PTEH.ASID; V in the ITLB.</summary>
    [Theory]
    [InlineData(0x000u)]
    [InlineData(0x100u)]
    [InlineData(0x200u)]
    [InlineData(0x300u)]
    public void AnAssociativeWriteSetsDAndVOfTheEntryThatFits(uint dirtyAndValid)
    {
        var m = new MmuMachine("mov.l r0,@r1", "nop");
        m.Map(20, Page, DataFrame | Plain, asid: 1);
        m.Map(33, Page, DataFrame | Plain);
        m.Map(34, Page + 0x1000, DataFrame | Plain);
        m.Tlb.SetInstruction(2, m.Tlb.Unified(33));
        // Entry 20 in the address, ASID 1 in the data: neither counts.
        (m.State[0], m.State[1]) = (Page | dirtyAndValid | 1, 0xF600_1480);
        Assert.Equal(0u, m.CodeOfOne());
        uint expected = ((dirtyAndValid & 0x100) != 0 ? Valid : 0) | ((dirtyAndValid & 0x200) != 0 ? Dirty : 0);
        Assert.Equal(expected, m.Tlb.Unified(33).Data & (Valid | Dirty));
        Assert.Equal(expected & Valid, m.Tlb.Instruction(2).Data & Valid);
        Assert.Equal(Plain, m.Tlb.Unified(20).Data & Plain);
        Assert.Equal(Plain, m.Tlb.Unified(34).Data & Plain);
    }

    /// <summary>The same: the ITLB alone is changed where the UTLB has no such page; nothing fits: nothing happens.</summary>
    [Fact]
    public void AnAssociativeWriteThatMissesRaisesNothing()
    {
        var m = new MmuMachine("mov.l r0,@r1", "mov.l r2,@r1");
        m.Tlb.SetInstruction(1, new TlbEntry { Address = Page | Asid, Data = DataFrame | Plain });
        (m.State[0], m.State[1], m.State[2]) = (Page, 0xF600_0080, Page + 0x7000);
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(0u, m.Tlb.Instruction(1).Data & Valid);
    }

    /// <summary>The same: more than one entry fits: "Data TLB Multiple-Hit Exception".</summary>
    [Fact]
    public void AnAssociativeWriteToTwoEntriesFailsTheCore()
    {
        var m = new MmuMachine("mov.l r0,@r1");
        m.Map(1, Page, DataFrame | Plain);
        m.Map(2, Page, DataFrame | Plain);
        (m.State[0], m.State[1]) = (Page, 0xF600_0080);
        Assert.Equal("TLB multiple hit at 10000000", m.Run(1).Cause);
    }

    [Fact]
    public void TheArraysAreForPrivilegedMode()
    {
        var m = InMode(privileged: false, "mov.l @r1,r2");
        m.State[1] = 0xF600_0000;
        Assert.Equal(0x0E0u, m.CodeOfOne());
    }
}
