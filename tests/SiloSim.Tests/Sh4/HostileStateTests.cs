using SiloSim.Sh4;
using SiloSim.Tests.Sh4.Exceptions;
using SiloSim.Tests.Sh4.Mmu;

namespace SiloSim.Tests.Sh4;

/// <summary>
/// Random text over everything at once: registers that point at control registers, TLB arrays, store queues, the user break
/// controller and a device; pages of all sizes; a modelled instruction cache; interrupts. Still results depend neither on
/// budgets nor on absent frames.
/// </summary>
public sealed class HostileStateTests
{
    private const int Instructions = 400;
    private const uint Handlers = TestMachine.Text + 0x800;
    private const uint UserBreak = 0xFF20_0000;

    private static readonly Row[] s_rows = [.. DecodeTable.Rows.Where(r => r.Pattern.Length != 0)];

    private static readonly uint[] s_places =
    [
        0xFF00_0000, 0xFF00_0004, 0xFF00_0008, 0xFF00_0010, 0xFF00_001C, 0xFF00_0020, 0xFF00_0034, 0xFF00_0038, 0xF200_0000,
        0xF300_0100, 0xF600_0000, 0xF600_0080, 0xF700_0200, 0xF780_0000, 0xF000_0000, 0xF100_0040, 0xE000_0000, 0xE200_0020,
        UserBreak, UserBreak + 8, UserBreak + 0x14, UserBreak + 0x20, FakeDevices.Register, 0xFF00_1000,
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void NeitherBudgetsNorAbsentFramesChangeARun(int firstSeed)
    {
        for (int seed = firstSeed * 100; seed < (firstSeed * 100) + 100; seed++)
        {
            string whole = Outcome(seed, int.MaxValue, absent: false);
            Same(whole, Outcome(seed, 1 + (seed % 9), absent: false), $"{seed} in pieces of {1 + (seed % 9)}");
            Same(whole, Outcome(seed, int.MaxValue, absent: true), $"{seed} with absent frames");
        }
    }

    [Fact]
    public void TheRunsMeetEveryExceptionAndManyFarPlaces()
    {
        // The control of the property above.
        string all = string.Join('\n', Enumerable.Range(0, 400).Select(seed => Outcome(seed, int.MaxValue, absent: false)));
        string[] met =
        [
            .. Enum.GetValues<ExceptionCode>().Where(code => !ExceptionRules.IsReset(code) && code != ExceptionCode.None)
                .Select(code => $" expevt {(uint)code:x} "),
            " intevt 620 ", "TLB multiple hit", "asleep True", "no memory at ff", "with SR.BL set",
        ];
        Assert.All(met, what => Assert.Contains(what, all, StringComparison.Ordinal));
    }

    private static string Outcome(int seed, int quantum, bool absent)
    {
        var random = new Random(seed);
        InstructionCache? cache = random.Next(3) == 0 ? new InstructionCache(InstructionCacheModel.Modelled) : null;
        var devices = new FakeDevices { AsksAt = random.Next(Instructions), Request = new(random.Next(1, 16), 0x620) };
        var m = new TestMachine(random.Next(2) == 0 ? devices : null, cache);
        byte[] text = [.. Enumerable.Range(0, FrameTables.FrameBytes).SelectMany(_ => BitConverter.GetBytes(Opcode(random)))];
        m.Put(TestMachine.Text, text);
        string[] handler = ["stc spc,r0", "add #2,r0", "ldc r0,spc", "rte", "nop"];
        m.Put(Handlers + 0x100, handler);
        m.Put(Handlers + 0x400, random.Next(2) == 0 ? handler : ["ldtlb", .. handler]);
        m.Put(Handlers + 0x600, "stc ssr,r0", "or #240,r0", "ldc r0,ssr", "rte", "nop");
        m.EveryAccessAbsentOnce = absent; // Now: it would make frames writable that have decoded text.
        m.State.Tlb = new Tlb();
        if (random.Next(3) == 0)
        {
            Arm(m, random);
        }
        for (int entry = 0; entry < 12; entry++)
        {
            uint page = (random.Next(2) == 0 ? TestMachine.Base : MmuMachine.Page) + ((uint)random.Next(32) << 10);
            uint size = random.Next(4) switch { 0 => MmuMachine.Size1K, 1 => MmuMachine.Size64K, _ => MmuMachine.Size4K };
            uint mask = size == MmuMachine.Size4K ? ~0xFFFu : size == MmuMachine.Size64K ? ~0xFFFFu : ~0x3FFu;
            m.State.Tlb.SetUnified(entry, new TlbEntry
            {
                Address = (page & mask) | MmuMachine.Asid,
                Data = ((TestMachine.Base + ((uint)random.Next(16) << 10)) & mask) | MmuMachine.Valid | size
                    | ((uint)random.Next(128) & (MmuMachine.UserWrite | MmuMachine.Dirty | MmuMachine.Shared)),
            });
        }
        var history = new List<string>();
        for (int times = 0; times < 60 && m.Core.Retired < Instructions; times++)
        {
            Begin(m, random);
            CoreExit exit = default;
            while (m.Core.Retired < Instructions)
            {
                exit = m.Core.Run((int)Math.Min(quantum, Instructions - m.Core.Retired));
                if (exit.Reason is not (ExitReason.Budget or ExitReason.FrameAbsent)
                    && !(exit.Reason == ExitReason.Sleep && m.Core.TryWake()))
                {
                    break;
                }
            }
            history.Add($"{exit} {m.Core.Retired} {Registers(m)}");
            if (exit.Reason == ExitReason.HostCall)
            {
                m.Core.CompleteHostCall(1);
            }
            m.Core.IdleTime += exit.Reason == ExitReason.Sleep ? 50 : 0;
        }
        return $"{string.Join('\n', history)}\n{Convert.ToHexString(m.Memory)}";
    }

    private static void Same(string expected, string actual, string what)
    {
        if (expected != actual)
        {
            // The first line that differs: the others follow from it.
            (string a, string b) = expected.Split('\n').Zip(actual.Split('\n')).First(pair => pair.First != pair.Second);
            Assert.Fail($"seed {what}:\n{a}\n{b}");
        }
    }

    private static ushort Opcode(Random random)
    {
        if (random.Next(8) == 0)
        {
            return (ushort)random.Next(0x1_0000);
        }
        Row row = s_rows[random.Next(s_rows.Length)];
        return (ushort)((random.Next(0x1_0000) & ~row.Mask) | row.Fixed);
    }

    private static void Arm(TestMachine m, Random random)
    {
        foreach (uint channel in new[] { UserBreak, UserBreak + 0xC })
        {
            Store(m, channel, 4, (random.Next(2) == 0 ? TestMachine.Base : TestMachine.Text) + ((uint)random.Next(2048) & ~1u));
            Store(m, channel + 4, 1, (uint)random.Next(16));
            Store(m, channel + 8, 2, (uint)random.Next(0x40));
        }
        Store(m, UserBreak + 0x20, 2, (uint)random.Next(0x1_0000) & ~1u);
    }

    private static void Store(TestMachine m, uint address, int bytes, uint value)
    {
        m.Put(TestMachine.Text + 0xF00, $"mov.{(bytes == 1 ? 'b' : bytes == 2 ? 'w' : 'l')} r9,@r8");
        m.Tables.SetCode(0, null);
        m.State.Sr = StatusRegister.MdBit | StatusRegister.RbBit | StatusRegister.BlBit | StatusRegister.ImaskField;
        (m.State.Pc, m.State[8], m.State[9]) = (TestMachine.Text + 0xF00, address, value);
        m.Run(1);
    }

    private static void Begin(TestMachine m, Random random)
    {
        uint sr = (uint)random.Next(16) << 4;
        sr |= random.Next(3) == 0 ? 0 : StatusRegister.MdBit;
        sr |= random.Next(4) == 0 ? StatusRegister.FdBit : 0;
        sr |= random.Next(2) == 0 ? StatusRegister.RbBit : 0;
        bool translates = random.Next(3) != 0;
        m.State.Sr = sr;
        m.State.Vbr = Handlers;
        m.State.Dbr = Handlers + 0x100;
        m.State.Pteh = MmuMachine.Asid;
        m.State.Ptel = TestMachine.Base | MmuMachine.Plain | ((uint)random.Next(4) << 12);
        m.State.Mmucr = (translates ? 1u : 0) | ((uint)random.Next() & (MmuMachine.Sv | MmuMachine.Sqmd | 0xFFFF_FC00));
        m.State.Ccr = random.Next(2) == 0 ? 0x100u : 0;
        m.State.Fpscr = (uint)random.Next(0x40_0000) & (random.Next(2) == 0 ? uint.MaxValue : ~0xF80u);
        uint start = (sr & StatusRegister.MdBit) == 0 || random.Next(2) == 0 ? TestMachine.Base : TestMachine.Text;
        m.State.Pc = start + ((uint)random.Next(0x1FFF) & (random.Next(32) == 0 ? ~0u : ~1u));
        m.State.Pr = start + ((uint)random.Next(0x2000) & ~1u);
        m.State.Spc = start + ((uint)random.Next(0x2000) & ~1u);
        m.State.Ssr = (uint)random.Next() & StatusRegister.Implemented & ~(random.Next(2) == 0 ? 0 : StatusRegister.BlBit);
        m.State.Gbr = Address(random, start);
        for (int i = 0; i < 16; i++)
        {
            m.State[i] = i == 0 || random.Next(4) == 0 ? (uint)random.Next(64) : Address(random, start);
            m.State.SetFr(i, (uint)random.Next());
            m.State.SetXf(i, (uint)random.Next());
        }
        for (int i = 0; i < 8; i++)
        {
            m.State.SetBanked(i, Address(random, start));
        }
    }

    private static uint Address(Random random, uint start) => random.Next(4) switch
    {
        0 => s_places[random.Next(s_places.Length)],
        1 => MmuMachine.Page + ((uint)random.Next(0x8000) & ~3u),
        _ => start + ((uint)random.Next(TestMachine.Frames * FrameTables.FrameBytes) & (random.Next(16) == 0 ? ~0u : ~7u)),
    };

    private static string Registers(TestMachine m)
    {
        CpuState s = m.State;
        IEnumerable<uint> tlb = Enumerable.Range(0, 64).SelectMany(i => new[] { s.Tlb!.Unified(i).Address, s.Tlb.Unified(i).Data })
            .Concat(Enumerable.Range(0, 4).SelectMany(i => new[] { s.Tlb!.Instruction(i).Address, s.Tlb.Instruction(i).Data }));
        return string.Join(' ', VectorRecord.Save(s).Select(w => w.ToString("x8", null)))
            + $" expevt {s.Expevt:x} tea {s.Tea:x8} tra {s.Tra:x} mmucr {s.Mmucr:x8} pteh {s.Pteh:x8} ptel {s.Ptel:x8} ccr {s.Ccr:x}"
            + $" intevt {s.Intevt:x} asleep {m.Core.Asleep} " + string.Join(',', tlb.Select(w => w.ToString("x", null)));
    }
}
