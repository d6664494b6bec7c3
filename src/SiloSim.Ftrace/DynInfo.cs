namespace SiloSim.Ftrace;

/// <summary>What <see cref="ModCode.FtraceArchReadDynInfo"/> reads.</summary>
/// <param name="NmiWaitCount">Kernel: <c>nmi_wait_count</c>.</param>
/// <param name="NmiUpdateCount">Kernel: <c>nmi_update_count</c>.</param>
public readonly record struct DynInfo(uint NmiWaitCount, uint NmiUpdateCount)
{
    /// <summary>The kernel's text: <c>"%u %u"</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{NmiWaitCount} {NmiUpdateCount}");
}
