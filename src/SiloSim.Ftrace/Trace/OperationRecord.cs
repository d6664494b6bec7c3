using SiloSim.Explorer;

namespace SiloSim.Ftrace;

/// <summary>Says what an executed operation of the protocol means, for those who look at a run.</summary>
public static class OperationRecord
{
    /// <summary>The record of an operation.</summary>
    /// <param name="words">Where the words of the protocol are.</param>
    /// <param name="by">Who posted it.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="result">What came of it.</param>
    /// <returns>The record; null for an operation that no invariant has to see.</returns>
    /// <exception cref="ArgumentException">
    /// An NMI's operation that only the patcher posts, or the other way round.
    /// </exception>
    public static TraceRecord? Of(SharedWords words, Writer by, Operation operation, OperationResult result)
    {
        bool isRunning = operation.Location == words.NmiRunning;
        return operation.Kind switch
        {
            OperationKind.ProbeWrite => new SiteWritten(by, operation.Location, operation.Value, 4, result.Status),
            OperationKind.ProbeWriteHalfword =>
                new SiteWritten(by, operation.Location, operation.Value, 2, result.Status),
            OperationKind.Begin => new CycleBegan(operation.Location, operation.Comparand, operation.Value),
            OperationKind.End => new CycleEnded(operation.Location, unchecked((int)operation.Value)),
            OperationKind.Fail => new WriteFailed(by, operation.Location, unchecked((int)operation.Value)),
            OperationKind.SpinUntilCompareExchange when isRunning => new FlagSet(operation.Value),
            OperationKind.CompareExchange when isRunning =>
                result.Value == operation.Comparand ? new FlagCleared(by) : null,
            OperationKind.AddAndReturn when isRunning => Counted(by, operation.Value, result.Value),
            _ => null,
        };
    }

    private static TraceRecord Counted(Writer by, uint added, uint running) => (added, by.Cpu, by.Nmi) switch
    {
        (ModCode.ModCodeWriteFlag, null, _) => new FlagSet(running),
        (1, int cpu, int nmi) => new NmiEntered(cpu, nmi, running),
        (uint.MaxValue, int cpu, int nmi) => new NmiExited(cpu, nmi, running),
        _ => throw new ArgumentException($"{by} does not add {added:x8} to nmi_running", nameof(by)),
    };
}
