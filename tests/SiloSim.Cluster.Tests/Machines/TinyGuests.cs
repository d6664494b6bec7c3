using System.Buffers.Binary;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>Guests of a few instructions, for what the built ones are too big for. Each has one call site, in no text.</summary>
internal static class TinyGuests
{
    public const uint Site = 0x8c00_3000;

    /// <summary>While this word is 0, the guest holds NMIs back.</summary>
    public const uint Gate = 0x8c00_4000;

    /// <summary>NMIs as the handler counts them, a word for each CPU.</summary>
    public const uint NmiCounts = 0x8c00_4100;

    private const uint Entry = 0x8c00_1000;
    private const uint Vectors = 0x8c00_2000;
    private const uint Mcount = 0x8c00_5000;
    private const uint Tracer = 0x8c0a_6000;
    private const uint Words = 0x8c00_7000;
    private const uint OpenSr = 0x4000_00f0; // Privileged, bank 0, BL clear; interrupts stay masked.

    private static readonly ImagePart s_exit = Code(Entry,
        0xe300,     // mov #0,r3
        0xe400,     // mov #0,r4
        0xc33c);    // trapa #60: exit(0)

    private static readonly ImagePart s_gate = Code(Entry,
        0xd01f,     // 00 mov.l @(80),r0: the vectors
        0x402e,     // 02 ldc r0,vbr
        0xd120,     // 04 mov.l @(88),r1: the gate
        0x6212,     // 06 mov.l @r1,r2
        0x2228,     // 08 tst r2,r2
        0x89fc,     // 0a bt 06
        0xd01d,     // 0c mov.l @(84),r0: SR
        0x400e,     // 0e ldc r0,sr
        0xe306,     // 10 mov #6,r3
        0xc33c,     // 12 trapa #60: keep going?
        0x2008,     // 14 tst r0,r0
        0x8bfb,     // 16 bf 10
        0xe300,     // 18 mov #0,r3
        0xe400,     // 1a mov #0,r4
        0xc33c);    // 1c trapa #60: exit(0)

    private static readonly ImagePart s_handler = Code(Vectors + 0x600,
        0xd01f,     // 00 mov.l @(80),r0: the counts
        0x6143,     // 02 mov r4,r1: the CPU number, in bank 1 since the entry
        0x4108,     // 04 shll2 r1
        0x301c,     // 06 add r1,r0
        0x6102,     // 08 mov.l @r0,r1
        0x7101,     // 0a add #1,r1
        0x2012,     // 0c mov.l r1,@r0
        0x002b,     // 0e rte
        0x0009);    // 10 nop, in its slot

    /// <summary>Exits before there is anything to do.</summary>
    public static PlannedRun ExitsAtOnce(RunMode mode, int toggles = 3) => Run(mode, cpus: 2, toggles, [s_exit]);

    /// <summary>Takes NMIs nearly from its first instruction on, and exits when the run has no more work.</summary>
    public static PlannedRun WaitsForTheEnd(RunMode mode, int cpus) =>
        Run(mode, cpus, toggles: 0, [s_gate, s_handler, .. Literals, Word(Gate, 1)]);

    /// <summary>As the other, but with <c>SR.BL</c> set until <see cref="Gate"/> is not 0.</summary>
    public static PlannedRun HoldsBack(RunMode mode, int cpus) =>
        Run(mode, cpus, toggles: 0, [s_gate, s_handler, .. Literals]);

    /// <summary>Takes NMIs whose handler never ends.</summary>
    public static PlannedRun NmisNeverEnd(RunMode mode)
    {
        // More rounds than there is time for: one may end before the first NMI comes.
        PlannedRun run = Run(mode, cpus: 2, toggles: 1_000_000, [s_gate, Code(Vectors + 0x600, 0xaffe, 0x0009), .. Literals, Word(Gate, 1)]);
        return run with
        {
            Spec = run.Spec with { NmiEvery = 1000 },
            Plan = run.Plan with { TimeLimitMilliseconds = 500 },
        };
    }

    /// <summary>All CPUs sleep, and nothing wakes them.</summary>
    public static PlannedRun Sleeps(RunMode mode) =>
        Ending(Run(mode, cpus: 2, toggles: 0, [Code(Entry, 0x001b, 0xaffd, 0x0009)]));

    private static PlannedRun Ending(PlannedRun run) => run with { Plan = run.Plan with { UntilInterrupted = false } };

    private static ImagePart[] Literals =>
    [
        Word(Entry + 0x80, Vectors), Word(Entry + 0x84, OpenSr), Word(Entry + 0x88, Gate), Word(Vectors + 0x680, NmiCounts),
    ];

    private static PlannedRun Run(RunMode mode, int cpus, int toggles, ImagePart[] image)
    {
        var spec = new MachineSpec
        {
            Cpus = cpus,
            Mode = mode,
            Seed = 1,
            RamBytes = (int)MemoryMap.DefaultRamBytes,
            Entry = Entry,
            Image = [.. image, Word(Site, Mcount)],
            Sites = [new SiteSpec(Site, "site", Mcount, Tracer, Site + 4)],
            Words = new WordsSpec(Words, Words + 4, Words + 8, Words + 12, Words + 16, Words + 20, Allotted: true),
            TracerEntry = Tracer,
        };
        var plan = new RunPlan { Toggles = toggles, Sites = toggles > 0 ? [0] : [], UntilInterrupted = toggles == 0 };
        return new PlannedRun("tiny", spec, plan, Specs.Elf("hello").Symbols);
    }

    private static ImagePart Code(uint address, params ushort[] opcodes)
    {
        byte[] bytes = new byte[opcodes.Length * sizeof(ushort)];
        for (int index = 0; index < opcodes.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(index * sizeof(ushort)), opcodes[index]);
        }
        return new ImagePart(MemoryMap.ToPhysical(address), bytes);
    }

    private static ImagePart Word(uint address, uint word)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
        return new ImagePart(MemoryMap.ToPhysical(address), bytes);
    }
}
