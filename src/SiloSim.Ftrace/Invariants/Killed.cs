namespace SiloSim.Ftrace;

/// <summary>
/// Once a write has failed and whoever saw it has cleared the flag, no NMI that enters sees it, until the patcher sets
/// it for another modification.
/// </summary>
public sealed class Killed : IInvariant
{
    private WriteFailed? _failed;

    /// <inheritdoc/>
    public Violation? Observe(TraceRecord record)
    {
        switch (record)
        {
            case WriteFailed failed:
                _failed = failed;
                return null;
            case FlagSet:
                _failed = null;
                return null;
            case NmiEntered entered when _failed is not null && (entered.RunningAfter & ModCode.ModCodeWriteFlag) != 0:
                return Violation.Of(
                    Property.Killed, _failed.Site, entered.Cpu, entered.Nmi,
                    $"nmi {entered.Nmi} on cpu {entered.Cpu} still sees the flag ({entered.RunningAfter:x8}) after the "
                    + $"write at {_failed.Site:x8} failed for {_failed.By}",
                    entered.RunningAfter);
            default:
                return null;
        }
    }
}
