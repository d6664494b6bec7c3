using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Mmu.MmuMachine;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>"Data TLB Miss Exception", "Instruction TLB Miss Exception": what is raised, and that the guest can go on.</summary>
public sealed class TlbMissTests
{
    // The shortest handler: PTEH is set already, PTEL and PTEA are what the test has put there.
    private static readonly string[] s_handler = ["ldtlb", "rte", "nop"];

    [Theory]
    [InlineData("mov.l @r1,r2", 0x040u, 0u)]
    [InlineData("mov.l @r1+,r2", 0x040u, 0u)]
    [InlineData("mac.l @r3+,@r1+", 0x040u, 0u)]
    [InlineData("mov.l r2,@r1", 0x060u, 0u)]
    [InlineData("mov.l r2,@-r1", 0x060u, 4u)]
    [InlineData("tas.b @r1", 0x060u, 0u)]
    [InlineData("movca.l r0,@r1", 0x060u, 0u)]
    [InlineData("ocbi @r1", 0x060u, 0u)]
    [InlineData("ocbp @r1", 0x040u, 0u)]
    [InlineData("ocbwb @r1", 0x040u, 0u)]
    [InlineData("movli.l @r1,r0", 0x040u, 0u)]
    public void AMissEntersItsVectorUnchanged(string line, uint code, uint below)
    {
        foreach (bool slot in new[] { false, true })
        {
            var m = slot ? new MmuMachine("bsr 0x8c000010", line) : new MmuMachine(line);
            m.Map(7, 0x2000_0000, DataFrame | Plain);
            m.State[1] = Page + 0x804;
            m.State[3] = 0x2000_0000;
            m.State.Pr = 0x1234;
            Assert.Equal(code, m.CodeOfOne());
            Assert.Equal(MissHandler + 2, m.State.Pc);
            Assert.Equal(Text, m.State.Spc);
            Assert.Equal(StatusRegister.MdBit, m.State.Ssr);
            Assert.Equal(Page + 0x804 - below, m.State.Tea);
            Assert.Equal((Page + 0x800) | Asid, m.State.Pteh);
            m.State.Sr = m.State.Ssr;
            Assert.Equal((Page + 0x804, 0x2000_0000u, 0x1234u), (m.State[1], m.State[3], m.State.Pr));
        }
    }

    [Fact]
    public void APrefetchThatMissesDoesNothing()
    {
        var m = new MmuMachine("pref @r1", "prefi @r1");
        m.State[1] = Page;
        Assert.Equal(0u, m.CodeOfOne());
        Assert.Equal(0u, m.CodeOfOne());
    }

    [Theory]
    [InlineData("mov.l @r1+,r2")]
    [InlineData("mov.l r2,@-r1")]
    [InlineData("mac.l @r1+,@r3+")]
    [InlineData("movua.l @r1+,r0")]
    public void AHandlerOfTheGuestLoadsThePageAndTheInstructionRunsAgain(string line)
    {
        foreach (bool slot in new[] { false, true })
        {
            string[] text = slot ? ["bsr 0x8c000004", line, "nop"] : ["nop", line, "nop"];
            var plain = new MmuMachine(text);
            var missing = new MmuMachine(text);
            foreach (MmuMachine m in new[] { plain, missing })
            {
                m.Machine.Put(MissHandler, s_handler);
                m.Machine.Put(DataFrame + 0x10, ".long 0x12345678", ".long 0x9abcdef0");
                m.State.Ptel = DataFrame | Plain;
                m.State[1] = Page + 0x10 + (line.StartsWith("movua", StringComparison.Ordinal) ? 1u : 0);
                m.State[2] = 0x0BAD_CAFE;
                m.State[3] = Page + 0x14;
            }
            plain.Map(9, Page, DataFrame | Plain);
            plain.Run(3);
            missing.Run(3 + 3);
            Assert.Equal((plain.State.Pc, plain.State.Pr), (missing.State.Pc, missing.State.Pr));
            Assert.Equal(Enumerable.Range(0, 16).Select(r => plain.State[r]), Enumerable.Range(0, 16).Select(r => missing.State[r]));
            Assert.Equal(plain.State.Macl, missing.State.Macl);
            Assert.Equal(plain.Machine.Memory, missing.Machine.Memory);
        }
    }

    /// <summary>An instruction that needs two pages gets them one after the other, and URC has moved on between.</summary>
    [Fact]
    public void AnInstructionMayMissTwice()
    {
        var m = new MmuMachine("mac.l @r1+,@r3+", "nop");
        m.Machine.Put(MissHandler, s_handler);
        m.State.Ptel = DataFrame | Plain;
        (m.State[1], m.State[3]) = (Page, Page + 0x1000);
        m.Machine.Put(DataFrame, ".long 0x00000007");
        m.Run(3 + 3 + 2);
        Assert.Equal(49u, m.State.Macl);
        Assert.Equal(Text + 4, m.State.Pc);
        Assert.Equal([(Page + 0x1000) | Asid, Page | Asid], new[] { m.Tlb.Unified(1).Address, m.Tlb.Unified(2).Address }.OrderDescending());
    }

    /// <summary>"LDTLB" and MMUCR.URC: it names the entry; PTEH, PTEL and PTEA become that entry, PTEL.V included.</summary>
    [Fact]
    public void LdtlbReplacesTheEntryOfUrc()
    {
        var m = new MmuMachine("ldtlb", "mov.l @r1,r2", "mov.l @r1,r2");
        m.Map(17, Page + 0x5000, OtherFrame | Plain);
        m.State.Mmucr = At | (17u << 10);
        m.State.Pteh = Page | Asid;
        m.State.Ptel = DataFrame | Plain | Shared;
        m.State.Ptea = 0xB;
        m.State[1] = Page;
        m.Run(2);
        TlbEntry entry = m.Tlb.Unified(17);
        Assert.Equal((Page | Asid, DataFrame | Plain | Shared, 0xBu), (entry.Address, entry.Data, entry.Assistance));
        Assert.Equal(17u << 10, m.State.Mmucr & (0x3Fu << 10));
        m.State[1] = Page + 0x5000;
        Assert.Equal(0x040u, m.CodeOfOne());
    }

    /// <summary>MMUCR.URC and URB: URC counts on, from 63 or from URB to 0.</summary>
    [Theory]
    [InlineData(0u, 0u, 1u)]
    [InlineData(62u, 0u, 63u)]
    [InlineData(63u, 0u, 0u)]
    [InlineData(3u, 5u, 4u)]
    [InlineData(4u, 5u, 0u)]
    [InlineData(9u, 5u, 10u)]
    public void AMissStepsUrc(uint urc, uint urb, uint next)
    {
        var m = new MmuMachine("mov.l @r1,r2");
        m.State.Mmucr = At | (urc << 10) | (urb << 18);
        m.State[1] = Page;
        Assert.Equal(0x040u, m.CodeOfOne());
        Assert.Equal(At | (next << 10) | (urb << 18), m.State.Mmucr);
    }

    [Theory]
    [InlineData("mov.l @r1,r2", "TLB miss (load at 10000000)")]
    [InlineData("mov.l r2,@r1", "TLB miss (store at 10000000)")]
    public void AMissWithExceptionsBlockedIsNamed(string line, string cause)
    {
        var m = new MmuMachine(line);
        m.State[1] = Page;
        m.State.Sr |= StatusRegister.BlBit;
        CoreExit exit = m.Run(1);
        Assert.Equal((ExitReason.Failed, cause + " with SR.BL set"), (exit.Reason, exit.Cause));
        Assert.Equal(Text, m.State.Pc);
        m.State.Pc = UserText;
        Assert.Equal("TLB miss (fetch at 00400000) with SR.BL set", m.Run(1).Cause);
    }

    /// <summary>"Data TLB Multiple-Hit Exception", "Instruction TLB Multiple-Hit Exception": reset-class.</summary>
    [Fact]
    public void MoreThanOneEntryFailsTheCore()
    {
        var m = new MmuMachine("mov.l @r1,r2", "mov.l @r1,r2");
        m.State[1] = Page + 0x10;
        m.Map(1, Page, DataFrame | Plain);
        Assert.Equal(0u, m.CodeOfOne());
        m.Map(60, Page, OtherFrame | (Plain & ~Size4K) | Size64K);
        CoreExit exit = m.Run(1);
        Assert.Equal((ExitReason.Failed, "TLB multiple hit at 10000010"), (exit.Reason, exit.Cause));
        m.State.Pc = Page + 0x10;
        Assert.Equal((ExitReason.Failed, "TLB multiple hit at 10000010"), (m.Run(1).Reason, m.Run(1).Cause));
    }

    /// <summary>Where a page of 1 KiB lies in a larger one both fit, also if the rest of the larger one was used before.</summary>
    [Theory]
    [InlineData(Size4K)]
    [InlineData(Size64K)]
    [InlineData(Size1M)]
    public void ASmallPageWithinALargerOneIsNotHiddenByItsNeighbours(uint size)
    {
        var m = new MmuMachine("mov.l @r1,r2", "mov.l r2,@r3", "mov.l @r4,r5");
        m.Map(1, Page, TestMachine.Base | (Plain & ~Size4K) | size);
        m.Map(2, Page + 0x2400, OtherFrame | (Plain & ~Size4K) | Size1K);
        m.Map(3, Page + 0x0400, OtherFrame | (Plain & ~Size4K) | Size1K);
        (m.State[1], m.State[3], m.State[4]) = (Page + 0xF00, Page, Page + 0x4FC);
        CoreExit exit = m.Run(3);
        Assert.Equal((ExitReason.Failed, "TLB multiple hit at 100004fc", Text + 4), (exit.Reason, exit.Cause, exit.Pc));
    }

    /// <summary>LDTLB of a page that is mapped already shows at the next access, also behind the software TLB.</summary>
    [Fact]
    public void ASecondEntryForAPageIsNotHiddenByTheFirst()
    {
        var m = new MmuMachine("mov.l @r1,r2", "ldtlb", "mov.l @r1,r2");
        m.Map(1, Page, DataFrame | Plain);
        m.State[1] = Page;
        m.State.Pteh = Page | Asid;
        m.State.Ptel = OtherFrame | Plain;
        Assert.Equal(ExitReason.Failed, m.Run(3).Reason);
        Assert.Equal(Text + 4, m.State.Pc);
    }

    /// <summary>
    /// What a core does depends on its state alone: a run whose every access is refused once, as where frames come from
    /// afar, has the same TLB, URC and LRUI as one with all frames at hand.
    /// </summary>
    [Fact]
    public void AbsentFramesLeaveNoTraceInTheTlb()
    {
        string[] text =
        [
            "mac.l @r1+,@r3+", "mov.l r1,@-r5", "bsr 0x8c000008", "mov.l @r1+,r0", "movua.l @r1,r0", "tas.b @r5",
            "mac.w @r1+,@r3+", "bra 0x8c000000", "mov.l @r3,r7",
        ];
        var here = new MmuMachine(text);
        var afar = new MmuMachine(text);
        afar.Machine.EveryAccessAbsentOnce = true;
        foreach (MmuMachine m in new[] { here, afar })
        {
            m.Machine.Put(MissHandler, s_handler);
            m.State.Ptel = DataFrame | Plain;
            m.State.Mmucr = At | (7u << 18);
            (m.State[1], m.State[3], m.State[5]) = (Page + 0xF00, Page + 0x10_0E00, Page + 0x1000);
            m.Map(40, UserText, TestMachine.Base | Plain);
            m.State.Pc = UserText;
        }
        for (int instruction = 0; instruction < 400; instruction++)
        {
            here.Machine.RunThrough(1);
            afar.Machine.RunThrough(1, quantum: 1);
            Assert.Equal(
                (here.Machine.Core.Retired, here.State.Pc, here.State.Mmucr, here.State.Pteh),
                (afar.Machine.Core.Retired, afar.State.Pc, afar.State.Mmucr, afar.State.Pteh));
        }
        Assert.Equal(here.Machine.Memory, afar.Machine.Memory);
        Assert.NotEqual(7u << 18 | At, here.State.Mmucr);
    }
}
