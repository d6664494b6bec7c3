using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Moving;

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
    private readonly LastContent _lastContent = new();
    private readonly IInvariant[] _invariants;

    private readonly Queue<(ProtocolAccess Access, AccessResult Result)> _steps = new();
    private readonly List<ViolationMessage> _violations = [];
    private readonly SortedSet<uint> _modified = [];
    private OperationNote? _begun;
    private (Writer By, OperationNote Note)? _failed;

    /// <summary>Begins to watch.</summary>
    public ProtocolWatch(WordsSpec words, IReadOnlyList<SiteSpec> sites)
    {
        _words = words.ToSharedWords();
        _sites = sites;
        _invariants = [new WrongContent(), new Killed(), _lastContent, new CounterNotZero(), new FlagLeftSet()];
    }

    /// <summary>Goes on with what another home has seen: its invariants see again what still matters to them.</summary>
    public ProtocolWatch(WordsSpec words, IReadOnlyList<SiteSpec> sites, MovedWatch moved)
        : this(words, sites)
    {
        foreach (MovedStep step in moved.Steps)
        {
            _steps.Enqueue((step.Access, step.Result));
        }
        foreach ((uint site, uint expected) in moved.Expected)
        {
            Saw(Writer.Patcher,
            [
                new OperationNote((int)OperationKind.Begin, site, expected, expected),
                new OperationNote((int)OperationKind.End, site, 0, 0),
            ]);
        }
        if (moved.Begun is { } begun)
        {
            Saw(Writer.Patcher, [begun]);
        }
        if (moved.Failed is { } failed)
        {
            Saw(moved.FailedCpu < 0 ? Writer.Patcher : Writer.OfNmi(moved.FailedCpu, moved.FailedNmi), [failed]);
        }
        _modified.Clear();
        _modified.UnionWith(moved.Modified);
        _violations.AddRange(moved.Violations);
    }

    /// <summary>All that another home needs to go on.</summary>
    public MovedWatch Pack() => new(
        [.. _steps.Select(static step => new MovedStep(step.Access, step.Result))],
        [.. _violations], [.. _modified], _lastContent.Expected.ToDictionary(), _begun,
        _failed?.Note, _failed?.By.Cpu ?? -1, _failed?.By.Nmi ?? 0);

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
            switch ((OperationKind)note.Kind)
            {
                case OperationKind.Begin:
                    _modified.Add(note.Address);
                    _begun = note;
                    break;
                case OperationKind.Fail:
                    _failed = (by, note);
                    break;
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
        _failed = record is FlagSet ? null : _failed;
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
