using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>Exceptions, from the SH-4 software manual's chapter "Exceptions".</summary>
public sealed class ExceptionTests
{
    private const uint Handler = TestMachine.Text + 0x100;
    private const uint InterruptHandler = TestMachine.Text + 0x600;
    private const uint Blocked = StatusRegister.MdBit | StatusRegister.RbBit | StatusRegister.BlBit;

    /// <summary>"Address Error", "General Illegal Instruction Exception", "General FPU Disable Exception".</summary>
    [Theory]
    [InlineData("mov.l @r1,r0", 0x8C002001u, 0x0E0u, 0x8C002001u)]
    [InlineData("mov.w @r1+,r0", 0x8C002001u, 0x0E0u, 0x8C002001u)]
    [InlineData("mov.l @r1+,r0", 0x8C002002u, 0x0E0u, 0x8C002002u)]
    [InlineData("mov.l r0,@r1", 0x8C002002u, 0x100u, 0x8C002002u)]
    [InlineData("mov.l r0,@-r1", 0x8C002002u, 0x100u, 0x8C001FFEu)]
    [InlineData("mov.w r0,@r1", 0x8C002003u, 0x100u, 0x8C002003u)]
    [InlineData("mac.l @r2+,@r1+", 0x8C002002u, 0x0E0u, 0x8C002002u)]
    [InlineData("movli.l @r1,r0", 0x8C002002u, 0x0E0u, 0x8C002002u)]
    [InlineData("sts.l pr,@-r1", 0x8C002001u, 0x100u, 0x8C001FFDu)]
    [InlineData("lds.l @r1+,pr", 0x8C002001u, 0x0E0u, 0x8C002001u)]
    [InlineData(".word 0xfffd", 0u, 0x180u, 0u)]
    [InlineData(".word 0x0000", 0u, 0x180u, 0u)]
    public void AnInstructionThatCannotRunEntersTheGeneralVectorUnchanged(string line, uint r1, uint code, uint tea)
    {
        var m = new TestMachine("nop", line);
        m.State[1] = r1;
        m.State[2] = TestMachine.Data;
        uint[] before = Registers(m);
        m.Put(Handler, "nop", "nop");
        Assert.Equal(ExitReason.Budget, m.Run(2).Reason);
        Assert.Equal(2, m.Core.Retired);
        Assert.Equal(Handler + 2, m.State.Pc);
        Assert.Equal(code, m.State.Expevt);
        Assert.Equal(tea, m.State.Tea);
        Assert.Equal(TestMachine.Text + 2, m.State.Spc);
        Assert.Equal(StatusRegister.MdBit, m.State.Ssr);
        Assert.Equal(m.State[15], m.State.Sgr);
        Assert.Equal(Blocked, m.State.Sr);
        m.State.Sr = m.State.Ssr;
        Assert.Equal(before, Registers(m));
    }

    /// <summary>"Slot Illegal Instruction Exception", "Slot FPU Disable Exception": SPC is the branch.</summary>
    [Theory]
    [InlineData("bra 0x8c000010", "bra 0x8c000010", 0x1A0u)]
    [InlineData("bsr 0x8c000010", ".word 0xfffd", 0x1A0u)]
    [InlineData("jsr @r1", "mov.l 0x8c000010,r0", 0x1A0u)]
    [InlineData("jsr @r1", "mova 0x8c000010,r0", 0x1A0u)]
    [InlineData("jsr @r1", "trapa #1", 0x1A0u)]
    [InlineData("bf.s 0x8c000010", "ldc r0,sr", 0x1A0u)]
    [InlineData("rte", "rts", 0x1A0u)]
    [InlineData("jsr @r1", "mov.l @r2,r0", 0x0E0u)]
    [InlineData("bsr 0x8c000010", "mov.l r0,@-r2", 0x100u)]
    public void AnExceptionInASlotReturnsToTheBranchAndUndoesIt(string branch, string slot, uint code)
    {
        var m = new TestMachine(branch, slot);
        m.State[1] = TestMachine.Text + 0x10;
        m.State[2] = TestMachine.Data + 1;
        m.State.Pr = 0x1234;
        m.State.Ssr = StatusRegister.MdBit | StatusRegister.RbBit;
        uint[] before = Registers(m);
        m.Put(Handler, "nop");
        m.Run(1);
        Assert.Equal(Handler + 2, m.State.Pc);
        Assert.Equal(code, m.State.Expevt);
        Assert.Equal(TestMachine.Text, m.State.Spc);
        m.State.Sr = m.State.Ssr;
        Assert.Equal(before, Registers(m));
    }

    /// <summary>"General FPU Disable Exception" and its slot form.</summary>
    [Fact]
    public void WithTheFpuDisabledItsInstructionsAndItsRegistersRaise()
    {
        foreach ((string[] lines, uint code) in new[]
        {
            (["fadd fr0,fr1"], 0x800u), (["sts fpul,r0"], 0x800u), (["lds.l @r1+,fpscr"], 0x800u),
            (["bra 0x8c000010", "fadd fr0,fr1"], 0x820u), (["bra 0x8c000010", "lds r0,fpul"], 0x820u),
            (new[] { ".word 0xfffd" }, 0x180u),
        })
        {
            var m = new TestMachine(lines);
            m.State.Sr |= StatusRegister.FdBit;
            m.Put(Handler, "nop");
            m.Run(1);
            Assert.Equal(code, m.State.Expevt);
            Assert.Equal(TestMachine.Text, m.State.Spc);
        }
    }

    /// <summary>"RTE": its slot runs with the SR that it restores, FD included, whatever that was before.</summary>
    [Theory]
    [InlineData(StatusRegister.FdBit, 0u, 0u)]
    [InlineData(0u, StatusRegister.FdBit, 0x820u)]
    public void TheSlotOfAnRteFindsTheFpuAsTheRestoredSrSays(uint before, uint restored, uint code)
    {
        var m = new TestMachine("rte", "lds r1,fpul");
        m.State.Sr |= before;
        (m.State.Spc, m.State.Ssr) = (TestMachine.Text + 0x10, StatusRegister.MdBit | restored);
        m.State[1] = 77;
        m.Put(Handler, "nop");
        m.Put(TestMachine.Text + 0x10, "nop");
        m.Run(2);
        Assert.Equal((code, code == 0 ? 77u : 0u), (m.State.Expevt, m.State.Fpul));
        Assert.Equal(code == 0 ? 0 : before, m.State.Sr & StatusRegister.FdBit);
    }

    /// <summary>"Unconditional Trap": TRA is the number times four, SPC the next instruction.</summary>
    [Fact]
    public void ATrapEntersTheGeneralVectorAndReturnsBehindItself()
    {
        var m = new TestMachine("trapa #17", "mov #5,r1");
        m.Put(Handler, "stc spc,r8", "rte", "nop");
        m.Run(5);
        Assert.Equal(17u << 2, m.State.Tra);
        Assert.Equal(0x160u, m.State.Expevt);
        Assert.Equal(TestMachine.Text + 2, m.State[8]);
        Assert.Equal(5u, m.State[1]);
        Assert.Equal(StatusRegister.MdBit, m.State.Sr);
    }

    /// <summary>"Privileged Mode and Banks": what user mode must not do.</summary>
    [Theory]
    [InlineData("ldc r0,vbr", 0x180u)]
    [InlineData("stc sr,r0", 0x180u)]
    [InlineData("ldc r0,sr", 0x180u)]
    [InlineData("stc.l r3_bank,@-r1", 0x180u)]
    [InlineData("sleep", 0x180u)]
    [InlineData("rte", 0x180u)]
    [InlineData("mov.l @r1,r0", 0x0E0u)]
    [InlineData("mov.b r0,@r1", 0x100u)]
    [InlineData("tas.b @r1", 0x100u)]
    [InlineData("ocbi @r1", 0x100u)]
    [InlineData("ldc r0,gbr", 0u)]
    public void UserModeIsConfined(string line, uint code)
    {
        var m = new TestMachine();
        m.Put(TestMachine.Text, line, "nop", "nop", "nop");
        m.State.Sr = 0;
        m.State.Pc = 0x0C00_0000;
        m.State[1] = 0x8C00_2000;
        m.Put(Handler, "nop");
        m.Run(1);
        Assert.Equal(code, m.State.Expevt);
        Assert.Equal(code == 0 ? 0x0C00_0002u : Handler + 2, m.State.Pc);
    }

    [Fact]
    public void AFetchFromAnOddAddressOrFromTheKernelByAUserIsAnAddressError()
    {
        foreach ((uint target, uint sr) in new[] { (0x8C00_0011u, StatusRegister.MdBit), (0x8C00_0010u, 0u) })
        {
            var m = new TestMachine();
            m.Put(TestMachine.Text, "jmp @r1", "nop");
            m.State.Sr = sr;
            m.State.Pc = 0x0C00_0000;
            m.State[1] = target;
            m.Put(Handler, "nop");
            m.Run(3);
            Assert.Equal((0x0E0u, target, target), (m.State.Expevt, m.State.Tea, m.State.Spc));
        }
    }

    /// <summary>"Exceptions", on SR.BL: hardware resets, the core fails and stays as it was.</summary>
    [Theory]
    [InlineData(".word 0xfffd", "illegal instruction with SR.BL set")]
    [InlineData("mov.l @r1,r0", "address error (load at 8c002001) with SR.BL set")]
    [InlineData("mov.l r0,@r1", "address error (store at 8c002001) with SR.BL set")]
    [InlineData("trapa #3", "trapa #3 with SR.BL set")]
    [InlineData("mov.l @r2,r0", "no memory at 00000000")]
    public void AnExceptionThatCannotBeEnteredFailsAndKeepsFailing(string line, string cause)
    {
        var m = new TestMachine("nop", line);
        m.State.Sr = StatusRegister.MdBit | StatusRegister.BlBit;
        m.State[1] = TestMachine.Data + 1;
        uint[] before = Registers(m);
        CoreExit exit = m.Run(10);
        var expected = new CoreExit(
            ExitReason.Failed, Pc: TestMachine.Text + 2, Opcode: Assembler.Opcode(line), Cause: cause);
        Assert.Equal(expected, exit);
        Assert.Equal(expected, m.Run(10));
        Assert.Equal(1, m.Core.Retired);
        Assert.Equal(before, Registers(m));
    }

    [Fact]
    public void AnExceptionWhoseVectorIsNowhereFails()
    {
        var m = new TestMachine(".word 0xfffd");
        m.State.Vbr = 0;
        Assert.Equal("illegal instruction with no memory at its vector 00000100", m.Run(1).Cause);
        Assert.Equal(TestMachine.Text, m.State.Pc);
    }

    [Fact]
    public void AJumpToNowhereFailsThere()
    {
        var m = new TestMachine("jmp @r1", "nop");
        m.State[1] = 0x8800_0000;
        CoreExit exit = m.Run(10);
        Assert.Equal((ExitReason.Failed, 0x8800_0000u, "no memory at 08000000"), (exit.Reason, exit.Pc, exit.Cause));
        Assert.Equal(2, m.Core.Retired);
    }

    [Fact]
    public void AStoreIntoReadOnlyMemoryFails()
    {
        var m = new TestMachine("mov.l r0,@-r1");
        m.Tables.SetWritable(2, null);
        m.ReadOnly.Add(TestMachine.Data & 0x1FFF_FFFF);
        m.State[1] = TestMachine.Data + 8;
        Assert.Equal("read-only memory at 0c002004", m.Run(1).Cause);
        Assert.Equal(TestMachine.Data + 8, m.State[1]);
    }

    /// <summary>"Interrupts", "NMI": whatever IMASK; BL holds it back.</summary>
    [Fact]
    public void AnNmiIsTakenWhateverTheMaskAndHeldBackByBl()
    {
        var m = new TestMachine("nop", "nop", "nop");
        m.Put(InterruptHandler, "trapa #9", "rte", "mov #7,r1");
        m.Put(Handler, "rte", "nop");
        m.State.Sr = StatusRegister.MdBit | StatusRegister.ImaskField | StatusRegister.BlBit;
        m.Run(1);
        Assert.False(m.Core.TryAcceptNmi());
        Assert.False(m.Core.InNmi);
        m.State.Sr &= ~StatusRegister.BlBit;
        Assert.True(m.Core.TryAcceptNmi());
        Assert.True(m.Core.InNmi);
        Assert.Equal((0x1C0u, InterruptHandler, TestMachine.Text + 2), (m.State.Intevt, m.State.Pc, m.State.Spc));
        Assert.Equal(m.State[15], m.State.Sgr);
        Assert.Equal(Blocked | StatusRegister.ImaskField, m.State.Sr);
        Assert.False(m.Core.TryAcceptNmi());
    }

    /// <summary>"Interrupts": the RTE of an exception inside the NMI does not end the NMI.</summary>
    [Fact]
    public void AnNmiEndsWithItsOwnRte()
    {
        var m = new TestMachine("nop", "nop");
        m.Put(InterruptHandler, "stc ssr,r2", "stc spc,r3", "stc sr,r0", "ldc r4,sr", "trapa #9", "ldc r5,sr",
            "ldc r2,ssr", "ldc r3,spc", "rte", "mov #7,r9");
        m.Put(Handler, "rte", "nop");
        m.State.SetBanked(4, StatusRegister.MdBit | StatusRegister.RbBit);
        m.State.SetBanked(5, Blocked);
        m.Run(1);
        Assert.True(m.Core.TryAcceptNmi());
        CoreExit exit = m.Run(1000);
        Assert.Equal(new CoreExit(ExitReason.NmiReturned, Pc: TestMachine.Text + 2), exit);
        Assert.False(m.Core.InNmi);
        Assert.Equal(7u, m.State[9]);
        Assert.Equal(1 + 10 + 2, m.Core.Retired);
        Assert.Equal(StatusRegister.MdBit, m.State.Sr);
    }

    /// <summary>"Interrupts": a level above IMASK, BL clear. "Sleep Mode": wakes with BL set as well.</summary>
    [Fact]
    public void AnInterruptIsMaskedByItsLevelAndWakesASleeper()
    {
        var m = new TestMachine("sleep", "nop", "nop");
        m.State.Sr = StatusRegister.MdBit | (5 << 4);
        CoreExit exit = m.Run(10);
        Assert.Equal(new CoreExit(ExitReason.Sleep, Pc: TestMachine.Text + 2), exit);
        Assert.True(m.Core.Asleep);
        Assert.Equal(exit, m.Run(10));
        Assert.Equal(1, m.Core.Retired);
        Assert.False(m.Core.TryAcceptInterrupt(5, 0x620));
        Assert.True(m.Core.Asleep);
        m.State.Sr |= StatusRegister.BlBit;
        Assert.False(m.Core.TryAcceptInterrupt(6, 0x620));
        Assert.False(m.Core.Asleep);
        m.State.Sr &= ~StatusRegister.BlBit;
        Assert.True(m.Core.TryAcceptInterrupt(6, 0x620));
        Assert.Equal((0x620u, InterruptHandler, TestMachine.Text + 2), (m.State.Intevt, m.State.Pc, m.State.Spc));
    }

    [Fact]
    public void AHostCallStandsAtItsTrapUntilItIsAnswered()
    {
        var m = new TestMachine($"trapa #{HostCall.Immediate}", "nop");
        var expected = new CoreExit(ExitReason.HostCall, Pc: TestMachine.Text);
        Assert.Equal(expected, m.Run(5));
        Assert.Equal(expected, m.Run(5));
        Assert.Equal(0, m.Core.Retired);
        m.Core.CompleteHostCall(77);
        Assert.Equal((77u, TestMachine.Text + 2, 1L), (m.State[0], m.State.Pc, m.Core.Retired));
        Assert.Throws<InvalidOperationException>(() => m.Core.CompleteHostCall(1));
        Assert.Equal(ExitReason.Budget, m.Run(1).Reason);
    }

    /// <summary>"RTE": its slot runs with the SR that it restores.</summary>
    [Fact]
    public void TheSlotOfRteSeesTheRestoredBank()
    {
        var m = new TestMachine("rte", "mov #3,r1");
        m.State.Sr = Blocked;
        m.State.Ssr = StatusRegister.MdBit;
        m.State.Spc = TestMachine.Text + 8;
        m.Run(1);
        Assert.Equal((3u, 0u, TestMachine.Text + 8), (m.State[1], m.State.GetBanked(1), m.State.Pc));
    }

    [Fact]
    public void TheControlRegistersOfTheCpuAnswer()
    {
        var m = new TestMachine("mov.l @r1,r2", "mov.l r3,@r4", "mov.l @r4,r5", "mov.w @r1,r6");
        m.State[1] = 0xFF00_0030;
        m.State[3] = 0x101;
        m.State[4] = 0xFF00_001C;
        CoreExit exit = m.Run(4);
        Assert.Equal((m.State.Pvr, 0x101u, 0x101u), (m.State[2], m.State[5], m.State.Ccr));
        Assert.Equal("no memory at ff000030", exit.Cause);
    }

    private static uint[] Registers(TestMachine m) =>
        [.. Enumerable.Range(0, 16).Select(i => m.State[i]), .. Enumerable.Range(0, 8).Select(m.State.GetBanked),
            m.State.Pr, m.State.Mach, m.State.Macl, m.State.Gbr, m.State.Fpul, m.State.Fpscr];
}
