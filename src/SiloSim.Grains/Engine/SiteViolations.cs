using SiloSim.Ftrace;

namespace SiloSim.Grains.Engine;

/// <summary>Carries what a core's checkers found to the machine.</summary>
internal static class SiteViolations
{
    /// <summary>The violations since the last call; null for none.</summary>
    public static IReadOnlyList<ViolationMessage>? Take(HostedCore core)
    {
        if (!HasNews(core))
        {
            return null;
        }
        ViolationMessage[] news =
            [.. core.Reads.Violations.Skip(core.ViolationsTold).Select(violation => ToMessage(violation, core.Machine.Watched))];
        core.ViolationsTold += news.Length;
        core.FindingsTold = core.Reads.Torn + core.Reads.ChangedUnderNmi;
        return news;
    }

    /// <summary>Whether something was found since the last call of <see cref="Take"/>.</summary>
    public static bool HasNews(HostedCore core) => core.Reads.Torn + core.Reads.ChangedUnderNmi != core.FindingsTold;

    /// <summary>A violation in the words of the wire.</summary>
    public static ViolationMessage ToMessage(Violation violation, IReadOnlyList<SiteSpec> sites) => new()
    {
        Property = violation.Property,
        Site = violation.Site ?? 0,
        Symbol = sites.FirstOrDefault(site => site.Address == violation.Site)?.Symbol ?? "",
        Cpu = violation.Cpu ?? -1,
        Nmi = violation.Nmi ?? 0,
        Values = violation.Values,
    };
}
