namespace SiloSim.Ftrace;

/// <summary>When a run is over, no NMI counts as running.</summary>
public sealed class CounterNotZero : IInvariant
{
    /// <inheritdoc/>
    public Violation? Observe(TraceRecord record) =>
        record is RunEnded end && (end.Running & ~ModCode.ModCodeWriteFlag) != 0
            ? Violation.Of(
                Property.CounterNotZero, null, null, null,
                $"nmi_running is {end.Running:x8} at the end: it still counts NMIs", end.Running)
            : null;
}
