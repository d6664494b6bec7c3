using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;

namespace SiloSim.Grains.Exploring;

/// <summary>Models as messages name them: each silo builds its own.</summary>
internal static class ExplorationModel
{
    /// <summary>The model of a search.</summary>
    /// <exception cref="MachineException">It names none.</exception>
    public static Model Of(ExplorationSpec spec) =>
        ConfigurationText.TryParse(spec.Configuration, out SeedConfiguration? configuration, out string? error)
            ? SeedModel.Of(configuration)
            : throw new MachineException($"no search: {error}");

    /// <summary>What a search leaves out.</summary>
    /// <exception cref="MachineException">Nothing that there is.</exception>
    public static Reductions ReductionsOf(ExplorationSpec spec) =>
        (spec.Reductions & ~(int)Reductions.All) == 0
            ? (Reductions)spec.Reductions
            : throw new MachineException($"no search: there is no reduction {spec.Reductions}");
}
