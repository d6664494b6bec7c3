using SiloSim.Ftrace;

namespace SiloSim.Grains.Engine;

/// <summary>Carries what a core's checkers found to the machine.</summary>
internal static class SiteViolations
{
    /// <summary>The violations since the last call; null for none.</summary>
    public static IReadOnlyList<ViolationMessage>? Take(HostedCore core)
    {
        if (!core.Reads.HasNews)
        {
            return null;
        }
        return [.. core.Reads.TakeViolations().Select(violation => ToMessage(violation, core.Machine.Spec))];
    }

    /// <summary>A violation in the words of the wire.</summary>
    public static ViolationMessage ToMessage(Violation violation, MachineSpec spec) => new()
    {
        Property = violation.Property,
        Site = violation.Site,
        Symbol = spec.Sites.FirstOrDefault(site => site.Address == violation.Site)?.Symbol ?? "",
        Cpu = violation.Cpu ?? -1,
        Nmi = violation.Nmi ?? 0,
        Values = violation.Values,
    };
}
