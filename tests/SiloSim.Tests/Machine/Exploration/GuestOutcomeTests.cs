using CsCheck;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Machine;
using SiloSim.Tests.Sh4;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>The explorer reaches exactly the outcomes that a plain enumeration of the same guest reaches.</summary>
public sealed class GuestOutcomeTests(ITestOutputHelper output)
{
    private const int CpuZero = 0x100, Handler = 0x1C0, Pool = 0x1E0;

    /// <summary>Each adds what it has seen to r10, so that two runs that saw other values end differently.</summary>
    private static readonly string[][] s_actions =
    [
        ["mov.l @r8,r1", .. Remember()],
        ["mov.l @(4,r8),r1", .. Remember()],
        ["mov.b @(1,r8),r0", "mov r0,r1", .. Remember()],
        ["mov r13,r1", "mov.l r1,@r8"],
        ["mov r13,r1", "mov.l r1,@(4,r8)"],
        ["mov r13,r0", "mov.b r0,@(1,r8)"],
        ["mov r13,r0", "mov.w r0,@(4,r8)"],
        ["tas.b @r9", "movt r1", .. Remember()],
        ["movli.l @r8,r0", "add #4,r0", "movco.l r0,@r8", "movt r1", .. Remember()],
        ["synco"],
    ];

    private static readonly Gen<int[]> s_text = Gen.Int[0, s_actions.Length - 1].Array[1, 3];

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void RandomGuestsEndAsTheReferenceSays(MemoryModel memory)
    {
        long states = 0, reference = 0, outcomes = 0;
        Gen.Select(s_text, s_text, Gen.Int[0, 1]).Sample(
            (one, other, nmis) =>
            {
                GuestProgram program = Program(one, other);
                var expected = new GuestSearch(program, memory, nmis);
                foreach (Reductions reduction in new[] { Reductions.None, Reductions.PartialOrder })
                {
                    var collector = new Collector();
                    Model model = GuestModel.Of(program, memory, nmis);
                    var explorer = new ModelExplorer(model with { Properties = [.. model.Properties, collector] });
                    SearchResult result = explorer.Search(new SearchOptions { Reductions = reduction });
                    Assert.Equal((Verdict.Holds, null), (result.Verdict, result.Finding));
                    Assert.Equal(expected.Outcomes, collector.Outcomes);
                    Interlocked.Add(ref states, result.States);
                }
                Interlocked.Add(ref reference, expected.States);
                Interlocked.Add(ref outcomes, expected.Outcomes.Count());
            },
            iter: 60);
        output.WriteLine(
            $"{memory}: {states} states in two searches, {reference} in the reference, {outcomes} outcomes");
        Assert.True(outcomes > 90, "too few guests of which the order matters");
    }

    private static string[] Remember() => ["shll2 r10", "shll2 r10", "add r1,r10"];

    /// <summary>CPU 1 can be struck by NMIs, whose handler adds to the first word; CPU 0 cannot.</summary>
    private static GuestProgram Program(int[] one, int[] other)
    {
        byte[] text = new byte[4096];
        Put(0, "mov.l 0x8c0011e0,r8", "mov r8,r9", "add #8,r9", "mov #0,r10", "mov r4,r13", "add #1,r13", "tst r4,r4",
            "bt 0x8c001100", "mov.l 0x8c0011e4,r0", "ldc r0,vbr", "mov.l 0x8c0011e8,r0", "ldc r0,sr");
        Put(24, [.. other.SelectMany(action => s_actions[action]), "mov.l r10,@(20,r8)", .. Exit()]);
        Put(CpuZero, [.. one.SelectMany(action => s_actions[action]), "mov.l r10,@(16,r8)", .. Exit()]);
        Put(Handler, "mov.l @r8,r1", "add #64,r1", "mov.l r1,@r8", "mov #0,r1", "rte", "nop");
        Put(Pool, $".long 0x{TinyGuest.Data:x8}", $".long 0x{TinyGuest.Text + Handler - 0x600:x8}", ".long 0x400000f0");
        return TinyGuest.Program(text);

        void Put(int at, params string[] lines) =>
            Assembler.Assemble(TinyGuest.Text + (uint)at, lines).CopyTo(text, at);

        static string[] Exit() => ["mov #0,r3", "mov #0,r4", "trapa #60"];
    }

    /// <summary>Finds nothing wrong, and notes how executions end.</summary>
    private sealed class Collector : IProperty
    {
        private readonly HashSet<string> _outcomes = [];

        public string Name => "outcomes";

        public IEnumerable<string> Outcomes => _outcomes.Order(StringComparer.Ordinal);

        public Interest InterestIn(Operation operation) => Interest.None;

        public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) => null;

        public string? ObserveEnd(IWorldView world, ReadOnlySpan<uint> words)
        {
            _outcomes.Add(TinyGuest.Outcome(world.Word));
            return null;
        }
    }
}
