using System.Globalization;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Floating;

/// <summary>
/// Every operation against the reference, in both precisions and modes, with DN set and clear, with denormalised
/// operands refused and completed. Numbers come from a seed; <c>SILOSIM_FLOAT_CASES</c> says how many.
/// </summary>
public sealed class ArithmeticTests(ITestOutputHelper output)
{
    private const int Seed = 20_250_705;

    private static readonly int s_cases =
        int.TryParse(Environment.GetEnvironmentVariable("SILOSIM_FLOAT_CASES"), CultureInfo.InvariantCulture, out int n)
            ? n : 20_000;

    public static TheoryData<string> Operations =>
        [.. s_single.Keys.Select(name => $"single {name}"), .. s_double.Keys.Select(name => $"double {name}")];

    private delegate (ulong Bits, uint Events) Operation(ulong a, ulong b, ulong c, uint fpscr);

    private delegate (ulong Bits, uint Events) Expectation(FloatReference reference, ulong a, ulong b, ulong c);

    private static readonly Dictionary<string, (Operation Ours, Expectation Theirs)> s_single = new()
    {
        ["add"] = ((a, b, _, f) => (SingleFloat.Add((uint)a, (uint)b, f, out uint e), e), (r, a, b, _) => r.Add(a, b)),
        ["subtract"] = (
            (a, b, _, f) => (SingleFloat.Subtract((uint)a, (uint)b, f, out uint e), e),
            (r, a, b, _) => r.Add(a, b ^ FloatFormat.Single.SignBit)),
        ["multiply"] = (
            (a, b, _, f) => (SingleFloat.Multiply((uint)a, (uint)b, f, out uint e), e), (r, a, b, _) => r.Multiply(a, b)),
        ["divide"] = (
            (a, b, _, f) => (SingleFloat.Divide((uint)a, (uint)b, f, out uint e), e), (r, a, b, _) => r.Divide(a, b)),
        ["multiply-add"] = (
            (a, b, c, f) => (SingleFloat.MultiplyAdd((uint)a, (uint)b, (uint)c, f, out uint e), e),
            (r, a, b, c) => r.MultiplyAdd(a, b, c)),
        ["square-root"] = (
            (a, _, _, f) => (SingleFloat.SquareRoot((uint)a, f, out uint e), e), (r, a, _, _) => r.SquareRoot(a)),
        ["from-integer"] = (
            (a, _, _, f) => (SingleFloat.FromInteger((int)a, f, out uint e), e), (r, a, _, _) => r.FromInteger((int)a)),
        ["to-integer"] = (
            (a, _, _, _) => ((uint)SingleFloat.ToInteger((uint)a, out uint e), e), (r, a, _, _) => Bits(r.ToInteger(a))),
        ["to-double"] = (
            (a, _, _, f) => (SingleFloat.ToDouble((uint)a, f, out uint e), e),
            (r, a, _, _) => r.ConvertTo(FloatFormat.Double, a)),
        ["equal"] = (
            (a, b, _, f) => (SingleFloat.Compare((uint)a, (uint)b, false, f, out uint e) ? 1u : 0u, e),
            (r, a, b, _) => Bits(r.Compare(a, b, false))),
        ["greater"] = (
            (a, b, _, f) => (SingleFloat.Compare((uint)a, (uint)b, true, f, out uint e) ? 1u : 0u, e),
            (r, a, b, _) => Bits(r.Compare(a, b, true))),
    };

    private static readonly Dictionary<string, (Operation Ours, Expectation Theirs)> s_double = new()
    {
        ["add"] = ((a, b, _, f) => (DoubleFloat.Add(a, b, f, out uint e), e), (r, a, b, _) => r.Add(a, b)),
        ["subtract"] = (
            (a, b, _, f) => (DoubleFloat.Subtract(a, b, f, out uint e), e),
            (r, a, b, _) => r.Add(a, b ^ FloatFormat.Double.SignBit)),
        ["multiply"] = ((a, b, _, f) => (DoubleFloat.Multiply(a, b, f, out uint e), e), (r, a, b, _) => r.Multiply(a, b)),
        ["divide"] = ((a, b, _, f) => (DoubleFloat.Divide(a, b, f, out uint e), e), (r, a, b, _) => r.Divide(a, b)),
        ["square-root"] = (
            (a, _, _, f) => (DoubleFloat.SquareRoot(a, f, out uint e), e), (r, a, _, _) => r.SquareRoot(a)),
        ["from-integer"] = ((a, _, _, _) => (DoubleFloat.FromInteger((int)a), 0), (r, a, _, _) => r.FromInteger((int)a)),
        ["to-integer"] = (
            (a, _, _, _) => ((uint)DoubleFloat.ToInteger(a, out uint e), e), (r, a, _, _) => Bits(r.ToInteger(a))),
        ["to-single"] = (
            (a, _, _, f) => (SingleFloat.FromDouble(a, f, out uint e), e),
            (r, a, _, _) => r.ConvertTo(FloatFormat.Single, a)),
        ["equal"] = (
            (a, b, _, f) => (DoubleFloat.Compare(a, b, false, f, out uint e) ? 1u : 0u, e),
            (r, a, b, _) => Bits(r.Compare(a, b, false))),
        ["greater"] = (
            (a, b, _, f) => (DoubleFloat.Compare(a, b, true, f, out uint e) ? 1u : 0u, e),
            (r, a, b, _) => Bits(r.Compare(a, b, true))),
    };

    /// <summary>Which events each operation can bring about: a control of the numbers, which must bring about all.
    /// </summary>
    private static readonly Dictionary<string, uint> s_possible = new()
    {
        ["add"] = Events.V | Events.O | Events.U | Events.I | Events.E,
        ["subtract"] = Events.V | Events.O | Events.U | Events.I | Events.E,
        ["multiply"] = Events.V | Events.O | Events.U | Events.I | Events.E,
        ["multiply-add"] = Events.V | Events.O | Events.U | Events.I | Events.E,
        ["divide"] = Events.V | Events.Z | Events.O | Events.U | Events.I | Events.E,
        ["square-root"] = Events.V | Events.I | Events.E,
        ["from-integer"] = Events.I,
        ["to-integer"] = Events.V,
        ["to-double"] = Events.V | Events.E,
        ["to-single"] = Events.V | Events.O | Events.U | Events.I | Events.E,
        ["equal"] = Events.V,
        ["greater"] = Events.V,
    };

    [Theory, MemberData(nameof(Operations))]
    public void AnOperationIsExactInItsResultAndItsEvents(string operation)
    {
        bool single = operation.StartsWith("single", StringComparison.Ordinal);
        string name = operation.Split(' ')[1];
        FloatFormat format = single ? FloatFormat.Single : FloatFormat.Double;
        (Operation ours, Expectation theirs) = (single ? s_single : s_double)[name];
        var numbers = new FloatNumbers(Seed, format);
        uint seen = 0;
        for (int i = 0; i < s_cases; i++)
        {
            uint toZero = (uint)i & 1;
            bool dn = (i & 2) != 0;
            bool completes = (i & 12) != 0;
            (ulong a, ulong b, ulong c) = numbers.Next();
            uint fpscr = toZero | (dn ? FloatingStatus.DnBit : 0) | (completes ? FloatingStatus.CompletesBit : 0);
            var reference = new FloatReference(format, toZero != 0, dn, completes);
            (ulong Bits, uint Events) actual = ours(a, b, c, fpscr);
            (ulong Bits, uint Events) expected = theirs(reference, a, b, c);
            seen |= expected.Events;
            Assert.True(
                actual == expected,
                $"{operation} of {a:x} {b:x} {c:x}, FPSCR {fpscr:x8}: {actual.Bits:x} events {actual.Events:x}, "
                + $"expected {expected.Bits:x} events {expected.Events:x}; case {i} of seed {Seed}");
        }
        output.WriteLine($"{operation}: {s_cases} cases, events {seen:x}");
        uint possible = s_possible[name] & ~(name == "from-integer" && !single ? Events.I : 0);
        possible &= ~(name is "add" or "subtract" && s_cases < 1_000 ? Events.U : 0);
        Assert.Equal(possible, seen);
    }

    /// <summary>
    /// IEEE 754, "tininess after rounding": 2^-126 less a bit that 24 bits do not hold is not tiny, less one that only
    /// the denormalised result does not hold is tiny, though both become 2^-126.
    /// </summary>
    [Theory]
    [InlineData(0x00FF_FFFFu, 0x3F00_0000u, 0u, Events.U | Events.I)]
    [InlineData(0x0D80_0000u, 0xA180_0000u, 0x0080_0000u, Events.I)]
    public void UnderflowIsToldByTheRoundedValue(uint a, uint b, uint c, uint events)
    {
        Assert.Equal(0x0080_0000u, SingleFloat.MultiplyAdd(a, b, c, 0, out uint actual));
        Assert.Equal(events, actual);
        uint flushed = SingleFloat.MultiplyAdd(a, b, c, FloatingStatus.DnBit, out _);
        Assert.Equal((events & Events.U) != 0 ? 0 : 0x0080_0000u, flushed);
    }

    /// <summary>Both ends of the fast paths: the smallest and largest numbers around them.</summary>
    [Fact]
    public void EveryPairOfCornerNumbersIsExact()
    {
        int checkedPairs = 0;
        foreach (FloatFormat format in new[] { FloatFormat.Single, FloatFormat.Double })
        {
            Dictionary<string, (Operation Ours, Expectation Theirs)> operations =
                format == FloatFormat.Single ? s_single : s_double;
            ulong[] corners = [.. FloatNumbers.Corners(format)];
            foreach ((string name, (Operation ours, Expectation theirs)) in operations)
            {
                foreach (ulong a in corners)
                {
                    foreach (ulong b in corners)
                    {
                        for (uint mode = 0; mode < 2; mode++)
                        {
                            uint fpscr = mode | FloatingStatus.CompletesBit;
                            var reference = new FloatReference(format, mode != 0, dn: false, completes: true);
                            Assert.True(
                                ours(a, b, a ^ format.SignBit, fpscr) == theirs(reference, a, b, a ^ format.SignBit),
                                $"{name} of {a:x} {b:x}, FPSCR {fpscr:x8}: {ours(a, b, a ^ format.SignBit, fpscr)}, "
                                + $"expected {theirs(reference, a, b, a ^ format.SignBit)}");
                            checkedPairs++;
                        }
                    }
                }
            }
        }
        output.WriteLine($"{checkedPairs} pairs");
    }

    private static (ulong, uint) Bits((int Value, uint Events) result) => ((uint)result.Value, result.Events);

    private static (ulong, uint) Bits((bool Holds, uint Events) result) => (result.Holds ? 1u : 0u, result.Events);
}
