using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models.Properties;

/// <summary><c>counter-not-zero</c>: at the end no NMI counts as running.</summary>
public sealed class CounterBackAtZero : IProperty
{
    /// <inheritdoc/>
    public string Name => KebabCase.Of(Property.CounterNotZero);

    /// <inheritdoc/>
    public Interest InterestIn(Operation operation) => Interest.None;

    /// <inheritdoc/>
    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) => null;

    /// <inheritdoc/>
    public string? ObserveEnd(IWorldView world, ReadOnlySpan<uint> words)
    {
        uint running = world.Word(SeedSites.Words.NmiRunning) & ~ModCode.ModCodeWriteFlag;
        return running == 0 ? null : $"nmi_running counts {running} at the end";
    }
}
