using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models.Properties;

/// <summary><c>flag-left-set</c>: at the end NMIs would not write.</summary>
public sealed class FlagClearAtEnd : IProperty
{
    /// <inheritdoc/>
    public string Name => KebabCase.Of(Property.FlagLeftSet);

    /// <inheritdoc/>
    public Interest InterestIn(Operation operation) => Interest.None;

    /// <inheritdoc/>
    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) => null;

    /// <inheritdoc/>
    public string? ObserveEnd(IWorldView world, ReadOnlySpan<uint> words) =>
        (world.Word(SeedSites.Words.NmiRunning) & ModCode.ModCodeWriteFlag) == 0
            ? null : "the flag is still set at the end";
}
