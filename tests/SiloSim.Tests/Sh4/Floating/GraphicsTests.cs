using System.Numerics;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Floating;

/// <summary>FIPR, FTRV, FSCA and FSRRA, from their descriptions in the SH-4 and SH-4A software manuals.</summary>
public sealed class GraphicsTests
{
    private const uint Infinity = 0x7F80_0000;
    private const uint Nan = SingleFloat.DefaultNan;
    private const uint Signalling = 0x7FC0_0000;
    private const uint One = 0x3F80_0000;

    /// <summary>"FIPR": products cut off, aligned by cutting off, one rounding; the same in whole numbers here.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    public void AnInnerProductIsThatOfTheAlgorithmAndWithinItsError(uint mode)
    {
        var numbers = new FloatNumbers(7, FloatFormat.Single);
        int finite = 0;
        for (int i = 0; i < 20_000; i++)
        {
            uint[] x = [.. Enumerable.Range(0, 4).Select(_ => (uint)numbers.Next().A)];
            uint[] y = [.. Enumerable.Range(0, 4).Select(_ => (uint)numbers.Next().A)];
            if (x.Concat(y).Any(v => SingleFloat.IsNan(v) || SingleFloat.IsInfinite(v)))
            {
                continue;
            }
            uint actual = InnerProduct.Of(x, y, mode, out uint events);
            Rational[] products =
                [.. x.Zip(y, (a, b) => Rational.Of(a, FloatFormat.Single).Times(Rational.Of(b, FloatFormat.Single)))];
            (ulong expected, uint expectedEvents) = Reference(x, y).Round(FloatFormat.Single, mode == 1, flushes: false);
            Assert.Equal((uint)expected & ~Zeros(expected), actual & ~Zeros(actual));
            Assert.Equal(expectedEvents | Events.I, events);

            // The error that the manual grants: of a product as many places as its shorter factor has, and of the
            // result one unit.
            if (!SingleFloat.IsInfinite(actual) && (events & Events.O) == 0)
            {
                Rational sum = products.Aggregate((p, q) => p.Plus(q));
                double error = Math.Abs(Quotient(sum.Plus(Negated(Rational.Of(actual, FloatFormat.Single)))));
                double granted = Enumerable.Range(0, 4).Max(k => Math.Abs(Quotient(products[k])) / Places(x[k], y[k]))
                    + Math.Max(Math.Abs(BitConverter.UInt32BitsToSingle(actual)) / (1 << 23), Math.ScaleB(1, -149));
                Assert.True(error <= granted, $"{error} > {granted}");
                finite++;
            }
        }
        Assert.True(finite > 2_000, $"only {finite} finite sums");
    }

    /// <summary>"FIPR", special processing, in the order of its list.</summary>
    [Theory]
    [InlineData(Signalling, One, One, One, Nan, Events.V)]
    [InlineData(0u, Infinity, Nan, One, Nan, Events.V)]
    [InlineData(Nan, One, One, One, Nan, 0u)]
    [InlineData(Infinity, One, Nan, One, Nan, 0u)]
    [InlineData(Infinity, One, 0xFF80_0000u, One, Nan, Events.V)]
    [InlineData(Infinity, One, One, One, Infinity, 0u)]
    [InlineData(Infinity, 0xBF80_0000u, One, One, 0xFF80_0000u, 0u)]
    [InlineData(0x8000_0000u, One, 0x8000_0000u, One, 0u, Events.I)]
    public void AnInnerProductOfNaNsAndInfinities(uint x0, uint y0, uint x1, uint y1, uint result, uint events)
    {
        Assert.Equal(result, InnerProduct.Of([x0, x1, 0, 0], [y0, y1, 0, 0], 0, out uint actual));
        Assert.Equal(events, actual);
    }

    /// <summary>"FTRV": the matrix stands in the other bank by columns, and all four sums are of the old vector.</summary>
    [Fact]
    public void FtrvMultipliesTheMatrixWithTheVectorAndFiprTwoVectors()
    {
        var machine = new TestMachine("ftrv xmtrx,fv8", "fipr fv8,fv4");
        machine.State.Fpscr = 0;
        for (int i = 0; i < 16; i++)
        {
            machine.State.SetXf(i, Bits(i + 1));
            machine.State.SetFr(i, Bits(i - 5));
        }
        machine.Run(1);
        float[] expected = [.. Enumerable.Range(0, 4).Select(i => (i + 1f) * 3 + (i + 5) * 4 + (i + 9) * 5 + (i + 13) * 6)];
        Assert.Equal(expected, Enumerable.Range(8, 4).Select(i => BitConverter.UInt32BitsToSingle(machine.State.GetFr(i))));
        machine.Run(1);
        Assert.Equal(
            Bits((-expected[0]) + expected[2] + (2 * expected[3])), machine.State.GetFr(7));
        Assert.Equal(Bits(1), machine.State.GetFr(6));
    }

    /// <summary>An enabled event in one of the four sums leaves the whole vector.</summary>
    [Fact]
    public void FtrvWritesAllOrNothing()
    {
        var machine = new TestMachine("ftrv xmtrx,fv0");
        machine.Put(TestMachine.Text + 0x100, "nop");
        machine.State.Fpscr = Events.V << FloatingStatus.EnableShift;
        machine.State.SetFr(0, Bits(2));
        machine.State.SetXf(3, Signalling);
        machine.Run(1);
        Assert.Equal((0x120u, Bits(2), 0u),
            (machine.State.Expevt, machine.State.GetFr(0), machine.State.GetFr(3)));
    }

    /// <summary>"FSCA": every angle; both singles are the nearest to the true value.</summary>
    [Fact]
    public void FscaGivesTheNearestSineAndCosineOfEveryAngle()
    {
        for (uint angle = 0; angle < 0x1_0000; angle++)
        {
            double radians = angle * (Math.PI / 0x8000);
            double error = Math.Max(
                Math.Abs(BitConverter.UInt32BitsToSingle(SineTable.Sine(angle)) - Math.Sin(radians)),
                Math.Abs(BitConverter.UInt32BitsToSingle(SineTable.Cosine(angle)) - Math.Cos(radians)));
            Assert.True(error <= 1.0 / (1 << 25) + 1e-15, $"{angle:x4}: {error}");
        }
        Assert.Equal((0u, One), (SineTable.Sine(0x8000), SineTable.Sine(0x4000)));
        Assert.Equal((One, 0xBF80_0000u), (SineTable.Cosine(0x1_0000), SineTable.Cosine(0x8000)));
    }

    /// <summary>"FSRRA": within half a unit, where the hardware grants 2^-21; the special cases of its table.</summary>
    [Fact]
    public void FsrraGivesTheNearestReciprocalRoot()
    {
        var numbers = new FloatNumbers(11, FloatFormat.Single);
        for (int i = 0; i < 20_000; i++)
        {
            uint a = (uint)numbers.Next().A & 0x7FFF_FFFF;
            if (SingleFloat.IsNan(a) || a is 0 or Infinity)
            {
                continue;
            }
            uint actual = SingleFloat.ReciprocalSquareRoot(a, FloatingStatus.CompletesBit, out uint events);
            Rational root = new Rational(1, 1).DividedBy(Rational.Of(a, FloatFormat.Single)).Root();
            Assert.Equal(((uint)root.Round(FloatFormat.Single, false, false).Bits, Events.I), (actual, events));
        }
        foreach ((uint a, uint result, uint events) in new[]
        {
            (0u, Infinity, Events.Z), (0x8000_0000u, 0xFF80_0000u, Events.Z), (Infinity, 0u, 0u),
            (0xFF80_0000u, Nan, Events.V), (0xBF80_0000u, Nan, Events.V), (Nan, Nan, 0u), (Signalling, Nan, Events.V),
        })
        {
            Assert.Equal(result, SingleFloat.ReciprocalSquareRoot(a, 0, out uint actual));
            Assert.Equal(events, actual);
        }
    }

    /// <summary>2^(significant digits - 1) of the factor that has fewer.</summary>
    private static double Places(uint x, uint y) => Math.ScaleB(
        1, (int)Math.Min(BigInteger.Abs(Parts(x).Significand).GetBitLength(),
            BigInteger.Abs(Parts(y).Significand).GetBitLength()) - 1);

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    /// <summary>The sign of a zero is not what the reference is about.</summary>
    private static uint Zeros(ulong bits) => (bits << 1 & uint.MaxValue) == 0 ? 0x8000_0000 : 0;

    private static Rational Negated(Rational value) => value with { Numerator = -value.Numerator };

    private static double Quotient(Rational value) =>
        value.Sign == 0 ? 0 : Math.Sign(value.Sign)
            * Math.Exp(BigInteger.Log(BigInteger.Abs(value.Numerator)) - BigInteger.Log(value.Denominator));

    /// <summary>The sum of the four products as whole numbers of one unit: 30 bits of each, then aligned.</summary>
    private static Rational Reference(uint[] x, uint[] y)
    {
        const int Dropped = 18;
        List<(BigInteger Units, int Exponent)> products = [];
        for (int i = 0; i < 4; i++)
        {
            (BigInteger a, int e) = Parts(x[i]);
            (BigInteger b, int g) = Parts(y[i]);
            BigInteger units = BigInteger.Abs(a * b) >> Dropped;
            if (!units.IsZero)
            {
                products.Add((units * (a * b).Sign, e + g + Dropped));
            }
        }
        if (products.Count == 0)
        {
            return Rational.Zero;
        }
        int greatest = products.Max(p => p.Exponent);
        BigInteger sum = 0;
        foreach ((BigInteger units, int exponent) in products)
        {
            sum += (BigInteger.Abs(units) >> (greatest - exponent)) * units.Sign;
        }
        return greatest >= 0
            ? new Rational(sum << greatest, 1)
            : new Rational(sum, BigInteger.One << -greatest);
    }

    private static (BigInteger Significand, int Exponent) Parts(uint bits)
    {
        int biased = (int)((bits >> 23) & 0xFF);
        int significand = (int)((bits & 0x7F_FFFF) | (biased == 0 ? 0 : 0x80_0000u));
        return ((int)bits < 0 ? -significand : significand, Math.Max(biased, 1) - 150);
    }
}
