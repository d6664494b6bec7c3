using System.Collections.Concurrent;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Machine;

/// <summary>
/// No CPU says by its exit code that a check of the guest has failed, crashes, or does what cannot be explored.
/// </summary>
internal sealed class GuestFailed : IProperty
{
    /// <summary>The word that verdicts print.</summary>
    public const string Word = "guest-failed";

    private readonly ConcurrentDictionary<uint, string> _causes = new();

    public string Name => Word;

    public Interest InterestIn(Operation operation) =>
        operation.Kind == OperationKind.Fail ? Interest.Reads : Interest.None;

    /// <summary>What a CPU posts that has failed: it says why by a number.</summary>
    /// <param name="cause">Why, in one line.</param>
    public Operation Because(string cause)
    {
        // A hash, and no count: numbers must not depend on the order in which a search meets them.
        uint number = 0x811C_9DC5;
        foreach (char c in cause)
        {
            number = unchecked((number ^ c) * 0x0100_0193);
        }
        while (_causes.GetOrAdd(number, cause) != cause)
        {
            number++;
        }
        return Operation.Fail(number, -1);
    }

    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) =>
        _causes[operation.Location];
}
