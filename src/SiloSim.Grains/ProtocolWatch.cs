using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains.Engine;

namespace SiloSim.Grains;

/// <summary>
/// Watches the protocol at the home of its counter, which sees its accesses in one order: checks what must hold, and keeps
/// the last steps for those who ask how it came to a violation.
/// </summary>
internal sealed class ProtocolWatch
{
    private const int StepsKept = 48;        // Two modifications with some NMIs between them.
    private const int ViolationsKept = 16;   // Enough to understand, and bounded whatever a run does.

    private readonly SharedWords _words;
    private readonly IReadOnlyList<SiteSpec> _sites;
    private readonly IInvariant[] _invariants =
        [new WrongContent(), new Killed(), new LastContent(), new CounterNotZero(), new FlagLeftSet()];

    private readonly Queue<(ProtocolAccess Access, AccessResult Result)> _steps = new();
    private readonly List<ViolationMessage> _violations = [];
    private readonly SortedSet<uint> _modified = [];

    /// <summary>Begins to watch.</summary>
    public ProtocolWatch(WordsSpec words, IReadOnlyList<SiteSpec> sites)
    {
        _words = words.ToSharedWords();
        _sites = sites;
    }

    /// <summary>The sites that were modified.</summary>
    public IReadOnlyCollection<uint> Modified => _modified;

    /// <summary>An access was executed.</summary>
    public void Saw(ProtocolAccess access, AccessResult result)
    {
        var by = access.Cpu < 0 ? Writer.Patcher : Writer.OfNmi(access.Cpu, access.Nmi);
        if (access.Notes is { } notes)
        {
            Saw(by, notes);
        }
        if ((OperationKind)access.Kind != OperationKind.None)
        {
            _steps.Enqueue((access, result));
            if (_steps.Count > StepsKept)
            {
                _steps.Dequeue();
            }
            Check(
                by,
                new Operation((OperationKind)access.Kind, access.Address, access.Value, access.Comparand),
                new OperationResult(result.Value, result.Status));
        }
    }

    private void Saw(Writer by, IReadOnlyList<OperationNote> notes)
    {
        foreach (OperationNote note in notes)
        {
            if ((OperationKind)note.Kind == OperationKind.Begin)
            {
                _modified.Add(note.Address);
            }
            Check(by, new Operation((OperationKind)note.Kind, note.Address, note.Value, note.Comparand), default);
        }
    }

    /// <summary>The run is over.</summary>
    /// <param name="running">What <c>nmi_running</c> holds.</param>
    /// <param name="words">What the modified sites hold.</param>
    public void RunEnded(uint running, ImmutableSortedDictionary<uint, uint> words) => Check(new RunEnded(running, words));

    /// <summary>What was seen.</summary>
    /// <param name="counters">The words that the report shows.</param>
    public WatchReport Report(IReadOnlyList<uint> counters) => new(Steps(), [.. _violations], counters);

    private void Check(Writer by, Operation operation, OperationResult result)
    {
        if (OperationRecord.Of(_words, by, operation, result) is { } record)
        {
            Check(record);
        }
    }

    private void Check(TraceRecord record)
    {
        foreach (IInvariant invariant in _invariants)
        {
            if (invariant.Observe(record) is { } violation && _violations.Count < ViolationsKept)
            {
                _violations.Add(SiteViolations.ToMessage(violation, _sites) with { Steps = Steps() });
            }
        }
    }

    private string[] Steps() => [.. _steps.Select(step => StepText.Of(_words, step.Access, step.Result))];
}
