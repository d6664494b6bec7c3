using SiloSim.Explorer;

namespace SiloSim.Ftrace.Models;

/// <summary>The seed's own words for operations that a picture would name by numbers.</summary>
internal static class SeedWords
{
    /// <summary>What an operation is called; null where the common words do.</summary>
    public static string? Of(Operation operation, OperationResult? result, Func<uint, string> place) => operation.Kind switch
    {
        OperationKind.Phase when operation.Value == BreakpointText.Sync => "sync: all CPUs are between instructions",
        OperationKind.Phase when operation.Value <= (uint)StopPhase.Exit =>
            $"stop-machine: {KebabCase.Of((StopPhase)operation.Value)}",
        OperationKind.AddAndReturn when operation.Value == uint.MaxValue =>
            $"subtract 1 from {place(operation.Location)}" + (result is { } sum ? $": {sum.Value:x8}" : ""),
        OperationKind.Flush => $"flush {place(operation.Location)} from instruction caches",
        _ => null,
    };
}
