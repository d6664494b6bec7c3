using System.Numerics;

namespace SiloSim.Tests.Sh4.Floating;

/// <summary>An exact number, so that a reference needs no floating point.</summary>
internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator)
{
    public static readonly Rational Zero = new(0, 1);

    public int Sign => Numerator.Sign;

    /// <summary>The value of finite bits.</summary>
    public static Rational Of(ulong bits, FloatFormat format)
    {
        int biased = (int)((bits & format.Infinity) >> format.FractionBits);
        BigInteger significand = (bits & format.Fraction) | (biased == 0 ? 0 : format.Fraction + 1);
        int exponent = Math.Max(biased, 1) - format.Bias - format.FractionBits;
        if ((bits & format.SignBit) != 0)
        {
            significand = -significand;
        }
        return exponent >= 0
            ? new(significand << exponent, 1)
            : new(significand, BigInteger.One << -exponent);
    }

    public Rational Plus(Rational other) =>
        new((Numerator * other.Denominator) + (other.Numerator * Denominator), Denominator * other.Denominator);

    public Rational Times(Rational other) =>
        new(Numerator * other.Numerator, Denominator * other.Denominator);

    public Rational DividedBy(Rational other) => other.Sign < 0
        ? new(-Numerator * other.Denominator, -other.Numerator * Denominator)
        : new(Numerator * other.Denominator, other.Numerator * Denominator);

    /// <summary>The root, exact or with a last bit that says that it goes on.</summary>
    public Rational Root()
    {
        // 2^2k × n/d as an integer of at least 400 bits and its integer root.
        int k = Math.Max(0, (400 + (int)Denominator.GetBitLength() - (int)Numerator.GetBitLength()) / 2);
        BigInteger square = BigInteger.DivRem(Numerator << (2 * k), Denominator, out BigInteger cut);
        BigInteger root = BigInteger.One << ((int)(square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                break;
            }
            root = next;
        }
        bool exact = root * root == square && cut.IsZero;
        return new((root << 1) + (exact ? 0 : 1), BigInteger.One << (k + 1));
    }

    /// <summary>The bits nearest to this, or cut off, with what happened on the way.</summary>
    public (ulong Bits, uint Events) Round(FloatFormat format, bool toZero, bool flushes)
    {
        if (Sign == 0)
        {
            return (0, 0);
        }
        ulong sign = Sign < 0 ? format.SignBit : 0;
        BigInteger magnitude = BigInteger.Abs(Numerator);
        int least = 1 - format.Bias;

        // 2^exponent <= value < 2^(exponent + 1)
        int exponent = (int)(magnitude.GetBitLength() - Denominator.GetBitLength());
        if (Scaled(magnitude, -exponent) < Scaled(Denominator, 0, -exponent))
        {
            exponent--;
        }
        (BigInteger units, int quantum, bool exact) =
            RoundedTo(magnitude, Math.Max(exponent, least) - format.FractionBits, format.FractionBits, toZero);
        if (quantum + format.FractionBits > format.Bias)
        {
            return (sign | (toZero ? format.Infinity - 1 : format.Infinity), Events.O | Events.I);
        }

        // Tiny: below the smallest normal number even when it is rounded with an exponent without an end.
        (_, int unbounded, _) = RoundedTo(magnitude, exponent - format.FractionBits, format.FractionBits, toZero);
        bool tiny = unbounded + format.FractionBits < least;
        if (tiny && flushes)
        {
            return (sign, Events.U | Events.I);
        }
        bool normal = units >> format.FractionBits == 1;
        uint events = exact ? 0 : tiny ? Events.U | Events.I : Events.I;
        ulong biased = normal ? (ulong)(quantum + format.FractionBits + format.Bias) : 0;
        return (sign | (biased << format.FractionBits) | ((ulong)units & format.Fraction), events);
    }

    /// <summary>The magnitude as a number of units of 2^quantum, with at most one bit more than the fraction.</summary>
    private (BigInteger Units, int Quantum, bool Exact) RoundedTo(
        BigInteger magnitude, int quantum, int fractionBits, bool toZero)
    {
        BigInteger divisor = Scaled(Denominator, 0, -quantum);
        BigInteger units = BigInteger.DivRem(Scaled(magnitude, -quantum), divisor, out BigInteger rest);
        int half = (rest * 2).CompareTo(divisor);
        if (!toZero && (half > 0 || (half == 0 && !units.IsEven)))
        {
            units++;
        }
        return units == BigInteger.One << (fractionBits + 1)
            ? (units >> 1, quantum + 1, rest.IsZero)
            : (units, quantum, rest.IsZero);
    }

    /// <summary>value × 2^power where that is an integer; the other side takes what would be a fraction.</summary>
    private static BigInteger Scaled(BigInteger value, int power) => power > 0 ? value << power : value;

    private static BigInteger Scaled(BigInteger value, int power, int otherPower) =>
        otherPower < 0 ? value << -otherPower : Scaled(value, power);
}

/// <summary>The events of FPSCR, by the letters of the manual.</summary>
internal static class Events
{
    public const uint I = 1;
    public const uint U = 2;
    public const uint O = 4;
    public const uint Z = 8;
    public const uint V = 16;
    public const uint E = 32;
}
