using System.Collections.Immutable;

namespace SiloSim.Ftrace;

/// <summary>The invariants that a run can be checked against, as one.</summary>
/// <param name="sites">The call sites of the guest.</param>
public sealed class AllInvariants(SiteTable sites)
{
    private readonly ImmutableArray<IInvariant> _invariants =
    [
        new Torn(sites), new ChangedUnderNmi(), new WrongContent(), new LastContent(), new Killed(),
        new CounterNotZero(), new FlagLeftSet(),
    ];

    /// <summary>Looks at the next thing that happened.</summary>
    /// <param name="record">What happened.</param>
    /// <returns>The violations that this is, mostly none.</returns>
    public IReadOnlyList<Violation> Observe(TraceRecord record)
    {
        List<Violation>? found = null;
        foreach (IInvariant invariant in _invariants)
        {
            if (invariant.Observe(record) is Violation violation)
            {
                (found ??= []).Add(violation);
            }
        }

        return found ?? (IReadOnlyList<Violation>)[];
    }
}
