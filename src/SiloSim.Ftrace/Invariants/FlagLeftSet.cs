namespace SiloSim.Ftrace;

/// <summary>When a run is over, the flag is clear.</summary>
public sealed class FlagLeftSet : IInvariant
{
    /// <inheritdoc/>
    public Violation? Observe(TraceRecord record) =>
        record is RunEnded end && (end.Running & ModCode.ModCodeWriteFlag) != 0
            ? Violation.Of(
                Property.FlagLeftSet, null, null, null,
                $"nmi_running is {end.Running:x8} at the end: the flag is still set", end.Running)
            : null;
}
