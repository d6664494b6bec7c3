using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Mmu.MmuMachine;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>
/// Behind the MMU the loop that looks at every instruction does what the fast one does: for a modelled instruction cache,
/// and for a user break that is armed.
/// </summary>
public sealed class EveryLoopTests
{
    private const int Instructions = 400;
    private const uint BreakAddressA = 0xFF20_0000;
    private const uint CacheEnabled = 1u << 8;

    // The words: bsr and bra, bf/s and bt to near text.
    private static readonly string[] s_lines =
    [
        "mov.l @r1,r2", "mov.l r2,@r1", "mov.b @r3+,r4", "mov.w r4,@-r3", "add #4,r1", "add #-8,r1", "mov.l @(8,r5),r6",
        "mov.l r6,@(4,r5)", "mac.l @r1+,@r3+", "fmov @r1+,fr2", "fmov fr2,@-r3", "fadd fr2,fr4", "fmul fr4,fr5", "tas.b @r5",
        "movli.l @r5,r0", "movco.l r0,@r5", "movua.l @r1+,r0", "dt r7", "tst r2,r4", ".word 0xb002", ".word 0x8f01",
        ".word 0x8903", ".word 0xaff8", "mov.l @(16,gbr),r0", "add r2,r4", "swap.w r4,r4", "ldtlb", "trapa #1", "xor r2,r1", "mov r5,r1",
        "nop",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ARunIsTheSame(int seed)
    {
        MmuMachine fast = Machine(seed, null);
        MmuMachine cached = Machine(seed, new InstructionCache(InstructionCacheModel.Modelled));
        cached.State.Ccr = CacheEnabled;
        MmuMachine watched = Machine(seed, null);
        Arm(watched);

        string expected = Everything(fast, seed);
        Assert.Equal(expected, Everything(cached, seed));
        Assert.Equal(expected, Everything(watched, seed));
    }

    /// <summary>"ICBI": the address is translated, so the line of the page is forgotten whatever its virtual address.</summary>
    [Fact]
    public void IcbiForgetsTheTranslatedLine()
    {
        var m = new MmuMachine(new InstructionCache(InstructionCacheModel.Modelled), "add #1,r1", ".word 0xaffd", "nop");
        m.State.Ccr = CacheEnabled;
        m.Map(8, UserText, TestMachine.Base | Plain);
        m.Map(9, Page, DataFrame | Plain);
        m.Machine.Put(DataFrame, ".word 0x01e3"); // icbi @r1
        m.State.Pc = UserText;
        m.Run(3);
        Assert.Equal(1u, m.State[1]);

        m.Machine.Put(Text, "add #2,r1");
        m.State.Pc = UserText;
        m.Run(3);
        Assert.Equal(2u, m.State[1]);

        (m.State.Pc, m.State[1]) = (Page, UserText);
        m.Run(1);
        (m.State.Pc, m.State[1]) = (UserText, 0);
        m.Run(1);
        Assert.Equal(2u, m.State[1]);
    }

    // Pages with every kind of trouble: text in a page of its own, data with first writes, small pages, none at all.
    private static MmuMachine Machine(int seed, InstructionCache? cache)
    {
        var random = new Random(seed);
        string[] lines = [.. Enumerable.Range(0, 64).Select(_ => s_lines[random.Next(s_lines.Length)])];
        var m = new MmuMachine(cache, lines);
        m.Machine.Put(GeneralHandler, "stc spc,r0", "add #2,r0", "ldc r0,spc", "rte", "nop");
        m.Machine.Put(MissHandler, "ldtlb", "rte", "nop");
        m.State.Ptel = DataFrame | Valid | Size4K | UserWrite | (random.Next(2) == 0 ? Dirty : 0);
        m.State.Gbr = Page + 0x20;
        m.State.Fpscr = 0;
        for (int register = 0; register < 8; register++)
        {
            m.State[register] = Page + ((uint)random.Next(0x60) * 4) + (random.Next(12) == 0 ? 1u : 0);
            m.State.SetFr(register, BitConverter.SingleToUInt32Bits(random.Next(-50, 50)));
        }
        m.Map(20, UserText, TestMachine.Base | Valid | (random.Next(2) == 0 ? Size4K : Size1K) | UserWrite);
        if (random.Next(2) == 0)
        {
            m.Map(21, Page, DataFrame | Valid | Size1K | UserWrite | Dirty);
        }
        m.State.Pc = UserText;
        m.State.Sr = random.Next(2) == 0 ? StatusRegister.MdBit : 0;
        return m;
    }

    // A break on the load of an address that nobody loads.
    private static void Arm(MmuMachine m)
    {
        m.Machine.Put(Text + 0xF00, "mov.l r1,@r0", "add #8,r0", "mov.w r2,@r0");
        uint[] before = [.. Enumerable.Range(0, 3).Select(i => m.State[i])];
        (uint pc, uint sr) = (m.State.Pc, m.State.Sr);
        (m.State[0], m.State[1], m.State[2]) = (BreakAddressA, 0x7000_0000, 0x24);
        (m.State.Pc, m.State.Sr) = (Text + 0xF00, StatusRegister.MdBit);
        m.Run(3);
        for (int i = 0; i < before.Length; i++)
        {
            m.State[i] = before[i];
        }
        (m.State.Pc, m.State.Sr) = (pc, sr);
    }

    private static string Everything(MmuMachine m, int seed)
    {
        long start = m.Machine.Core.Retired;
        var random = new Random(seed);
        CoreExit exit;
        do
        {
            exit = m.Run((int)Math.Min(random.Next(1, 40), start + Instructions - m.Machine.Core.Retired));
        }
        while (exit.Reason == ExitReason.Budget && m.Machine.Core.Retired - start < Instructions);
        CpuState s = m.State;
        IEnumerable<uint> registers = Enumerable.Range(0, 16).SelectMany(i => new[] { s[i], s.GetFr(i) })
            .Concat([s.Sr, s.Pc, s.Pr, s.Mach, s.Macl, s.Fpscr, s.Spc, s.Ssr, s.Expevt, s.Tea, s.Pteh, s.Mmucr]);
        uint sum = m.Machine.Memory[..0xF00].Concat(m.Machine.Memory[0x1000..]).Aggregate(0u, (total, b) => (total * 31) + b);
        return $"{exit.Reason} {exit.Cause} {m.Machine.Core.Retired - start} {string.Join(' ', registers.Select(r => r.ToString("x8")))} {sum:x8}";
    }
}
