using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SiloSim.Sh4;

namespace SiloSim.Ftrace;

/// <summary>
/// <see cref="Torn"/> and <see cref="ChangedUnderNmi"/> at the speed of a guest: checks each load of a call-site word
/// on one processor, without allocating unless it finds something. Used by that processor's thread alone.
/// </summary>
public sealed class SiteReads
{
    /// <summary>
    /// How many violations are kept by default: enough to understand, and bounded whatever a guest does.
    /// </summary>
    public const int DefaultViolationsKept = 16;

    private readonly SiteTable _sites;
    private readonly int _cpu;
    private readonly int _violationsKept;
    private readonly uint[] _firstWords;
    private readonly long[] _firstInNmi;
    private readonly ImmutableArray<Violation>.Builder _violations = ImmutableArray.CreateBuilder<Violation>();
    private long _nmisBegun;
    private int? _nmi;

    /// <summary>The checker of one processor.</summary>
    /// <param name="sites">The call sites of the guest.</param>
    /// <param name="cpu">The processor, from 0.</param>
    /// <param name="violationsKept">How many violations to keep, 0 or more; all are counted.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="violationsKept"/> is less than 0.</exception>
    public SiteReads(SiteTable sites, int cpu, int violationsKept = DefaultViolationsKept)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(violationsKept);
        _sites = sites;
        _cpu = cpu;
        _violationsKept = violationsKept;
        _firstWords = new uint[sites.Sites.Length];
        _firstInNmi = new long[sites.Sites.Length];
    }

    /// <summary>Loads of call-site words.</summary>
    public long Observed { get; private set; }

    /// <summary>The site of the last of them, as in the table, and the word: for those who go from load to load.</summary>
    public (uint Site, uint Word) Last { get; private set; }

    /// <summary>Those of them inside an NMI.</summary>
    public long ObservedInNmi { get; private set; }

    /// <summary>Those that yielded a word that does not belong there.</summary>
    public long Torn { get; private set; }

    /// <summary>Those that yielded something else than the first load of that site in the same NMI.</summary>
    public long ChangedUnderNmi { get; private set; }

    /// <summary>The sites that were loaded inside an NMI, in the order of the table.</summary>
    public IEnumerable<uint> SitesLoadedInNmi =>
        _sites.Sites.Where((_, index) => _firstInNmi[index] != 0).Select(site => site.Ip);

    /// <summary>The first violations, in order.</summary>
    public ImmutableArray<Violation> Violations => _violations.ToImmutable();

    /// <summary>The processor has accepted an NMI.</summary>
    /// <param name="nmi">Its number on this processor, from 0.</param>
    /// <exception cref="InvalidOperationException">The one before has not ended.</exception>
    public void BeginNmi(int nmi)
    {
        if (_nmi is not null)
        {
            throw new InvalidOperationException($"nmi {nmi} begins on cpu {_cpu} within nmi {_nmi}");
        }

        _nmi = nmi;
        _nmisBegun++;
    }

    /// <summary>The processor has returned from its NMI.</summary>
    public void EndNmi() => _nmi = null;

    /// <summary>
    /// The processor has loaded a call-site word; whether it is in an NMI is known from <see cref="BeginNmi"/>.
    /// </summary>
    /// <param name="site">
    /// The address of the site, physical or not; one that is not in the table is not counted.
    /// </param>
    /// <param name="word">What was loaded.</param>
    /// <returns>Whether all is well: false for a word that is torn or has changed.</returns>
    public bool Observe(uint site, uint word)
    {
        int index = _sites.IndexOf(site);
        if (index < 0)
        {
            return true;
        }

        Observed++;
        bool isWell = true;
        CallSiteWords words = _sites.Sites[index];
        Last = (words.Ip, word);
        if (!words.Allows(word))
        {
            Torn++;
            isWell = false;
            if (_violations.Count < _violationsKept)
            {
                _violations.Add(Ftrace.Torn.Found(_cpu, _nmi, words.Ip, word));
            }
        }

        if (_nmi is not int nmi)
        {
            return isWell;
        }

        ObservedInNmi++;
        if (_firstInNmi[index] != _nmisBegun)
        {
            _firstInNmi[index] = _nmisBegun;
            _firstWords[index] = word;
        }
        else if (_firstWords[index] != word)
        {
            ChangedUnderNmi++;
            isWell = false;
            if (_violations.Count < _violationsKept)
            {
                _violations.Add(Ftrace.ChangedUnderNmi.Found(_cpu, nmi, words.Ip, _firstWords[index], word));
            }
        }

        return isWell;
    }

    /// <summary>Moves what was observed, between two NMIs. The violations stay: take them first.</summary>
    /// <param name="mover">Writes it, or sets it in a checker of the same processor and sites.</param>
    /// <exception cref="InvalidOperationException">The processor is in an NMI.</exception>
    public void Move(StateMover mover)
    {
        if (_nmi is not null)
        {
            throw new InvalidOperationException($"cpu {_cpu} moves within nmi {_nmi}");
        }

        Span<long> counts = [Observed, ObservedInNmi, Torn, ChangedUnderNmi, _nmisBegun, Last.Site, Last.Word];
        foreach (ref long count in counts)
        {
            mover.Move(ref count);
        }

        (Observed, ObservedInNmi, Torn, ChangedUnderNmi) = (counts[0], counts[1], counts[2], counts[3]);
        (_nmisBegun, Last) = (counts[4], ((uint)counts[5], (uint)counts[6]));
        mover.Move(_firstWords);
        mover.Move(MemoryMarshal.Cast<long, uint>(_firstInNmi.AsSpan()));
    }
}
