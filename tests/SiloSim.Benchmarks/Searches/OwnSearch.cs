using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Benchmarks.Searches;

/// <summary>The product's explorer, warm: what it learns of a configuration's code is kept, as SPIN's search is compiled once.</summary>
internal sealed class OwnSearch
{
    private readonly Dictionary<string, ModelExplorer> _explorers = [];

    /// <summary>Searches for safety, as SPIN does with <c>-DSAFETY</c>: cycles are not looked for.</summary>
    public SearchResult Run(SearchConfiguration configuration, int workers)
    {
        if (!_explorers.TryGetValue(configuration.ToString(), out ModelExplorer? explorer))
        {
            explorer = new ModelExplorer(SeedModel.Of(Of(configuration)));
            _explorers.Add(configuration.ToString(), explorer);
        }

        SiloSim.Explorer.Search.SearchResult result = explorer.Search(
            new SearchOptions { Reductions = Reductions.All, Workers = workers, LooksForCycles = false });
        return new SearchResult(
            result.Finding is null ? null : PropertyOf(result.Finding.Property),
            result.States, result.Transitions, (double)result.StoredBytes / result.States);
    }

    private static SeedConfiguration Of(SearchConfiguration configuration) => new()
    {
        NmiCpus = configuration.NmiCpus,
        Nmis = configuration.NmisPerCpu,
        Sites = configuration.Sites,
        Rounds = configuration.Rounds,
        Variant = configuration.Variant,
        Self = configuration.Self,
        FailingWrite = configuration.FailingWrite,
        Memory = Enum.Parse<MemoryModel>(configuration.Memory, ignoreCase: true),
    };

    private static Property PropertyOf(string name) =>
        Enum.GetValues<Property>().Single(property => KebabCase.Of(property) == name);
}
