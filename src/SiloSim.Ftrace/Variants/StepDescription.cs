namespace SiloSim.Ftrace;

/// <summary>What a step is for, and what shows when it is missing.</summary>
/// <param name="Step">The step.</param>
/// <param name="Purpose">What it is for, in one sentence.</param>
/// <param name="Breaks">What happens without it, in one or two sentences.</param>
/// <param name="Protects">The property that breaks; null if none does, whatever the configuration.</param>
/// <param name="Smallest">The smallest search that shows it; null where none does.</param>
/// <param name="ShowsOn">Where it can be seen.</param>
/// <param name="Together">Another step that must be missing too for anything to break; null if none.</param>
public sealed record StepDescription(
    Step Step,
    string Purpose,
    string Breaks,
    Property? Protects,
    SmallestConfiguration? Smallest,
    ShowsOn ShowsOn,
    Step? Together = null)
{
    /// <summary>The name that <c>--without</c> takes.</summary>
    public string Name => KebabCase.Of(Step);

    /// <summary>The property's name as reports print it; null if nothing breaks.</summary>
    public string? ProtectsName => Protects is Property property ? KebabCase.Of(property) : null;
}
