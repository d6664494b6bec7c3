namespace SiloSim.Ftrace;

/// <summary>What became of the modifications of a stop.</summary>
/// <param name="Done">How many sites were modified.</param>
/// <param name="Efault">How many could not be read.</param>
/// <param name="Einval">How many did not hold what they had to.</param>
/// <param name="Eperm">How many could not be written.</param>
public readonly record struct Modifications(int Done, int Efault, int Einval, int Eperm)
{
    /// <summary>How many failed, whatever the reason.</summary>
    public int Failed => Efault + Einval + Eperm;

    /// <summary>Both together.</summary>
    /// <param name="left">Those of one stop.</param>
    /// <param name="right">Those of another.</param>
    /// <returns>The sums.</returns>
    public static Modifications operator +(Modifications left, Modifications right) => left.Add(right);

    /// <summary>Both together.</summary>
    /// <param name="other">Those of another stop.</param>
    /// <returns>The sums.</returns>
    public Modifications Add(Modifications other) =>
        new(Done + other.Done, Efault + other.Efault, Einval + other.Einval, Eperm + other.Eperm);

    /// <summary>These and one more.</summary>
    /// <param name="status">What <see cref="ModCode.FtraceModifyCode"/> returned.</param>
    /// <returns>The new counts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">That function does not return this.</exception>
    public Modifications Count(int status) => status switch
    {
        0 => this with { Done = Done + 1 },
        Errno.Efault => this with { Efault = Efault + 1 },
        Errno.Einval => this with { Einval = Einval + 1 },
        Errno.Eperm => this with { Eperm = Eperm + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status of a modification"),
    };
}
