namespace SiloSim.Ftrace.Models;

/// <summary>A configuration whose verdict is known.</summary>
/// <param name="Group">What it is about, in a few words.</param>
/// <param name="Configuration">The configuration.</param>
/// <param name="Property">What it violates; null if it holds.</param>
/// <param name="Steps">The length of its shortest counterexample, the violating step counted; null if not known.</param>
public sealed record VerificationRow(string Group, SeedConfiguration Configuration, Property? Property, int? Steps)
{
    /// <summary>The property's name as reports print it; null if it holds.</summary>
    public string? PropertyName => Property is Property property ? KebabCase.Of(property) : null;
}
