using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Mmu.MmuMachine;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>"Memory Management Unit": who may do what with a page, and what is raised.</summary>
public sealed class ProtectionTests
{
    /// <summary>
    /// "UTLB Configuration", PR: 00 privileged read, 01 privileged read and write, 10 both read, 11 both read and write.
    /// "Data TLB Protection Violation Exception": 0A0 for reads, 0C0 for writes.
    /// </summary>
    [Theory]
    [InlineData(PrivilegedRead, true, 0u, 0x0C0u)]
    [InlineData(PrivilegedWrite, true, 0u, 0u)]
    [InlineData(UserRead, true, 0u, 0x0C0u)]
    [InlineData(UserWrite, true, 0u, 0u)]
    [InlineData(PrivilegedRead, false, 0x0A0u, 0x0C0u)]
    [InlineData(PrivilegedWrite, false, 0x0A0u, 0x0C0u)]
    [InlineData(UserRead, false, 0u, 0x0C0u)]
    [InlineData(UserWrite, false, 0u, 0u)]
    public void ThePageSaysWhoMayReadAndWrite(uint protection, bool privileged, uint read, uint write)
    {
        foreach ((string line, uint code) in new[]
        {
            ("mov.l @r1,r2", read), ("mov.w @r1+,r2", read), ("mac.w @r1+,@r1+", read), ("ocbp @r1", read),
            ("ocbwb @r1", read), ("icbi @r1", read), ("movli.l @r1,r0", read), ("movua.l @r1,r0", read), ("pref @r1", 0u),
            ("mov.b r2,@r1", write), ("mov.l r2,@-r1", write), ("tas.b @r1", write), ("ocbi @r1", write),
            ("movca.l r0,@r1", write), ("stc.l gbr,@-r1", write),
        })
        {
            var m = InMode(privileged, line);
            m.Map(3, Page, DataFrame | Valid | Size4K | protection | Dirty);
            m.State[1] = Page + 0x10;
            Assert.Equal((line, code), (line, m.CodeOfOne()));
            if (code != 0)
            {
                Assert.Equal(line.Contains("@-r1", StringComparison.Ordinal) ? Page + 0xC : Page + 0x10, m.State.Tea);
                Assert.Equal(Page | Asid, m.State.Pteh);
                Assert.Equal(privileged ? Text : UserText, m.State.Spc);
            }
        }
    }

    /// <summary>"Initial Page Write Exception": a write with D = 0 that is allowed; reads do not care.</summary>
    [Theory]
    [InlineData("mov.l r2,@r1", UserWrite, 0x080u)]
    [InlineData("tas.b @r1", UserWrite, 0x080u)]
    [InlineData("ocbi @r1", UserWrite, 0x080u)]
    [InlineData("movca.l r0,@r1", UserWrite, 0x080u)]
    [InlineData("mov.l @r1,r2", UserWrite, 0u)]
    [InlineData("ocbp @r1", UserWrite, 0u)]
    [InlineData("mov.l r2,@r1", UserRead, 0x0C0u)]
    public void TheFirstWriteRaisesAfterProtection(string line, uint protection, uint code)
    {
        var m = new MmuMachine("mov.l @r1,r3", line);
        m.Map(3, Page, DataFrame | Valid | Size4K | protection);
        m.State[1] = Page + 4;
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(code, m.CodeOfOne());
        if (code != 0)
        {
            Assert.Equal((Page + 4, Page | Asid), (m.State.Tea, m.State.Pteh));
        }
    }

    /// <summary>"Instruction TLB Protection Violation Exception": user mode fetches what only privileged mode may.</summary>
    [Theory]
    [InlineData(PrivilegedRead, true, 0u)]
    [InlineData(PrivilegedRead, false, 0x0A0u)]
    [InlineData(PrivilegedWrite, false, 0x0A0u)]
    [InlineData(UserRead, false, 0u)]
    [InlineData(UserWrite, false, 0u)]
    public void AFetchIsCheckedByTheUpperBitOfPr(uint protection, bool privileged, uint code)
    {
        var m = InMode(privileged, "nop");
        m.Map(63, UserText, TestMachine.Base | Valid | Size4K | protection);
        m.State.Pc = UserText;
        Assert.Equal(code, m.CodeOfOne());
        if (code != 0)
        {
            Assert.Equal((UserText, UserText, UserText | Asid), (m.State.Spc, m.State.Tea, m.State.Pteh));
        }
    }

    /// <summary>"Data Address Error" comes before the TLB: alignment, and segments that user mode must not use.</summary>
    [Theory]
    [InlineData("mov.l @r1,r2", Page + 2, 0x0E0u)]
    [InlineData("mov.w r2,@r1", Page + 1, 0x100u)]
    [InlineData("mov.l @r1,r2", 0x8C00_2000u, 0x0E0u)]
    [InlineData("mov.l r2,@r1", 0xC000_0000u, 0x100u)]
    [InlineData("mov.l @r1,r2", 0xE000_0000u, 0x0E0u)]
    public void AnAddressErrorComesFirstAndSetsThePageToo(string line, uint address, uint code)
    {
        var m = InMode(privileged: false, line);
        m.State[1] = address;
        Assert.Equal(code, m.CodeOfOne());
        Assert.Equal((address, (address & ~0x3FFu) | Asid), (m.State.Tea, m.State.Pteh));
    }

    /// <summary>A write that privileged mode has done does not open the page to user mode.</summary>
    [Fact]
    public void ATranslationOfOneModeDoesNotServeTheOther()
    {
        var m = InMode(privileged: false, "mov.l @r1,r2");
        m.Map(3, Page, DataFrame | Valid | Size4K | PrivilegedWrite | Dirty);
        m.State[1] = Page;
        m.State.Sr = StatusRegister.MdBit;
        Assert.Equal(0u, m.CodeOfOne());
        m.State.Sr = 0;
        m.State.Pc = UserText;
        Assert.Equal(0x0A0u, m.CodeOfOne());
    }
}
