using System.Collections.Immutable;
using System.Globalization;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>Threads that each do given operations, one after the other, over a few words; each is on a CPU of its own.</summary>
internal static class TinyModel
{
    public const uint X = 0x100;
    public const uint Y = 0x104;
    public const uint LockA = 0x108;
    public const uint LockB = 0x10C;

    /// <summary>Where the n-th load of the model, from 0, puts what it got, if it is one that does.</summary>
    public static uint Got(int load) => 0x200 + (uint)(4 * load);

    /// <summary>A word of the thread's own.</summary>
    public static uint Own(int thread) => 0x300 + (uint)(4 * thread);

    /// <summary>An operation whose result nobody needs.</summary>
    public static Deed Do(Operation operation) => new(operation, 0, 0);

    /// <summary>An operation whose result, and a number, is stored in a word.</summary>
    public static Deed Put(Operation operation, uint into, uint add = 0) => new(operation, into, add);

    public static Model Of(MemoryModel memory, params ImmutableArray<Deed>[] threads) => new()
    {
        Threads =
        [
            .. threads.Select((deeds, index) => new ModelThread(
                index.ToString(CultureInfo.InvariantCulture), index, () => RoutineContinuation.Start(() => Run(deeds)))),
        ],
        Words =
        [
            .. new[] { X, Y, LockA, LockB }.Concat(Enumerable.Range(0, 8).Select(Got)).Concat(Enumerable.Range(0, 8).Select(Own))
                .Select(at => new MemoryWord(at, 0)),
        ],
        Memory = memory,
    };

    /// <summary>x=1; read y | y=1; read x.</summary>
    public static Model StoreBuffering(MemoryModel memory) => Of(
        memory,
        [Do(Operation.Store(X, 1)), Put(Operation.Load(Y), Got(0))],
        [Do(Operation.Store(Y, 1)), Put(Operation.Load(X), Got(1))]);

    /// <summary>x=1; y=1 | read y; read x.</summary>
    public static Model MessagePassing(MemoryModel memory) => Of(
        memory,
        [Do(Operation.Store(X, 1)), Do(Operation.Store(Y, 1))],
        [Put(Operation.Load(Y), Got(0)), Put(Operation.Load(X), Got(1))]);

    /// <summary>x=1 | y=1 | read x; read y | read y; read x.</summary>
    public static Model IndependentReads(MemoryModel memory) => Of(
        memory,
        [Do(Operation.Store(X, 1))],
        [Do(Operation.Store(Y, 1))],
        [Put(Operation.Load(X), Got(0)), Put(Operation.Load(Y), Got(1))],
        [Put(Operation.Load(Y), Got(2)), Put(Operation.Load(X), Got(3))]);

    private static async Routine Run(ImmutableArray<Deed> deeds)
    {
        for (int i = 0; i < deeds.Length; i++)
        {
            OperationResult result = await deeds[i].Operation;
            if (deeds[i].Into != 0)
            {
                await Operation.Store(deeds[i].Into, result.Value + deeds[i].Add);
            }
        }
    }

    /// <summary>An operation, and where its result goes; 0 for nowhere.</summary>
    internal readonly record struct Deed(Operation Operation, uint Into, uint Add);

    /// <summary>Looks at the ends: notes what some words hold there, and says whether they may.</summary>
    internal sealed class AtEnd(string name, uint[] words, Func<uint[], bool> isRight) : IProperty
    {
        private readonly Lock _lock = new();

        /// <summary>What the words held at each end, as often as it was met.</summary>
        public List<string> Seen { get; } = [];

        public string Name => name;

        public Interest InterestIn(Operation operation) => Interest.None;

        public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) => null;

        public string? ObserveEnd(IWorldView world, ReadOnlySpan<uint> remembered)
        {
            uint[] held = [.. words.Select(world.Word)];
            lock (_lock)
            {
                Seen.Add(string.Join(' ', held));
            }

            return isRight(held) ? null : $"{name}: {string.Join(' ', held)}";
        }
    }
}
