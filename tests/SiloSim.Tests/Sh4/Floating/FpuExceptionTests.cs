using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Floating;

/// <summary>FPU exceptions, from the SH-4 software manual's "Floating-Point Exceptions" and "FPU Exception".</summary>
public sealed class FpuExceptionTests
{
    private const uint Handler = TestMachine.Text + 0x100;
    private const uint One = 0x3F80_0000;
    private const uint Largest = 0x7F7F_FFFF;
    private const uint Smallest = 0x0080_0000;
    private const uint Denormal = 0x0020_0000;
    private const uint Signalling = 0x7FC0_0000;

    /// <summary>Instruction on FR1 = n and FR2 = m, the event, and what is there when nothing is raised.</summary>
    public static TheoryData<string, uint, uint, uint, uint> Events => new()
    {
        { "fadd fr2,fr1", 0x7F80_0000, 0xFF80_0000, Floating.Events.V, 0x7FBF_FFFF },
        { "fadd fr2,fr1", One, Signalling, Floating.Events.V, 0x7FBF_FFFF },
        { "fmul fr2,fr1", 0x7F80_0000, 0x8000_0000, Floating.Events.V, 0x7FBF_FFFF },
        { "fsqrt fr1", 0xBF80_0000, 0, Floating.Events.V, 0x7FBF_FFFF },
        { "fdiv fr2,fr1", One, 0x8000_0000, Floating.Events.Z, 0xFF80_0000 },
        { "fsrra fr1", 0, 0, Floating.Events.Z, 0x7F80_0000 },
        { "fadd fr2,fr1", Largest, Largest, Floating.Events.O | Floating.Events.I, 0x7F80_0000 },
        { "fmul fr2,fr1", Smallest, 0x3EAA_AAAB, Floating.Events.U | Floating.Events.I, 0x002A_AAAB },
        { "fadd fr2,fr1", One, 0x3380_0001, Floating.Events.I, One + 1 },
        { "fmac fr0,fr2,fr1", One, 0x3380_0001, Floating.Events.I, One + 1 },
        { "fsrra fr1", 0x4080_0000, 0, Floating.Events.I, 0x3F00_0000 },
    };

    /// <summary>An enabled event: code 120, the destination as it was, the cause there.</summary>
    [Theory, MemberData(nameof(Events))]
    public void AnEnabledEventRaisesAndADisabledOneIsKept(string line, uint n, uint m, uint events, uint result)
    {
        const uint SeenBefore = Floating.Events.U << FloatingStatus.FlagShift;
        const uint StaleCause = Floating.Events.V << FloatingStatus.CauseShift;
        uint told = (events << FloatingStatus.CauseShift) | (events << FloatingStatus.FlagShift) | SeenBefore;
        for (uint enable = 0; enable < 32; enable++)
        {
            uint enables = enable << FloatingStatus.EnableShift;
            TestMachine machine = Machine(enables | SeenBefore | StaleCause, n, m, "nop", line);
            machine.Run(2);
            bool raised = (enable & events) != 0;
            Assert.Equal(told | enables, machine.State.Fpscr);
            Assert.Equal(raised ? n : result, machine.State.GetFr(1));
            Assert.Equal(raised ? Handler + 2 : TestMachine.Text + 4, machine.State.Pc);
            Assert.Equal(raised ? 0x120u : 0, machine.State.Expevt);
            Assert.Equal(raised ? TestMachine.Text + 2 : 0, machine.State.Spc);
        }
    }

    /// <summary>"FPU Error": a denormalised operand with DN clear raises whatever is enabled.</summary>
    [Theory]
    [InlineData("fadd fr2,fr1", Denormal, One, One)]
    [InlineData("fsub fr2,fr1", One, Denormal, One)]
    [InlineData("fmul fr2,fr1", Denormal, One, Denormal)]
    [InlineData("fdiv fr2,fr1", One, Denormal, 0x7F80_0000u)]
    [InlineData("fmac fr0,fr2,fr1", Denormal, One, One)]
    [InlineData("fmac fr0,fr2,fr1", One, Denormal, One)]
    [InlineData("fsqrt fr1", Denormal, 0u, 0x1F80_0000u)]
    [InlineData("fsrra fr1", Denormal, 0u, 0x5F80_0000u)]
    public void ADenormalisedOperandIsTheFpuErrorUnlessDnIsSetOrItIsCompleted(
        string line, uint n, uint m, uint result)
    {
        TestMachine refused = Machine(0, n, m, line);
        refused.Run(1);
        Assert.Equal((0x120u, TestMachine.Text), (refused.State.Expevt, refused.State.Spc));
        Assert.Equal(Floating.Events.E << FloatingStatus.CauseShift, refused.State.Fpscr);
        Assert.Equal(n, refused.State.GetFr(1));

        TestMachine flushed = Machine(FloatingStatus.DnBit, n, m, line);
        flushed.Run(1);
        Assert.Equal(0u, flushed.State.Expevt);
        Assert.True(SingleFloat.Flushed(flushed.State.GetFr(1), FloatingStatus.DnBit) == flushed.State.GetFr(1));

        TestMachine completed = Machine(0, n, m, line);
        completed.State.CompletesDenormals = true;
        completed.Run(1);
        Assert.Equal((0u, result), (completed.State.Expevt, completed.State.GetFr(1)));
        Assert.Equal(0u, completed.State.Fpscr & (Floating.Events.E << FloatingStatus.CauseShift));
    }

    /// <summary>Comparisons, integers, inner products and moves take denormalised operands as they are.</summary>
    [Theory]
    [InlineData("fcmp/gt fr2,fr1")]
    [InlineData("fcmp/eq fr2,fr1")]
    [InlineData("ftrc fr1,fpul")]
    [InlineData("fipr fv0,fv0")]
    [InlineData("ftrv xmtrx,fv0")]
    [InlineData("fmov fr1,fr3")]
    [InlineData("fneg fr1")]
    [InlineData("fabs fr1")]
    public void OthersKnowNoFpuError(string line)
    {
        TestMachine machine = Machine(0, Denormal, Denormal + 1, line);
        machine.Run(1);
        Assert.Equal(0u, machine.State.Expevt);
    }

    [Fact]
    public void ADoubleRaisesAsASingleDoesAndBothHalvesStay()
    {
        TestMachine machine = Machine(
            FloatingStatus.PrBit | (Floating.Events.Z << FloatingStatus.EnableShift), 0, 0, "fdiv fr4,fr2");
        machine.State.SetFr(2, 0x3FF0_0000);
        machine.State.SetFr(3, 0x1234_5678);
        machine.Run(1);
        Assert.Equal(0x120u, machine.State.Expevt);
        Assert.Equal((0x3FF0_0000u, 0x1234_5678u), (machine.State.GetFr(2), machine.State.GetFr(3)));
        Assert.Equal(Floating.Events.Z, (machine.State.Fpscr >> FloatingStatus.CauseShift) & 63);
    }

    /// <summary>Comparisons and conversions raise too, and leave T and FPUL.</summary>
    [Theory]
    [InlineData("fcmp/gt fr2,fr1", 0x7F80_0001u)]
    [InlineData("fcmp/eq fr2,fr1", Signalling)]
    [InlineData("ftrc fr1,fpul", 0x4F00_0000u)]
    public void AnInvalidComparisonOrConversionLeavesTAndFpul(string line, uint n)
    {
        TestMachine machine = Machine(Floating.Events.V << FloatingStatus.EnableShift, n, One, "sett", line);
        machine.State.Fpul = 77;
        machine.Run(2);
        Assert.Equal((0x120u, 77u), (machine.State.Expevt, machine.State.Fpul));
        Assert.Equal(1u, machine.State.Ssr & StatusRegister.TBit);
    }

    [Fact]
    public void InASlotTheBranchIsWhereItGoesBackAndPrIsAsItWas()
    {
        TestMachine machine = Machine(
            Floating.Events.Z << FloatingStatus.EnableShift, One, 0, "bsr 0x8c000010", "fdiv fr2,fr1");
        machine.State.Pr = 0x1234;
        machine.Run(1);
        Assert.Equal((0x120u, TestMachine.Text, 0x1234u, One),
            (machine.State.Expevt, machine.State.Spc, machine.State.Pr, machine.State.GetFr(1)));
    }

    /// <summary>The handler takes the enable away and goes back: the instruction runs again.</summary>
    [Fact]
    public void TheInstructionCanBeRunAgain()
    {
        TestMachine machine = Machine(Floating.Events.Z << FloatingStatus.EnableShift, One, 0, "fdiv fr2,fr1", "nop");
        machine.Put(Handler, "mov #0,r0", "lds r0,fpscr", "rte", "nop");
        machine.Run(6);
        Assert.Equal((0x7F80_0000u, TestMachine.Text + 4), (machine.State.GetFr(1), machine.State.Pc));
    }

    [Fact]
    public void WithSrBlSetTheCoreFailsAndNamesIt()
    {
        TestMachine machine = Machine(Floating.Events.Z << FloatingStatus.EnableShift, One, 0, "fdiv fr2,fr1");
        machine.State.Sr |= StatusRegister.BlBit;
        CoreExit exit = machine.Run(1);
        Assert.Equal((ExitReason.Failed, "FPU exception with SR.BL set"), (exit.Reason, exit.Cause));
        Assert.Equal(One, machine.State.GetFr(1));
    }

    /// <summary>"General FPU Disable Exception", "Slot FPU Disable Exception": before anything else of the FPU.</summary>
    [Fact]
    public void WithTheFpuDisabledEveryInstructionOfItRaisesInASlotAndOut()
    {
        foreach (Row row in DecodeTable.Rows.Where(r => (r.Traits & Traits.Fpu) != 0))
        {
            foreach (bool inSlot in new[] { false, true })
            {
                var machine = new TestMachine();
                byte[] text = [.. BitConverter.GetBytes(Assembler.Opcode("nop")), .. BitConverter.GetBytes(row.Fixed)];
                machine.Put(TestMachine.Text, text);
                machine.Put(TestMachine.Text, inSlot ? "bra 0x8c000010" : "nop");
                machine.Put(Handler, "nop");
                machine.State.Sr |= StatusRegister.FdBit;
                machine.State.Fpscr = 0;
                machine.Run(2);
                Assert.Equal(inSlot ? 0x820u : 0x800u, machine.State.Expevt);
                Assert.Equal(TestMachine.Text + (inSlot ? 0u : 2u), machine.State.Spc);
                Assert.Equal(0u, machine.State.Fpscr);
            }
        }
    }

    private static TestMachine Machine(uint fpscr, uint n, uint m, params string[] lines)
    {
        var machine = new TestMachine(lines);
        machine.Put(Handler, "nop");
        machine.State.Fpscr = fpscr;
        machine.State.SetFr(0, One);
        machine.State.SetFr(1, n);
        machine.State.SetFr(2, m);
        return machine;
    }
}
