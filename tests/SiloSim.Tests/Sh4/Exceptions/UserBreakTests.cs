using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Exceptions;

/// <summary>The SH-4 hardware manual's "User Break Controller (UBC)".</summary>
public sealed class UserBreakTests
{
    private const uint Handler = TestMachine.Text + 0x100;
    private const uint BarA = 0xFF20_0000;
    private const uint BarB = 0xFF20_000C;
    private const uint BdrB = 0xFF20_0018;
    private const uint BdmrB = 0xFF20_001C;
    private const uint Brcr = 0xFF20_0020;
    private const uint FetchCycle = 0x14;                // BBR: instruction, read
    private const uint LoadCycle = 0x24;                 // operand, read
    private const uint StoreCycle = 0x28;                // operand, write

    /// <summary>"Instruction Access Cycle Break": before (PCB = 0) SPC is the instruction, after (PCB = 1) the next one.</summary>
    [Theory]
    [InlineData(false, 0u, 2u, 1u)]
    [InlineData(false, 0x400u, 4u, 2u)]
    [InlineData(true, 0u, 2u, 1u)]
    [InlineData(true, 0x040u, 4u, 2u)]
    public void AnInstructionBreaksBeforeOrAfterItself(bool channelB, uint brcr, uint spc, uint r1)
    {
        TestMachine m = Armed(["mov #1,r1", "mov #2,r1", "nop"], channelB, TestMachine.Text + 2, 0, FetchCycle, brcr);
        m.Run(3);
        Assert.Equal((0x1E0u, TestMachine.Text + spc), (m.State.Expevt, m.State.Spc));
        Assert.Equal(r1, m.State.GetBanked(1));
        Assert.Equal(channelB ? 0x4000u : 0x8000u, Read(m, Brcr, 2) & 0xC000);
        Assert.Equal(Handler, m.State.Pc & ~0xFu);
    }

    /// <summary>"Delay Slot": before a slot SPC is the branch; after it the branch's target.</summary>
    [Theory, InlineData(0u, 0u), InlineData(0x400u, 0x10u)]
    public void ASlotBreaksWithItsBranch(uint brcr, uint spc)
    {
        TestMachine m = Armed(["bra 0x8c000010", "mov #2,r1"], false, TestMachine.Text + 2, 0, FetchCycle, brcr);
        m.Run(3);
        Assert.Equal((0x1E0u, TestMachine.Text + spc), (m.State.Expevt, m.State.Spc));
        Assert.Equal(spc == 0 ? 0u : 2u, m.State.GetBanked(1));
    }

    /// <summary>"Operand Access Cycle Break": behind the access; address mask, direction and size.</summary>
    [Theory]
    [InlineData("mov.l @r2,r1", 0x000u, 0u, LoadCycle, true)]
    [InlineData("mov.l @r2,r1", 0x004u, 0u, LoadCycle, false)]
    [InlineData("mov.l @r2,r1", 0x3FCu, 1u, LoadCycle, true)]         // lower 10 bits masked
    [InlineData("mov.l @r2,r1", 0x400u, 1u, LoadCycle, false)]
    [InlineData("mov.l @r2,r1", 0x400u, 2u, LoadCycle, true)]         // lower 12
    [InlineData("mov.l @r2,r1", 0x5400u, 8u, LoadCycle, true)]        // lower 16
    [InlineData("mov.l @r2,r1", 0x1_5400u, 9u, LoadCycle, true)]      // lower 20
    [InlineData("mov.l @r2,r1", 0x4000_0000u, 3u, LoadCycle, true)]   // all
    [InlineData("mov.l @r2,r1", 0u, 0u, StoreCycle, false)]
    [InlineData("mov.l r1,@r2", 0u, 0u, StoreCycle, true)]
    [InlineData("mov.l r1,@r2", 0u, 0u, LoadCycle, false)]
    [InlineData("mov.b @r2,r1", 0u, 0u, LoadCycle | 1, true)]         // byte
    [InlineData("mov.w @r2,r1", 0u, 0u, LoadCycle | 1, false)]
    [InlineData("mov.w @r2,r1", 0u, 0u, LoadCycle | 2, true)]         // word
    [InlineData("mov.l @r2,r1", 0u, 0u, LoadCycle | 3, true)]         // longword
    [InlineData("mov.w @r2,r1", 0u, 0u, LoadCycle | 3, false)]
    [InlineData("tas.b @r2", 0u, 0u, StoreCycle, true)]
    [InlineData("tas.b @r2", 0u, 0u, LoadCycle, true)]
    [InlineData("movli.l @r2,r0", 0u, 0u, LoadCycle, true)]
    [InlineData("nop", 0u, 0u, LoadCycle, false)]
    public void AnOperandBreaksBehindItsInstruction(string line, uint offset, uint mask, uint cycle, bool breaks)
    {
        foreach (bool channelB in new[] { false, true })
        {
            TestMachine m = Armed([line, "nop", "nop"], channelB, TestMachine.Data + offset, mask, cycle, 0);
            m.State[2] = TestMachine.Data;
            m.Run(2);
            Assert.Equal(
                breaks ? (0x1E0u, TestMachine.Text + 2) : (0u, 0u), (m.State.Expevt, m.State.Expevt == 0 ? 0 : m.State.Spc));
        }
    }

    /// <summary>"Break Data Register B": with DBEB the value counts, but for the bits of the mask.</summary>
    [Theory]
    [InlineData(0x1234_5678u, 0u, true)]
    [InlineData(0x1234_5679u, 0u, false)]
    [InlineData(0x1234_5600u, 0xFFu, true)]
    public void ChannelBComparesData(uint data, uint dataMask, bool breaks)
    {
        TestMachine m = Armed(["mov.l r3,@r2", "nop", "nop"], true, TestMachine.Data, 0, StoreCycle, 0x80);
        Write(m, BdrB, 4, data);
        Write(m, BdmrB, 4, dataMask);
        m.State[2] = TestMachine.Data;
        m.State[3] = 0x1234_5678;
        m.Run(2);
        Assert.Equal(breaks ? 0x1E0u : 0u, m.State.Expevt);
        Assert.Equal(0x1234_5678u, m.Word(TestMachine.Data));
    }

    /// <summary>"Sequential Break": B breaks only after A has matched.</summary>
    [Theory, InlineData(0u, 4u, true), InlineData(4u, 0u, false)]
    public void InSequenceAComesBeforeB(uint first, uint second, bool breaks)
    {
        TestMachine m = Armed(["nop", "nop", "nop", "nop"], false, TestMachine.Text + first, 0, FetchCycle, 0x08);
        Write(m, BarB, 4, TestMachine.Text + second);
        Write(m, BarB + 8, 2, FetchCycle);
        m.Run(4);
        Assert.Equal(breaks ? 0x1E0u : 0u, m.State.Expevt);
        Assert.Equal(breaks ? 0xC000u : 0x8000u, Read(m, Brcr, 2) & 0xC000);
    }

    /// <summary>"User Break Debug Support Function": with BRCR.UBDE the handler is at DBR.</summary>
    [Fact]
    public void WithUbdeABreakGoesToDbr()
    {
        TestMachine m = Armed(["nop", "nop"], false, TestMachine.Text + 2, 0, FetchCycle, 0x01);
        m.State.Dbr = TestMachine.Text + 0x800;
        m.Put(TestMachine.Text + 0x800, "nop", "nop");
        m.Run(2);
        Assert.Equal((0x1E0u, TestMachine.Text + 2, TestMachine.Text + 0x802), (m.State.Expevt, m.State.Spc, m.State.Pc));
    }

    /// <summary>"Exception Types and Priorities": a break before comes before an illegal instruction.</summary>
    [Fact]
    public void ABreakBeforeComesFirst()
    {
        TestMachine m = Armed([".word 0xfffd"], false, TestMachine.Text, 0, FetchCycle, 0);
        m.Run(1);
        Assert.Equal(0x1E0u, m.State.Expevt);
    }

    /// <summary>"Exceptions", on SR.BL: a break is no reset; the match is noted.</summary>
    [Fact]
    public void WithBlSetOnlyTheFlagIsSet()
    {
        TestMachine m = Armed(["nop", "nop", "nop"], false, TestMachine.Text + 2, 0, FetchCycle, 0);
        m.State.Sr |= StatusRegister.BlBit;
        m.Run(3);
        Assert.Equal((0u, TestMachine.Text + 6), (m.State.Expevt, m.State.Pc));
        Assert.Equal(0x8000u, Read(m, Brcr, 2));
        Write(m, Brcr, 2, 0x8000);
        Assert.Equal(0x8000u, Read(m, Brcr, 2));
        Write(m, Brcr, 2, 0);
        Assert.Equal(0u, Read(m, Brcr, 2));
    }

    /// <summary>A break that the guest arms itself is seen from the next instruction on; disarmed, the loop is fast again.</summary>
    [Fact]
    public void TheGuestArmsAndIsRestarted()
    {
        var m = new TestMachine("mov.l r1,@r2", "mov.w r3,@r4", "nop", "mov #7,r5", "nop", "nop");
        m.Put(Handler, "mov.w r6,@r7", "rte", "nop");
        m.State[1] = TestMachine.Text + 6;
        m.State[2] = BarA;
        m.State[3] = FetchCycle;
        m.State[4] = BarA + 8;
        m.State.SetBanked(7, BarA + 8);
        m.Run(3 + 3 + 2);
        Assert.Equal((0x1E0u, 7u, TestMachine.Text + 10), (m.State.Expevt, m.State[5], m.State.Pc));
    }

    /// <summary>"Sequential Condition": an instruction that waits for its frame is fetched again, and is still one.</summary>
    [Fact]
    public void AnInstructionThatIsRunAgainForItsFrameIsNoSequence()
    {
        const uint Sequential = 8;
        foreach (bool absent in new[] { false, true })
        {
            TestMachine m = Armed(["mov.l @r2,r1", "nop"], false, TestMachine.Text, 0, FetchCycle, Sequential);
            Write(m, BarB, 4, TestMachine.Text);
            Write(m, BarB + 8, 2, FetchCycle);
            m.State[2] = TestMachine.Data;
            m.EveryAccessAbsentOnce = absent;
            m.RunThrough(2);
            Assert.Equal((0u, TestMachine.Text + 4), (m.State.Expevt, m.State.Pc));
            Assert.Equal(0x8000u, Word(m));
        }

        static uint Word(TestMachine m)
        {
            m.EveryAccessAbsentOnce = false;
            return Read(m, Brcr, 2) & 0xC000;
        }
    }

    /// <summary>A controller that waits for nothing keeps nothing: else a guest could fill the host's memory.</summary>
    [Fact]
    public void WhileNoChannelIsArmedAccessesCostTheHostNoMemory()
    {
        TestMachine m = Armed(["tas.b @r2", "bra 0x8c000000", "nop"], false, TestMachine.Data, 0, cycle: 0, brcr: 0);
        m.State[2] = TestMachine.Data;
        m.Run(300);
        long before = GC.GetAllocatedBytesForCurrentThread();
        m.Run(300_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static TestMachine Armed(string[] lines, bool channelB, uint address, uint mask, uint cycle, uint brcr)
    {
        var m = new TestMachine(lines);
        m.Put(Handler, "nop", "nop", "nop", "nop");
        m.Put(TestMachine.Text + 0x10, "nop", "nop");
        uint channel = channelB ? BarB : BarA;
        Write(m, channel, 4, address);
        Write(m, channel + 4, 1, mask);
        Write(m, Brcr, 2, brcr);
        Write(m, channel + 8, 2, cycle);
        return m;
    }

    // By an instruction at the end of the text, with the state as it was.
    private static void Write(TestMachine m, uint address, int bytes, uint value) => Use(m, address, bytes, value);

    private static uint Read(TestMachine m, uint address, int bytes) => Use(m, address, bytes, null);

    private static uint Use(TestMachine m, uint address, int bytes, uint? value)
    {
        (uint pc, uint sr, uint r8, uint r9) = (m.State.Pc, m.State.Sr, m.State[8], m.State[9]);
        char size = bytes switch { 1 => 'b', 2 => 'w', _ => 'l' };
        m.Put(TestMachine.Text + 0xF00, value is null ? $"mov.{size} @r8,r9" : $"mov.{size} r9,@r8");
        m.Tables.SetCode(0, null);
        m.State.Sr = StatusRegister.MdBit | StatusRegister.RbBit | StatusRegister.BlBit;
        (m.State.Pc, m.State[8], m.State[9]) = (TestMachine.Text + 0xF00, address, value ?? 0);
        m.Run(1);
        uint read = bytes == 2 ? (ushort)m.State[9] : m.State[9];
        m.State.Sr = sr;
        (m.State.Pc, m.State[8], m.State[9]) = (pc, r8, r9);
        return read;
    }
}
