using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models.Properties;

/// <summary>
/// <c>killed</c>: once a writer has seen its write fail, and is done with it, no NMI that enters sees the flag until it
/// is set again. It remembers whether one has.
/// </summary>
public sealed class AllWritersKilled : IProperty
{
    private static readonly uint s_running = SeedSites.Words.NmiRunning;

    /// <inheritdoc/>
    public string Name => KebabCase.Of(Property.Killed);

    /// <inheritdoc/>
    public int Words => 1;

    /// <inheritdoc/>
    public Interest InterestIn(Operation operation) => operation switch
    {
        { Kind: OperationKind.Fail } => Interest.Writes,
        { Kind: OperationKind.SpinUntilCompareExchange } when operation.Location == s_running => Interest.Writes,
        { Kind: OperationKind.AddAndReturn, Value: ModCode.ModCodeWriteFlag } => Interest.Writes,
        { Kind: OperationKind.AddAndReturn, Value: 1 } => Interest.Reads,
        _ => Interest.None,
    };

    /// <inheritdoc/>
    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words)
    {
        if (operation is { Kind: OperationKind.AddAndReturn, Value: 1 })
        {
            return words[0] != 0 && (result.Value & ModCode.ModCodeWriteFlag) != 0
                ? $"an NMI still sees the flag ({result.Value:x8}) after a write failed" : null;
        }

        words[0] = operation.Kind == OperationKind.Fail ? 1u : 0;
        return null;
    }
}
