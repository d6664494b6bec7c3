using static SiloSim.Tests.Sh4.Floating.FloatKind;

namespace SiloSim.Tests.Sh4.Floating;

/// <summary>
/// The floating-point operations by exact arithmetic and by the manual's tables of special cases: slow, plain, and with
/// nothing in common with what it checks.
/// </summary>
internal sealed class FloatReference(FloatFormat format, bool toZero, bool dn, bool completes)
{
    /// <summary>The value that stands for "no result": nobody writes it.</summary>
    private static readonly (ulong, uint) s_fpuError = (0, Events.E);

    private (ulong, uint) Invalid => (format.DefaultNan, Events.V);

    private (ulong, uint) Nan => (format.DefaultNan, 0);

    public (ulong Bits, uint Events) Add(ulong a, ulong b)
    {
        (FloatKind ka, FloatKind kb) = (Kind(a), Kind(b));
        return (ka, kb) switch
        {
            (Signalling, _) or (_, Signalling) => Invalid,
            (Quiet, _) or (_, Quiet) => Nan,
            (Denormal, _) or (_, Denormal) when Refuses => s_fpuError,
            (Infinity, Infinity) => a == b ? (a, 0) : Invalid,
            (Infinity, _) => (a, 0),
            (_, Infinity) => (b, 0),
            (Zero, Zero) => (Sign(a) & Sign(b), 0),
            _ => Round(Value(a).Plus(Value(b))),
        };
    }

    public (ulong Bits, uint Events) Multiply(ulong a, ulong b)
    {
        ulong sign = Sign(a) ^ Sign(b);
        return (Kind(a), Kind(b)) switch
        {
            (Signalling, _) or (_, Signalling) => Invalid,
            (Quiet, _) or (_, Quiet) => Nan,
            (Denormal, _) or (_, Denormal) when Refuses => s_fpuError,
            (Zero, Infinity) or (Infinity, Zero) => Invalid,
            (Infinity, _) or (_, Infinity) => (sign | format.Infinity, 0),
            (Zero, _) or (_, Zero) => (sign, 0),
            _ => Round(Value(a).Times(Value(b))),
        };
    }

    public (ulong Bits, uint Events) Divide(ulong a, ulong b)
    {
        ulong sign = Sign(a) ^ Sign(b);
        return (Kind(a), Kind(b)) switch
        {
            (Signalling, _) or (_, Signalling) => Invalid,
            (Quiet, _) or (_, Quiet) => Nan,
            (Denormal, Zero) => (sign | format.Infinity, Events.Z),
            (Denormal, _) or (_, Denormal) when Refuses => s_fpuError,
            (Zero, Zero) or (Infinity, Infinity) => Invalid,
            (Infinity, _) => (sign | format.Infinity, 0),
            (_, Zero) => (sign | format.Infinity, Events.Z),
            (Zero, _) or (_, Infinity) => (sign, 0),
            _ => Round(Value(a).DividedBy(Value(b))),
        };
    }

    public (ulong Bits, uint Events) SquareRoot(ulong a) => Kind(a) switch
    {
        Signalling => Invalid,
        Quiet => Nan,
        Zero => (Sign(a), 0),
        _ when Sign(a) != 0 => Invalid,
        Denormal when Refuses => s_fpuError,
        Infinity => (a, 0),
        _ => Round(Value(a).Root()),
    };

    public (ulong Bits, uint Events) MultiplyAdd(ulong a, ulong b, ulong c)
    {
        FloatKind[] kinds = [Kind(a), Kind(b), Kind(c)];
        ulong product = Sign(a) ^ Sign(b);
        if (kinds.Contains(Signalling) || (kinds[0], kinds[1]) is (Zero, Infinity) or (Infinity, Zero))
        {
            return Invalid;
        }
        if (kinds.Contains(Quiet))
        {
            return Nan;
        }
        if (kinds.Contains(Denormal) && Refuses)
        {
            return s_fpuError;
        }
        if (kinds[0] == Infinity || kinds[1] == Infinity)
        {
            return kinds[2] == Infinity && Sign(c) != product ? Invalid : (product | format.Infinity, 0);
        }
        if (kinds[2] == Infinity)
        {
            return (c, 0);
        }
        bool zeroProduct = kinds[0] == Zero || kinds[1] == Zero;
        return zeroProduct && kinds[2] == Zero
            ? (product & Sign(c), 0)
            : Round(Value(a).Times(Value(b)).Plus(Value(c)));
    }

    /// <summary>From this format to another.</summary>
    public (ulong Bits, uint Events) ConvertTo(FloatFormat other, ulong a)
    {
        ulong sign = Sign(a) != 0 ? other.SignBit : 0;
        return Kind(a) switch
        {
            Signalling => (other.DefaultNan, Events.V),
            Quiet => (other.DefaultNan, 0),
            Denormal when Refuses => s_fpuError,
            Infinity => (sign | other.Infinity, 0),
            Zero => (sign, 0),
            _ => Value(a).Round(other, toZero, dn),
        };
    }

    public (ulong Bits, uint Events) FromInteger(int value) => Round(new Rational(value, 1));

    public (int Value, uint Events) ToInteger(ulong a)
    {
        if (Kind(a) is Quiet or Signalling)
        {
            return (int.MinValue, Events.V);
        }
        Rational value = Kind(a) == Infinity
            ? new Rational(Sign(a) != 0 ? -(1L << 40) : 1L << 40, 1)
            : Rational.Of(a, format);
        System.Numerics.BigInteger cut = value.Numerator / value.Denominator;
        return cut < int.MinValue ? (int.MinValue, Events.V)
            : cut > int.MaxValue ? (int.MaxValue, Events.V)
            : ((int)cut, 0);
    }

    public (bool Holds, uint Events) Compare(ulong a, ulong b, bool greater)
    {
        FloatKind[] kinds = [Kind(a), Kind(b)];
        if (kinds.Contains(Signalling) || (greater && kinds.Contains(Quiet)))
        {
            return (false, Events.V);
        }
        if (kinds.Contains(Quiet))
        {
            return (false, 0);
        }
        int order = Order(a).CompareTo(Order(b));
        return (greater ? order > 0 : order == 0, 0);
    }

    private bool Refuses => !dn && !completes;

    /// <summary>The kind that an operation sees: with DN set, denormalised numbers are zeros.</summary>
    private FloatKind Kind(ulong a) => format.Kind(a) is Denormal && dn ? Zero : format.Kind(a);

    private ulong Sign(ulong a) => a & format.SignBit;

    private Rational Value(ulong a) => Kind(a) == Zero ? Rational.Zero : Rational.Of(a, format);

    /// <summary>A number in the order of the values.</summary>
    private long Order(ulong a)
    {
        long magnitude = Kind(a) == Zero ? 0 : (long)(a & ~format.SignBit);
        return Sign(a) != 0 ? -magnitude : magnitude;
    }

    private (ulong, uint) Round(Rational value) => value.Round(format, toZero, dn);
}
