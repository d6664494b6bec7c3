using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Floating;

/// <summary>Banks, pairs, precision and FPSCR, from the SH-4 software manual's "Floating-Point Registers".</summary>
public sealed class FpuModeTests
{
    private const uint Handler = TestMachine.Text + 0x100;
    private const uint Pr = FloatingStatus.PrBit;
    private const uint Sz = FloatingStatus.SzBit;

    [Fact]
    public void FrchgAndFpscrExchangeTheBanks()
    {
        TestMachine machine = Machine(0, "frchg", "fmov fr3,fr4", "frchg", "lds r1,fpscr", "fmov fr5,fr6");
        machine.State[1] = FloatingStatus.FrBit;
        machine.Run(2);
        Assert.Equal((Back(3), FloatingStatus.FrBit), (machine.State.GetFr(4), machine.State.Fpscr));
        machine.Run(1);
        Assert.Equal((Front(4), Back(3), 0u), (machine.State.GetFr(4), machine.State.GetXf(4), machine.State.Fpscr));
        machine.Run(2);
        Assert.Equal((Back(5), Front(6)), (machine.State.GetFr(6), machine.State.GetXf(6)));
    }

    [Fact]
    public void FschgAndFpchgToggleTheirBits()
    {
        TestMachine machine = Machine(0, "fschg", "fschg", "fpchg", "fpchg");
        foreach (uint expected in new[] { Sz, 0u, Pr, 0u })
        {
            machine.Run(1);
            Assert.Equal(expected, machine.State.Fpscr);
        }
    }

    [Fact]
    public void LdsFpscrKeepsTheBitsThatExistAndStsGivesThem()
    {
        TestMachine machine = Machine(0, "lds r1,fpscr", "sts fpscr,r2", "lds r1,fpul", "sts fpul,r3");
        machine.State[1] = uint.MaxValue;
        machine.Run(4);
        Assert.Equal((0x003F_FFFFu, uint.MaxValue), (machine.State[2], machine.State[3]));
    }

    /// <summary>Each register as FMOV names it in a pair, from and to all four kinds.</summary>
    [Fact]
    public void APairMoveCopiesDrAndXd()
    {
        for (int n = 0; n < 16; n++)
        {
            for (int m = 0; m < 16; m++)
            {
                foreach (uint precision in new[] { 0u, Pr })
                {
                    TestMachine machine = Machine(Sz | precision, $"fmov fr{m},fr{n}");
                    machine.Run(1);
                    uint[] expected = [.. Pair(m)];
                    uint[] actual = n % 2 == 0
                        ? [machine.State.GetFr(n), machine.State.GetFr(n + 1)]
                        : [machine.State.GetXf(n - 1), machine.State.GetXf(n)];
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    /// <summary>"Data Formats in Memory", little-endian: the even register has the lower address while PR is clear.</summary>
    [Theory]
    [InlineData(0u, 0u, 4u)]
    [InlineData(Pr, 4u, 0u)]
    public void APairInMemory(uint precision, uint evenAt, uint oddAt)
    {
        TestMachine machine = Machine(
            Sz | precision, "fmov fr4,@r1", "fmov @r1+,fr7", "fmov fr5,@-r1", "mov #8,r0", "fmov @(r0,r2),fr8",
            "fmov fr8,@(r0,r2)", "fmov @r1,fr10");
        machine.State[1] = TestMachine.Data;
        machine.State[2] = TestMachine.Data - 8;
        machine.Run(1);
        Assert.Equal((Front(4), Front(5)), (machine.Word(TestMachine.Data + evenAt), machine.Word(TestMachine.Data + oddAt)));
        machine.Run(1);
        Assert.Equal((Front(4), Front(5), TestMachine.Data + 8),
            (machine.State.GetXf(6), machine.State.GetXf(7), machine.State[1]));
        machine.Run(1);
        Assert.Equal((Back(4), Back(5), TestMachine.Data),
            (machine.Word(TestMachine.Data + evenAt), machine.Word(TestMachine.Data + oddAt), machine.State[1]));
        machine.Run(4);
        Assert.Equal((Back(4), Back(5)), (machine.State.GetFr(8), machine.State.GetFr(9)));
        Assert.Equal((Back(4), Back(5)), (machine.State.GetFr(10), machine.State.GetFr(11)));
    }

    /// <summary>"Address Error": pairs are aligned to eight bytes, singles to four.</summary>
    [Theory]
    [InlineData("fmov @r1,fr2", 0u, 4u, 0u)]
    [InlineData("fmov @r1,fr2", 0u, 2u, 0x0E0u)]
    [InlineData("fmov @r1+,fr2", Sz, 4u, 0x0E0u)]
    [InlineData("fmov fr2,@r1", Sz, 4u, 0x100u)]
    [InlineData("fmov fr2,@-r1", Sz, 4u, 0x100u)]
    public void AMisalignedMoveIsAnAddressErrorAndChangesNothing(string line, uint fpscr, uint offset, uint code)
    {
        TestMachine machine = Machine(fpscr, line);
        machine.State[1] = TestMachine.Data + offset;
        machine.Run(1);
        Assert.Equal(code, machine.State.Expevt);
        if (code != 0)
        {
            machine.State.Sr = machine.State.Ssr;
            Assert.Equal((TestMachine.Data + offset, Front(2)), (machine.State[1], machine.State.GetFr(2)));
        }
    }

    /// <summary>What the precision does not have is reserved: illegal, and in a slot a slot illegal instruction.</summary>
    [Theory]
    [InlineData("fmac fr0,fr2,fr4", Pr)]
    [InlineData("fipr fv0,fv4", Pr)]
    [InlineData("ftrv xmtrx,fv4", Pr)]
    [InlineData("fsca fpul,dr2", Pr)]
    [InlineData("fsrra fr2", Pr)]
    [InlineData("frchg", Pr)]
    [InlineData("fschg", Pr)]
    [InlineData("fadd fr1,fr2", Pr)]
    [InlineData("fsub fr2,fr1", Pr)]
    [InlineData("fmul fr1,fr2", Pr)]
    [InlineData("fdiv fr2,fr1", Pr)]
    [InlineData("fcmp/eq fr1,fr2", Pr)]
    [InlineData("fcmp/gt fr2,fr1", Pr)]
    [InlineData("fsqrt fr1", Pr)]
    [InlineData("float fpul,fr1", Pr)]
    [InlineData("ftrc fr1,fpul", Pr)]
    [InlineData("fcnvds dr2,fpul", 0u)]
    [InlineData("fcnvsd fpul,dr2", 0u)]
    public void AReservedInstructionIsIllegalAndChangesNothing(string line, uint fpscr)
    {
        TestMachine machine = Machine(fpscr, line);
        machine.Run(1);
        Assert.Equal((0x180u, fpscr), (machine.State.Expevt, machine.State.Fpscr));
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal((Front(i), Back(i)), (machine.State.GetFr(i), machine.State.GetXf(i)));
        }

        // In any way that a slot runs: with room in the budget or not, behind a branch with every check.
        foreach (string branch in new[] { "bra 0x8c000010", "bf.s 0x8c000010", "rte" })
        {
            foreach (int budget in new[] { 1, 20 })
            {
                machine = Machine(fpscr, branch, line);
                (machine.State.Spc, machine.State.Ssr) = (TestMachine.Text + 0x10, StatusRegister.MdBit);
                machine.Put(Handler, [.. Enumerable.Repeat("nop", budget)]);
                machine.Run(budget);
                Assert.Equal((0x1A0u, fpscr), (machine.State.Expevt, machine.State.Fpscr));
            }
        }
    }

    /// <summary>The manual has them at PR = 0 only; programs use them in both.</summary>
    [Theory]
    [InlineData("fldi0 fr2", 0u, 0u)]
    [InlineData("fldi1 fr2", 0u, 0x3F80_0000u)]
    [InlineData("fldi0 fr3", Pr, 0u)]
    [InlineData("fldi1 fr3", Pr, 0x3F80_0000u)]
    public void AConstantIsASingleInBothPrecisions(string line, uint fpscr, uint value)
    {
        TestMachine machine = Machine(fpscr, line);
        machine.Run(1);
        Assert.Equal((0u, value), (machine.State.Expevt, machine.State.GetFr(line[^1] - '0')));
    }

    /// <summary>A compiler negates a single without leaving PR = 1: the sign is one bit, wherever it is.</summary>
    [Theory]
    [InlineData("fneg fr3", 0x8000_0000u, 0u)]
    [InlineData("fabs fr3", 0u, 0x8000_0000u)]
    public void ASignChangesInAnOddRegisterInDoublePrecisionToo(string line, uint exchanged, uint cleared)
    {
        TestMachine machine = Machine(Pr, line);
        machine.State.SetFr(3, 0xBFC0_0000);
        machine.Run(1);
        Assert.Equal(
            (0u, (0xBFC0_0000 ^ exchanged) & ~cleared, Front(2)),
            (machine.State.Expevt, machine.State.GetFr(3), machine.State.GetFr(2)));
    }

    /// <summary>"Floating-Point Status/Control Register": operations clear the cause first, moves leave it.</summary>
    [Fact]
    public void EveryOperationClearsTheCauseAndEveryMoveKeepsIt()
    {
        string[] keeping =
        [
            "fldi0", "fldi1", "fmov", "flds", "fsts", "fabs", "fneg", "frchg", "fschg", "fpchg", "lds", "lds.l", "sts",
            "sts.l",
        ];
        const uint Cause = Events.V << FloatingStatus.CauseShift;
        int clearing = 0;
        foreach (Row row in DecodeTable.Rows.Where(r => (r.Traits & Traits.Fpu) != 0))
        {
            string mnemonic = row.Syntax.Split(' ')[0];
            bool onlyDouble = mnemonic.StartsWith("fcnv", StringComparison.Ordinal);
            TestMachine machine = Machine(Cause | (onlyDouble ? Pr : 0));
            machine.Put(TestMachine.Text, BitConverter.GetBytes(row.Fixed));
            // All registers of the opcode are R0: what FPSCR becomes, an address, or half of one.
            bool addresses = row.Syntax.Contains('@', StringComparison.Ordinal);
            bool indexed = row.Syntax.Contains("R0,", StringComparison.Ordinal);
            machine.State[0] = indexed ? TestMachine.Data / 2 : addresses ? TestMachine.Data : Cause;
            for (int i = 0; i < 16; i++)
            {
                // Numbers that no operation can find invalid: 1 in each precision.
                machine.State.SetFr(i, onlyDouble && i % 2 == 1 ? 0 : onlyDouble ? 0x3FF0_0000u : 0x3F80_0000u);
                machine.State.SetXf(i, 0x3F80_0000u);
            }
            machine.Put(TestMachine.Data, BitConverter.GetBytes(Cause));
            machine.Run(1);
            Assert.Equal((row.Syntax, 0u), (row.Syntax, machine.State.Expevt));
            bool kept = (machine.State.Fpscr & Cause) != 0;
            Assert.Equal((row.Syntax, keeping.Contains(mnemonic)), (row.Syntax, kept));
            clearing += kept ? 0 : 1;
        }
        Assert.Equal(16, clearing);
    }

    [Fact]
    public void ASingleAndADoubleAreTheSameRegisters()
    {
        TestMachine machine = Machine(
            0, "mov #7,r1", "lds r1,fpul", "fpchg", "float fpul,dr2", "fadd dr2,dr2", "ftrc dr2,fpul", "fneg dr2",
            "fcnvds dr2,fpul", "fabs dr2", "fcmp/gt dr4,dr2");
        machine.State.SetFr(4, 0);
        machine.Run(6);
        Assert.Equal((0x402C_0000u, 0u, 14u), (machine.State.GetFr(2), machine.State.GetFr(3), machine.State.Fpul));
        machine.Run(2);
        Assert.Equal((0xC02C_0000u, 0xC160_0000u), (machine.State.GetFr(2), machine.State.Fpul));
        machine.Run(2);
        Assert.Equal((0x402C_0000u, 1u), (machine.State.GetFr(2), machine.State.Sr & 1));
    }

    private static uint Front(int register) => 0x3F80_0000u + ((uint)register * 0x0001_0101);

    private static uint Back(int register) => 0x4F80_0000u + ((uint)register * 0x0001_0101);

    private static uint[] Pair(int register) => register % 2 == 0
        ? [Front(register), Front(register + 1)]
        : [Back(register - 1), Back(register)];

    private static TestMachine Machine(uint fpscr, params string[] lines)
    {
        var machine = new TestMachine([.. lines.Select(InSingles)]);
        machine.Put(Handler, "nop");
        machine.State.Fpscr = fpscr;
        for (int i = 0; i < 16; i++)
        {
            machine.State.SetFr(i, Front(i));
            machine.State.SetXf(i, Back(i));
        }
        return machine;
    }

    /// <summary>The assembler knows one name for a register whatever the precision: that of the single.</summary>
    private static string InSingles(string line) =>
        line.StartsWith("fsca", StringComparison.Ordinal) || line.StartsWith("fcnv", StringComparison.Ordinal)
            ? line
            : line.Replace("dr", "fr", StringComparison.Ordinal);
}
