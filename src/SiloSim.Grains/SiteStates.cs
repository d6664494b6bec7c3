using System.Collections.Immutable;
using SiloSim.Ftrace;

namespace SiloSim.Grains;

/// <summary>What each call site holds, as the coordinator has left it. Kernel: the flags of a <c>dyn_ftrace</c> record.</summary>
internal sealed class SiteStates
{
    private readonly CallSiteWords[] _sites;
    private readonly Dictionary<uint, uint> _words;
    private readonly TracerWord? _tracer;
    private readonly uint _tracerEntry;
    private uint _newWord;

    /// <summary>All sites hold what the ELF has there.</summary>
    public SiteStates(MachineSpec spec)
    {
        _sites = [.. spec.Sites.Select(site => new CallSiteWords(site.Address, site.Call, site.Initial))];
        _words = spec.Sites.ToDictionary(site => site.Address, site => site.Initial);
        _tracer = spec.Tracer;
        _tracerEntry = spec.TracerEntry;
        if (_tracer is { } tracer)
        {
            _words[tracer.Address] = tracer.Stub;
        }
    }

    /// <summary>What each site holds, and the tracer's word.</summary>
    public Dictionary<uint, uint> Words
    {
        get => new(_words);
        init => _words = value;
    }

    /// <summary>The modifications of a round: each site gets its other content, and the tracer is switched with them.</summary>
    /// <param name="sites">Indices of the chosen sites.</param>
    /// <param name="boot">The first round: kernel <c>ftrace_convert_nops</c>; the tracer stays as it is.</param>
    public ImmutableArray<Modification> Next(IReadOnlyList<int> sites, bool boot)
    {
        var modifications = ImmutableArray.CreateBuilder<Modification>(sites.Count + 1);
        foreach (int index in sites)
        {
            CallSiteWords site = _sites[index];
            modifications.Add(site.Toggle(site.StateOf(_words[site.Ip])));
        }
        if (_tracer is { } tracer && !boot)
        {
            uint other = _words[tracer.Address] == tracer.Stub ? tracer.Function : tracer.Stub;
            modifications.Add(new Modification(ModificationKind.UpdateFtraceFunc, tracer.Address, other));
        }
        return modifications.ToImmutable();
    }

    /// <summary>The modifications of several rounds within one stop; the tracer stays as it is.</summary>
    /// <param name="sites">Indices of the chosen sites, none of which is as the ELF has it.</param>
    /// <param name="rounds">How often each gets its other content.</param>
    public ImmutableArray<Modification> Next(IReadOnlyList<int> sites, int rounds)
    {
        var modifications = ImmutableArray.CreateBuilder<Modification>(sites.Count * rounds);
        for (int round = 0; round < rounds; round++)
        {
            foreach (CallSiteWords site in sites.Select(index => _sites[index]))
            {
                bool calls = site.StateOf(_words[site.Ip]) == CallSiteState.Call == (round % 2 == 0);
                modifications.Add(site.Toggle(calls ? CallSiteState.Call : CallSiteState.Nop));
            }
        }
        return modifications.ToImmutable();
    }

    /// <summary>The word that a site holds while it calls: what the ELF has, or the tracer's entry.</summary>
    /// <param name="site">Any address; one that is no site can only hold the tracer's entry.</param>
    public uint CallWordOf(uint site)
    {
        int index = Array.FindIndex(_sites, words => words.Ip == site);
        return index < 0 ? _tracerEntry
            : _sites[index].StateOf(_words[site]) == CallSiteState.Initial ? _sites[index].Initial
            : _sites[index].Call;
    }

    /// <summary>A modification begins.</summary>
    /// <param name="word">What the site is to hold.</param>
    public void Begin(uint word) => _newWord = word;

    /// <summary>The modification that began last has succeeded.</summary>
    public void Done(uint site) => _words[site] = _newWord;
}
