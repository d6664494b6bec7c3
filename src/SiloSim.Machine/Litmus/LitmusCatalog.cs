using System.Collections.Immutable;
using static SiloSim.Machine.Litmus.LitmusStepKind;

namespace SiloSim.Machine.Litmus;

/// <summary>The litmus tests, as <c>tests/guests/litmus/litmus.c</c> has them.</summary>
/// <remarks>Names: Alglave, Maranget, Tautschnig, "Herding cats"; here <c>+synco</c> has a barrier between a thread's accesses.</remarks>
public static class LitmusCatalog
{
    private const int X = 0;
    private const int Y = 1;

    /// <summary>All of them.</summary>
    public static ImmutableArray<LitmusTest> All { get; } =
    [
        .. Both("sb", "may both miss the other's store?", ["r0", "r1"],
            [Store(X, 1), Load(Y, 0)],
            [Store(Y, 1), Load(X, 1)]),
        .. Both("mp", "may a flag be seen before its data?", ["r0", "r1"],
            [Store(X, 1), Store(Y, 1)],
            [Load(Y, 0), Load(X, 1)]),
        .. Both("lb", "may both see the other's later store?", ["r0", "r1"],
            [Load(X, 0), Store(Y, 1)],
            [Load(Y, 1), Store(X, 1)]),
        .. Both("2+2w", "may both first stores come last?", ["x", "y"],
            [Store(X, 1), Store(Y, 2)],
            [Store(Y, 1), Store(X, 2)],
            finals: [(0, X), (1, Y)]),
        .. Both("corr", "may a word go back?", ["r0", "r1"],
            [Store(X, 1), Store(X, 2)],
            [Load(X, 0), Load(X, 1)]),
        .. Both("iriw", "may two see two stores in different orders?", ["r0", "r1", "r2", "r3"],
            [Store(X, 1)],
            [Store(Y, 1)],
            [Load(X, 0), Load(Y, 1)],
            [Load(Y, 2), Load(X, 3)]),
        Test("tas", "does one TAS.B win, and one only?", ["r0", "r1"],
            [new(TestAndSet, X, 1, 0)],
            [new(TestAndSet, X, 1, 1)]),
        Test("tas-neighbour", "does TAS.B leave the next byte alone?", ["r0", "x", "y"], // y is the byte after x.
            [new(TestAndSet, X, 1, 0)],
            [Store(Y, 1)],
            finals: [(1, X), (2, Y)]),
        Test("movco", "is no increment lost?", ["r0", "r1", "x"],
            [new(Increment, X, 1, 0)],
            [new(Increment, X, 1, 1)],
            finals: [(2, X)]),
        Test("movco-aba", "does MOVCO.L notice a value that came back?", ["r0", "r1", "r2"],
            [new(LoadLinked, X, 0, 0), Load(X, 1), new(StoreConditional, X, 2, 2)],
            [Store(X, 1), Store(X, 0)]),
    ];

    private static LitmusStep Store(int word, int value) => new(LitmusStepKind.Store, word, value);

    private static LitmusStep Load(int word, int register) => new(LitmusStepKind.Load, word, 0, register);

    private static LitmusTest Test(
        string name, string asks, string[] registers, LitmusStep[] first, LitmusStep[] second, (int Register, int Word)[]? finals = null) =>
        new(name, asks, [.. registers], [[.. first], [.. second]], [.. finals ?? []]);

    private static LitmusTest[] Both(
        string name, string asks, string[] registers, LitmusStep[] first, LitmusStep[] second, (int Register, int Word)[] finals) =>
        Fenced(new(name, asks, [.. registers], [[.. first], [.. second]], [.. finals]));

    private static LitmusTest[] Both(string name, string asks, string[] registers, params LitmusStep[][] threads) =>
        Fenced(new(name, asks, [.. registers], [.. threads.Select(static thread => thread.ToImmutableArray())], []));

    private static LitmusTest[] Fenced(LitmusTest test) =>
    [
        test,
        test with
        {
            Name = test.Name + "+synco",
            Threads = [.. test.Threads.Select(static thread =>
                thread.SelectMany(static (step, index) => index == 0 ? [step] : new[] { new LitmusStep(LitmusStepKind.Barrier), step }).ToImmutableArray())],
        },
    ];
}
