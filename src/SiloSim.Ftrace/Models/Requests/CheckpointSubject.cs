using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>
/// What a checkpoint is of: a search that was begun by other code, of another configuration or in another way proves
/// nothing together with this one. Workers and memory limits may differ.
/// </summary>
public static class CheckpointSubject
{
    /// <summary>The lines of a search.</summary>
    /// <param name="configuration">What is searched.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">How.</param>
    /// <returns>The program, the configuration, the search.</returns>
    public static string Of(SeedConfiguration configuration, ExploreStrategy strategy, SearchOptions options) => string.Join(
        '\n',
        $"program {BuildOf(typeof(SearchOptions))} {BuildOf(typeof(SeedModel))}",
        ConfigurationText.Of(configuration),
        $"--strategy {KebabCase.Of(strategy)} --reduction {KebabCase.Of(options.Reductions)} "
            + $"--store {KebabCase.Of(options.Store)}");

    /// <summary>A word that is the same only for the same build.</summary>
    private static string BuildOf(Type type) => type.Module.ModuleVersionId.ToString("N")[..8];
}
