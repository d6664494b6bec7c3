using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models.Properties;

/// <summary><c>changed-under-nmi</c>: within one NMI, a site does not change.</summary>
public sealed class StableUnderNmi : IProperty
{
    /// <inheritdoc/>
    public string Name => KebabCase.Of(Property.ChangedUnderNmi);

    /// <inheritdoc/>
    public Interest InterestIn(Operation operation) =>
        operation.Kind == OperationKind.Saw ? Interest.Reads : Interest.None;

    /// <inheritdoc/>
    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) =>
        operation.Value == operation.Comparand
            ? null : $"{operation.Comparand:x8} and then {operation.Value:x8} was read at {operation.Location:x8}";
}
