using System.Collections.Immutable;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models;

/// <summary>
/// What each step, barrier and memory model comes to, in the smallest configuration in which it shows, beside the whole
/// protocol in the same configuration; and larger ones in which the whole protocol holds. The verdicts are those of an
/// independent tool.
/// </summary>
public static class VerificationTable
{
    /// <summary>The rows: each configuration once.</summary>
    public static ImmutableArray<VerificationRow> All { get; } =
    [
        .. Steps().Concat(Barriers()).Concat(OneCpu()).Concat(StoppedMachine()).Concat(Breakpoint()).Concat(Waiting())
            .Concat(Larger()).DistinctBy(row => ConfigurationText.Of(row.Configuration)),
    ];

    private static IEnumerable<VerificationRow> Steps()
    {
        const string group = "each step";
        SeedConfiguration one = Of(1, 1, 1, 1);
        SeedConfiguration halves = In(one, PatchUnit.Halfword);
        SeedConfiguration failing = one with { FailingWrite = true };
        return
        [
            Holds(group, one),
            Breaks(group, one, Property.WrongContent, 5, Step.BuffersBeforeFlag),
            Breaks(group, one, Property.ChangedUnderNmi, 9, Step.WaitForNmiBeforeSet),
            Breaks(group, one, Property.ChangedUnderNmi, 8, Step.WriteFlag),
            Breaks(group, one, Property.ChangedUnderNmi, 9, Step.NmiWrite),
            Holds(group, halves),
            Breaks(group, halves, Property.Torn, null, Step.WaitForNmiBeforeSet),
            Breaks(group, halves, Property.Torn, null, Step.WriteFlag),
            Breaks(group, halves, Property.Torn, null, Step.NmiWrite),
            Holds(group, failing),
            Breaks(group, failing, Property.Killed, null, Step.KillNewWriters),
            Holds(group, one, Step.WaitForNmiAfterClear),
            Holds(group, Of(1, 1, 2, 1)),
            Breaks(group, Of(1, 1, 2, 1), Property.WrongContent, 13, Step.WaitForNmiAfterClear),
            Holds(group, Of(1, 1, 1, 2)),
            Breaks(group, Of(1, 1, 1, 2), Property.WrongContent, 13, Step.WaitForNmiAfterClear),
            Holds(group, one, Step.IcacheFlush),
        ];
    }

    private static IEnumerable<VerificationRow> Barriers()
    {
        const string group = "barriers";
        SeedConfiguration sc = Of(1, 1, 1, 1);
        SeedConfiguration tso = In(sc, MemoryModel.Tso);
        SeedConfiguration rounds = In(Of(1, 1, 1, 2), MemoryModel.Tso);
        SeedConfiguration early = sc with { EarlyLoads = true };
        return
        [
            Holds(group, tso),
            Holds(group, In(sc, MemoryModel.Pso)),
            Holds(group, sc, Step.BuffersBarrier),
            Breaks(group, tso, Property.WrongContent, 7, Step.BuffersBarrier),
            .. Everywhere(group, Step.FlagBarrier),
            Holds(group, sc, Step.WriteBarrier),
            Breaks(group, tso, Property.ChangedUnderNmi, 17, Step.WriteBarrier),
            .. Everywhere(group, Step.NmiReadBarrier),
            Holds(group, early),
            Breaks(group, early, Property.WrongContent, null, Step.NmiReadBarrier),
            .. Everywhere(group, Step.NmiEnterBarrier),
            .. Everywhere(group, Step.NmiExitBarrier),
            Holds(group, tso, Step.NmiEnterBarrier, Step.NmiExitBarrier),
            Holds(group, Of(1, 1, 1, 2), Step.NmiEnterBarrier, Step.NmiExitBarrier),
            Holds(group, rounds),
            Breaks(group, rounds, Property.LastContent, 40, Step.NmiEnterBarrier, Step.NmiExitBarrier),
        ];
    }

    /// <summary>A barrier that nothing with store buffers needs: two rounds, two CPUs, all memory models.</summary>
    private static IEnumerable<VerificationRow> Everywhere(string group, Step step) =>
        Enum.GetValues<MemoryModel>().SelectMany(memory => new[]
        {
            Holds(group, In(Of(1, 1, 1, 2), memory), step),
            Holds(group, In(Of(2, 1, 1, 1), memory), step),
        });

    private static IEnumerable<VerificationRow> OneCpu()
    {
        const string group = "a single CPU";
        SeedConfiguration self = Of(1, 2, 2, 1) with { Self = true };
        SeedConfiguration halves = In(Of(1, 1, 1, 1) with { Self = true }, PatchUnit.Halfword);
        return
        [
            Holds(group, self),
            Holds(group, self, Step.WaitForNmiBeforeSet),
            Holds(group, self, Step.WaitForNmiAfterClear),
            Holds(group, self, Step.NmiWrite),
            Holds(group, halves),
            Breaks(group, halves, Property.Torn, 9, Step.NmiWrite),
        ];
    }

    private static IEnumerable<VerificationRow> StoppedMachine()
    {
        const string group = "CPUs that stop-machine parks";
        SeedConfiguration word = Of(0, 0, 1, 1) with { Readers = 1 };
        SeedConfiguration halves = In(word, PatchUnit.Halfword);
        return
        [
            Holds(group, word),
            Holds(group, word, Step.StopMachine),
            Holds(group, halves),
            Breaks(group, halves, Property.Torn, null, Step.StopMachine),
        ];
    }

    private static IEnumerable<VerificationRow> Breakpoint()
    {
        const string group = "a breakpoint instead of stop-machine";
        SeedConfiguration whole = In(Of(0, 0, 1, 1), PatchUnit.Halfword) with
        {
            Scheme = PatchScheme.Breakpoint,
            Readers = 1,
        };
        return
        [
            Holds(group, whole),
            new(group, whole with { WithoutBreakpoint = [BreakpointStep.BreakpointSync1] }, Property.Torn, null),
            Holds(group, whole with { WithoutBreakpoint = [BreakpointStep.BreakpointSync2] }),
            Holds(group, whole with { WithoutBreakpoint = [BreakpointStep.BreakpointSync3] }),
        ];
    }

    private static IEnumerable<VerificationRow> Waiting()
    {
        const string group = "waiting for ever";
        SeedConfiguration one = Of(1, 1, 1, 1);
        return
        [
            Holds(group, one with { Flush = FlushReach.Broadcast }),
            new(group, one with { Flush = FlushReach.Ipi }, Property.Deadlock, null),
            new(group, one with { Nmis = null }, Property.Livelock, null),
        ];
    }

    private static IEnumerable<VerificationRow> Larger()
    {
        const string group = "the whole protocol";
        SeedConfiguration[] figures =
        [
            Of(2, 1, 1, 1), Of(2, 2, 2, 1), Of(2, 2, 2, 2), Of(3, 1, 2, 1), Of(3, 2, 1, 1), Of(3, 2, 2, 1), Of(4, 1, 1, 1),
            Of(4, 1, 2, 1), Of(5, 1, 2, 1),
        ];
        SeedConfiguration[] small = [Of(1, 1, 1, 1), Of(2, 1, 1, 1), Of(2, 2, 2, 1)];
        return
        [
            .. figures.Select(figure => Holds(group, figure)),
            .. small.Select(one => Holds(group, In(one, PatchUnit.Halfword))),
            .. small.Select(one => Holds(group, one with { Self = true })),
            .. small.Select(one => Holds(group, one with { FailingWrite = true })),
            .. small.Select(one => Holds(group, In(one, MemoryModel.Tso))),
            .. small.Select(one => Holds(group, In(one, MemoryModel.Pso))),
        ];
    }

    private static SeedConfiguration Of(int nmiCpus, int nmis, int sites, int rounds) =>
        new() { NmiCpus = nmiCpus, Nmis = nmis, Sites = sites, Rounds = rounds };

    private static SeedConfiguration In(SeedConfiguration configuration, MemoryModel memory) =>
        configuration with { Memory = memory };

    private static SeedConfiguration In(SeedConfiguration configuration, PatchUnit unit) =>
        configuration with { Variant = configuration.Variant.With(unit) };

    private static VerificationRow Holds(string group, SeedConfiguration whole, params Step[] without) =>
        new(group, Without(whole, without), null, null);

    private static VerificationRow Breaks(
        string group, SeedConfiguration whole, Property property, int? steps, params Step[] without) =>
        new(group, Without(whole, without), property, steps);

    private static SeedConfiguration Without(SeedConfiguration whole, Step[] steps) => whole with
    {
        Variant = steps.Aggregate(whole.Variant, (variant, step) => variant.Without(step)),
    };
}
