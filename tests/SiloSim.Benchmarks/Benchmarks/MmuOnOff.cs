using SiloSim.Benchmarks.Measure;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>What address translation takes from loads and stores: one loop in P0, over pages of 4 KiB, with MMUCR.AT 0 and 1.</summary>
internal sealed class MmuOnOff : IBenchmark
{
    private const long ChecksumInstructions = 10_000_000;
    private const int WindowsPerRound = 5;

    // The same addresses with and without translation: each page is mapped to itself.
    private const uint Loop = MemoryMap.RamBase + 0x1000;
    private const uint Source = MemoryMap.RamBase + 0x1_0000;
    private const uint Target = MemoryMap.RamBase + 0x2_0000;
    private const uint BufferBytes = 0x1_0000;
    private const uint PageBytes = 0x1000;
    private const uint Setup = MemoryMap.RamBase + 0x8000_2000;

    // PTEL: V, 4 KiB, privileged read and write, D. MMUCR: AT, URC from bit 10 on.
    private const uint PageBits = 0x134;
    private const uint TranslationOn = 1;
    private const int UrcShift = 10;

    private static readonly ushort[] s_loop =
    [
        0x6183, // mov   r8,r1        the source
        0x6293, // mov   r9,r2        the target
        0x63A3, // mov   r10,r3       how often
        0x6016, // mov.l @r1+,r0
        0x6416, // mov.l @r1+,r4
        0x304C, // add   r4,r0
        0x2202, // mov.l r0,@r2
        0x8122, // mov.w r0,@(4,r2)
        0x6520, // mov.b @r2,r5
        0x365C, // add   r5,r6
        0x4310, // dt    r3
        0x8FF6, // bf.s  back to the first load
        0x7208, // add   #8,r2
        0xAFF1, // bra   back to the begin
        0x0009, // nop
    ];

    private static readonly ushort[] s_setup = [0x0038]; // ldtlb

    /// <inheritdoc/>
    public string Name => "mmu-on-off";

    /// <inheritdoc/>
    public string Text => "loads and stores through the MMU, against the same without address translation";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        var window = TimeSpan.FromMilliseconds(options.Smoke ? 20 : 200);
        var (off, on) = (Machine(translating: false), Machine(translating: true));
        var (checksum, same) = (new Checksum(), new Checksum());
        off.AddStateAfter(ChecksumInstructions, checksum);
        on.AddStateAfter(ChecksumInstructions, same);
        if (checksum.Value != same.Value)
        {
            throw new WrongWorkException("the loop does not do the same with and without address translation");
        }
        var byClock = new List<Round>();
        var byCpu = new List<Round>();
        for (int round = 0; round < options.Rounds; round++)
        {
            var baseline = new GuestRate[WindowsPerRound];
            var subject = new GuestRate[WindowsPerRound];
            for (int each = 0; each < WindowsPerRound; each++)
            {
                baseline[each] = await GuestRate.Of(off, window);
                subject[each] = await GuestRate.Of(on, window);
            }
            byClock.Add(new Round([.. baseline.Select(rate => rate.PerSecond)], [.. subject.Select(rate => rate.PerSecond)]));
            byCpu.Add(new Round(
                [.. baseline.Select(rate => rate.PerCpuSecond)], [.. subject.Select(rate => rate.PerCpuSecond)]));
        }
        var row = new Row
        {
            Name = "loads and stores, MMU on / MMU off",
            Unit = "M instructions/s",
            Reach = 0.75,
            MoreIsBetter = true,
            Rounds = byClock,
            Checksum = checksum.Value,
        };
        return [row, row with { Name = "  the same by CPU time", Unit = "M instr./CPU s", Reach = null, Rounds = byCpu }];
    }

    private static DirectCore Machine(bool translating)
    {
        var core = new DirectCore(
            [(Loop, (ReadOnlyMemory<byte>)Bytes(s_loop)), (MemoryMap.ToPhysical(Setup), Bytes(s_setup))], new CpuState { Pc = Setup });
        CpuState state = core.State;
        uint entry = 0;
        for (uint page = Loop; page < Target + BufferBytes; page += page == Loop ? Source - Loop : PageBytes)
        {
            (state.Pc, state.Pteh, state.Ptel) = (Setup, page, page | PageBits);
            state.Mmucr = entry++ << UrcShift;
            core.RunOnce(1);
        }
        state.Mmucr = translating ? TranslationOn : 0;
        state.Pc = Loop;
        (state[8], state[9], state[10]) = (Source, Target, BufferBytes / 8);
        return core;
    }

    private static byte[] Bytes(ushort[] opcodes) => [.. opcodes.SelectMany(BitConverter.GetBytes)];
}
