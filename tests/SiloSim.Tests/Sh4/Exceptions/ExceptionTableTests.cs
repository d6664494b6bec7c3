using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Exceptions;

/// <summary>
/// The SH-4 software manual's table "Exception Types and Priorities", row by row: every cause that an instruction can have
/// without an MMU, plain and in a delay slot, in user and in privileged mode.
/// </summary>
public sealed class ExceptionTableTests
{
    private const uint UserText = TestMachine.Base;
    private const uint OddData = 0x0C00_2001;
    private const uint KernelData = 0x8C00_2000;
    private const uint Handler = TestMachine.Text + 0x100;
    private const uint StackTop = 0x8C00_3F00;
    private const uint Blocked = StatusRegister.MdBit | StatusRegister.RbBit | StatusRegister.BlBit;

    /// <summary>Instruction, r1, SR bits, then the codes plain and in a slot: privileged, user; 0 where it runs.</summary>
    public static TheoryData<string, uint, uint, uint, uint, uint, uint> Causes => new()
    {
        // "Data Address Error".
        { "mov.l @r1,r0", OddData, 0, 0x0E0, 0x0E0, 0x0E0, 0x0E0 },
        { "mov.w r0,@r1", OddData, 0, 0x100, 0x100, 0x100, 0x100 },
        { "mov.l r0,@-r1", OddData, 0, 0x100, 0x100, 0x100, 0x100 },
        { "mov.b @r1,r0", KernelData, 0, 0, 0, 0x0E0, 0x0E0 },
        { "mov.b r0,@r1", KernelData, 0, 0, 0, 0x100, 0x100 },
        { "tas.b @r1", KernelData, 0, 0, 0, 0x100, 0x100 },
        { "icbi @r1", KernelData, 0, 0, 0, 0x0E0, 0x0E0 },
        { "mov.l @r1,r0", 0xFF00_0024, 0, 0, 0, 0x0E0, 0x0E0 },

        // "General Illegal Instruction Exception", "Slot Illegal Instruction Exception".
        { ".word 0xfffd", 0, 0, 0x180, 0x1A0, 0x180, 0x1A0 },
        { "ldc r0,vbr", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "ldc r0,ssr", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "ldc r0,spc", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "ldc r0,sgr", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "ldc r0,dbr", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "ldc r0,r3_bank", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "ldc.l @r1+,spc", 0x0C00_2000, 0, 0, 0, 0x180, 0x1A0 },
        { "stc sr,r0", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "stc vbr,r0", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "stc sgr,r0", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "stc r3_bank,r0", 0, 0, 0, 0, 0x180, 0x1A0 },
        { "stc.l ssr,@-r1", 0x0C00_2000, 0, 0, 0, 0x180, 0x1A0 },
        { "ldc r0,gbr", 0, 0, 0, 0, 0, 0 },
        { "stc gbr,r0", 0, 0, 0, 0, 0, 0 },
        { "bra 0x8c000010", 0, 0, 0, 0x1A0, 0, 0x1A0 },
        { "bt 0x8c000010", 0, 0, 0, 0x1A0, 0, 0x1A0 },
        { "jmp @r1", 0x0C00_0010, 0, 0, 0x1A0, 0, 0x1A0 },
        { "rts", 0, 0, 0, 0x1A0, 0, 0x1A0 },
        { "rte", 0, 0, 0, 0x1A0, 0x180, 0x1A0 },
        { "mova 0x8c000010,r0", 0, 0, 0, 0x1A0, 0, 0x1A0 },

        // "General FPU Disable Exception", "Slot FPU Disable Exception".
        { "fadd fr0,fr1", 0, StatusRegister.FdBit, 0x800, 0x820, 0x800, 0x820 },
        { "sts fpul,r0", 0, StatusRegister.FdBit, 0x800, 0x820, 0x800, 0x820 },
        { ".word 0xf0ff", 0, StatusRegister.FdBit, 0x800, 0x820, 0x800, 0x820 },  // begins with F
        { ".word 0xf0cd", 0, StatusRegister.FdBit, 0x800, 0x820, 0x800, 0x820 },
        { ".word 0xf0ff", 0, 0, 0x180, 0x1A0, 0x180, 0x1A0 },
        { ".word 0xfffd", 0, StatusRegister.FdBit, 0x180, 0x1A0, 0x180, 0x1A0 },

        // "Unconditional Trap".
        { "trapa #1", 0, 0, 0x160, 0x1A0, 0x160, 0x1A0 },
    };

    [Theory, MemberData(nameof(Causes))]
    public void EachCauseEntersItsHandler(
        string line, uint r1, uint srBits, uint plain, uint inSlot, uint userPlain, uint userInSlot)
    {
        Check(line, r1, srBits, privileged: true, slot: false, plain);
        Check(line, r1, srBits, privileged: true, slot: true, inSlot);
        Check(line, r1, srBits, privileged: false, slot: false, userPlain);
        Check(line, r1, srBits, privileged: false, slot: true, userInSlot);
    }

    /// <summary>"Instruction Address Error": an odd address, and in user mode all but U0. SPC is the address itself.</summary>
    [Theory]
    [InlineData(0x0C00_0011u, true)]
    [InlineData(0x0C00_0011u, false)]
    [InlineData(0x8C00_0010u, false)]
    [InlineData(0xAC00_0010u, false)]
    [InlineData(0xCC00_0010u, false)]
    [InlineData(0xE000_0000u, false)]
    public void AFetchFromAnAddressThatIsNotAllowedIsAnAddressError(uint target, bool privileged)
    {
        var m = new TestMachine("jmp @r1", "nop");
        m.State.Sr = privileged ? StatusRegister.MdBit : 0;
        m.State.Pc = UserText;
        m.State[1] = target;
        m.Put(Handler, "nop");
        m.Run(3);
        Assert.Equal((0x0E0u, target, target), (m.State.Expevt, m.State.Tea, m.State.Spc));
    }

    /// <summary>"Exception Types and Priorities": of two causes the first in the order is taken.</summary>
    [Theory]
    [InlineData("ldc.l @r1+,vbr", 0u, 0x180u)]                          // illegal before data address error
    [InlineData("lds.l @r1+,fpscr", StatusRegister.FdBit, 0x800u)]      // FPU disabled before data address error
    [InlineData(".word 0xfffd", StatusRegister.FdBit, 0x180u)]          // no FPU instruction: illegal
    public void TheFirstOfTwoCausesIsTaken(string line, uint sr, uint code)
    {
        var m = new TestMachine(line);
        m.State.Sr = sr;
        m.State.Pc = UserText;
        m.State[1] = OddData;
        m.Put(Handler, "nop");
        m.Run(1);
        Assert.Equal(code, m.State.Expevt);
    }

    /// <summary>"Exception Types and Priorities", columns vector offset and code; TEA by "Exception Handling".</summary>
    [Theory]
    [InlineData(0x040u, 0x400u, true, "TLB miss (load at 12345678)")]
    [InlineData(0x060u, 0x400u, true, "TLB miss (store at 12345678)")]
    [InlineData(0x080u, 0x100u, true, "initial page write (store at 12345678)")]
    [InlineData(0x0A0u, 0x100u, true, "TLB protection violation (load at 12345678)")]
    [InlineData(0x0C0u, 0x100u, true, "TLB protection violation (store at 12345678)")]
    [InlineData(0x0E0u, 0x100u, true, "address error (load at 12345678)")]
    [InlineData(0x100u, 0x100u, true, "address error (store at 12345678)")]
    [InlineData(0x120u, 0x100u, false, "FPU exception")]
    [InlineData(0x160u, 0x100u, false, "trapa that the guest does not handle")]
    [InlineData(0x180u, 0x100u, false, "illegal instruction")]
    [InlineData(0x1A0u, 0x100u, false, "slot illegal instruction")]
    [InlineData(0x1E0u, 0x100u, false, "user break")]
    [InlineData(0x800u, 0x100u, false, "FPU disabled")]
    [InlineData(0x820u, 0x100u, false, "FPU disabled in a delay slot")]
    public void EachCodeHasItsVector(uint code, uint vector, bool setsTea, string text)
    {
        Assert.Equal(vector, ExceptionRules.Vector((ExceptionCode)code));
        Assert.Equal(setsTea, ExceptionRules.SetsTea((ExceptionCode)code));
        Assert.Equal(text, ExceptionText.Of(code, 0x1234_5678));
        Assert.False(ExceptionRules.IsReset((ExceptionCode)code));
    }

    /// <summary>"Exceptions", on restarting: the handler mends the cause, its RTE runs the instruction again.</summary>
    [Theory, InlineData("nop"), InlineData("bra 0x8c000006")]
    public void AnInstructionIsRunAgainOnceItsCauseIsMended(string before)
    {
        // The handler makes the address even; in the bank of the program r1 is r1_bank.
        var m = new TestMachine(before, "mov.l @r1+,r2", "nop", "nop", "nop", "nop");
        m.Put(Handler, "ldc r0,r1_bank", "rte", "nop");
        m.Put(TestMachine.Data, ".long 0x12345678");
        m.State[1] = TestMachine.Data + 1;
        m.State.SetBanked(0, TestMachine.Data);
        m.Run(7);
        Assert.Equal((0x1234_5678u, TestMachine.Data + 4), (m.State[2], m.State[1]));
        Assert.Equal(StatusRegister.MdBit, m.State.Sr);
    }

    private static void Check(string line, uint r1, uint srBits, bool privileged, bool slot, uint code)
    {
        string[] lines = [slot ? "bra 0x8c000010" : "nop", line, "nop", "nop"];
        var m = new TestMachine(lines);
        m.Put(TestMachine.Text + 0x10, "nop", "nop", "nop");
        m.Put(Handler, "nop", "nop", "nop");
        uint sr = srBits | (privileged ? StatusRegister.MdBit : 0);
        m.State.Sr = sr;
        m.State.Pc = UserText;
        m.State.Spc = UserText + 0x10;
        m.State.Ssr = sr;
        m.State.Pr = UserText + 0x10;
        m.State[1] = r1;
        m.State[15] = StackTop;
        m.Run(2);
        string what = $"{line}, privileged {privileged}, slot {slot}";
        if (code == 0)
        {
            Assert.True(m.State.Expevt == 0, $"{what}: EXPEVT {m.State.Expevt:x3}");
            return;
        }
        uint at = UserText + (slot ? 0 : 2u);
        uint tea = code is not (0x0E0 or 0x100) ? 0 : line.Contains("@-", StringComparison.Ordinal) ? r1 - 4 : r1;
        uint spc = code == 0x160 ? at + 2 : at;
        Assert.True(
            (m.State.Expevt, m.State.Spc, m.State.Ssr, m.State.Sgr, m.State.Tea, m.State.Sr, m.State.Pc & ~0xFu, m.State[15])
                == (code, spc, sr, StackTop, tea, sr | Blocked, Handler, StackTop),
            $"{what}: EXPEVT {m.State.Expevt:x3}, SPC {m.State.Spc:x8}, SSR {m.State.Ssr:x8}, SGR {m.State.Sgr:x8}, "
            + $"TEA {m.State.Tea:x8}, SR {m.State.Sr:x8}, PC {m.State.Pc:x8}");
    }
}
