using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace SiloSim.Ftrace;

/// <summary>The protocol with some of its steps taken out. Immutable; two with the same steps are equal.</summary>
public sealed record Variant
{
    private readonly uint _removed;
    private readonly PatchUnit _patchUnit;

    private Variant(uint removed, PatchUnit patchUnit)
    {
        _removed = removed;
        _patchUnit = patchUnit;
    }

    /// <summary>The protocol as the kernel has it: nothing taken out, sites written as words.</summary>
    public static Variant Whole { get; } = new(0, PatchUnit.Word);

    /// <summary>All names that <c>--without</c> takes, in the order of <see cref="Step"/>.</summary>
    public static ImmutableArray<string> StepNames { get; } = [.. Enum.GetValues<Step>().Select(KebabCase.Of)];

    /// <summary>How a site is written.</summary>
    public PatchUnit PatchUnit => _patchUnit;

    /// <summary>The steps that are taken out, in the order of <see cref="Step"/>.</summary>
    public ImmutableArray<Step> Removed => [.. Enum.GetValues<Step>().Where(step => !Has(step))];

    /// <summary>The names of the steps that are taken out, in the order of <see cref="Step"/>.</summary>
    public ImmutableArray<string> RemovedNames => [.. Removed.Select(KebabCase.Of)];

    /// <summary>Reads the names of <c>--without</c>.</summary>
    /// <param name="without">Names of steps; one may occur twice.</param>
    /// <param name="patchUnit">How a site is written.</param>
    /// <param name="variant">The protocol without them.</param>
    /// <param name="error">One line that names the unknown step and all known ones.</param>
    /// <returns>Whether all names are known.</returns>
    public static bool TryParse(
        IEnumerable<string> without,
        PatchUnit patchUnit,
        [NotNullWhen(true)] out Variant? variant,
        [NotNullWhen(false)] out string? error)
    {
        variant = Whole.With(patchUnit);
        error = null;
        foreach (string name in without)
        {
            int step = StepNames.IndexOf(name);
            if (step < 0)
            {
                variant = null;
                error = $"unknown step '{name}'; the steps are {string.Join(", ", StepNames)}";
                return false;
            }

            variant = variant.Without((Step)step);
        }

        return true;
    }

    /// <summary>Whether a step is still there.</summary>
    /// <param name="step">The step.</param>
    /// <returns>False if it is taken out.</returns>
    public bool Has(Step step) => (_removed & (1u << (int)step)) == 0;

    /// <summary>This variant with one more step taken out.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The variant.</returns>
    public Variant Without(Step step) => new(_removed | (1u << (int)step), _patchUnit);

    /// <summary>This variant with another patch unit.</summary>
    /// <param name="patchUnit">How a site is written.</param>
    /// <returns>The variant.</returns>
    public Variant With(PatchUnit patchUnit) => new(_removed, patchUnit);

    /// <inheritdoc/>
    public override string ToString()
    {
        string steps = _removed == 0 ? "whole protocol" : $"without {string.Join(", ", RemovedNames)}";
        return _patchUnit == PatchUnit.Word ? steps : $"{steps}, patch unit {KebabCase.Of(_patchUnit)}";
    }
}
