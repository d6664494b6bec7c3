using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Tests.Explorer;

/// <summary>
/// Small models of a seed: two or three threads of a few operations over three words, some with a loop that goes on
/// while a word changes.
/// </summary>
internal static class RandomModel
{
    private const uint FirstWord = 0x100;
    private const int Words = 3;

    private enum Act
    {
        Load,
        Store,
        StoreLoaded,
        CompareExchange,
        Add,
        Barrier,
        SpinUntilEqual,
        ExchangeUntilSame,
    }

    /// <summary>What memory holds at all ends, and where nobody can go on.</summary>
    public static SortedSet<string> Outcomes(int seed, MemoryModel memory, Reductions reductions, int workers)
    {
        var ends = new Ends();
        SearchResult result = new ModelExplorer(Of(seed, memory, ends)).Search(
            new SearchOptions { Reductions = reductions, Workers = workers });
        SortedSet<string> outcomes = ends.Seen;
        if (result.Finding?.Property is "deadlock" or "livelock")
        {
            outcomes = [result.Finding.Property]; // The search ends there, so what else it met is chance.
        }

        return outcomes;
    }

    /// <summary>The model of a seed.</summary>
    public static Model Of(int seed, MemoryModel memory, IProperty? ends = null)
    {
        var random = new Random(seed);
        int count = random.Next(2, 4);
        ImmutableArray<Part>[] parts =
            [.. Enumerable.Range(0, count).Select(_ => Parts(random, count == 2 ? 5 : 3))];
        bool areAlike = random.Next(3) == 0;
        return new Model
        {
            Threads =
            [
                .. Enumerable.Range(0, count).Select(i =>
                {
                    ImmutableArray<Part> own = areAlike && i > 0 ? parts[1] : parts[i];
                    return new ModelThread($"{i}", i, () => RoutineContinuation.Start(() => Run(own)))
                    {
                        Kin = areAlike && i > 0 ? 1 : 0,
                    };
                }),
            ],
            Words = [.. Enumerable.Range(0, Words).Select(i => new MemoryWord(FirstWord + (uint)(4 * i), 0))],
            Properties = ends is null ? [] : [ends],
            Memory = memory,
        };
    }

    private static ImmutableArray<Part> Parts(Random random, int most) =>
    [
        .. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => new Part(
            (Act)random.Next(random.Next(4) == 0 ? 8 : 6), FirstWord + (uint)(4 * random.Next(Words)), (uint)random.Next(1, 3))),
    ];

    private static async Routine Run(ImmutableArray<Part> parts)
    {
        uint loaded = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            uint at = parts[i].At;
            uint value = parts[i].Value;
            switch (parts[i].Act)
            {
                case Act.Load:
                    loaded = (await Operation.Load(at)).Value;
                    break;
                case Act.Store:
                    await Operation.Store(at, value);
                    break;
                case Act.StoreLoaded:
                    await Operation.Store(at, loaded + value);
                    break;
                case Act.CompareExchange:
                    loaded = (await Operation.CompareExchange(at, loaded, value)).Value;
                    break;
                case Act.Add:
                    loaded = (await Operation.AddAndReturn(at, value)).Value;
                    break;
                case Act.Barrier:
                    await Operation.FullBarrier();
                    break;
                case Act.SpinUntilEqual:
                    await Operation.SpinUntilEqual(at, value);
                    break;
                default:
                    uint seen = (await Operation.Load(at)).Value;
                    while (seen != value)
                    {
                        seen = (await Operation.CompareExchange(at, seen, value)).Value;
                    }

                    break;
            }
        }
    }

    private readonly record struct Part(Act Act, uint At, uint Value);

    private sealed class Ends : IProperty
    {
        private readonly Lock _lock = new();

        public SortedSet<string> Seen { get; } = [];

        public string Name => "ends";

        public Interest InterestIn(Operation operation) => Interest.None;

        public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) => null;

        public string? ObserveEnd(IWorldView world, ReadOnlySpan<uint> words)
        {
            lock (_lock)
            {
                Seen.Add(string.Join(',', Enumerable.Range(0, Words).Select(i => world.Word(FirstWord + (uint)(4 * i)))));
            }

            return null;
        }
    }
}
