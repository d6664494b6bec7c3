using SiloSim.Ftrace;

namespace SiloSim.Grains;

/// <summary>Turns the wire's words for the protocol into the protocol's own.</summary>
internal static class SpecWords
{
    /// <summary>The protocol's words.</summary>
    public static SharedWords ToSharedWords(this WordsSpec words) => new(
        words.NmiRunning, words.ModCodeIp, words.ModCodeNewcode, words.ModCodeStatus, words.NmiWaitCount,
        words.NmiUpdateCount);

    /// <summary>The words that are observed: the call sites, and the tracer's literal, which is patched as they are.</summary>
    public static IReadOnlyList<SiteSpec> WatchedWords(this MachineSpec spec) => spec.Tracer is not { } tracer
        ? spec.Sites
        : [.. spec.Sites, new SiteSpec(tracer.Address, "ftrace_call", tracer.Stub, tracer.Function, tracer.Address + 4)];

    /// <summary>The protocol with the steps that a machine has.</summary>
    /// <exception cref="MachineException">A step or a patch unit is unknown.</exception>
    public static Variant ToVariant(this MachineSpec spec)
    {
        PatchUnit unit = Enum.GetValues<PatchUnit>().FirstOrDefault(
            unit => KebabCase.Of(unit) == spec.PatchUnit, (PatchUnit)(-1));
        return !Enum.IsDefined(unit) ? throw new MachineException($"unknown patch unit '{spec.PatchUnit}'")
            : Variant.TryParse(spec.Without, unit, out Variant? variant, out string? error) ? variant
            : throw new MachineException(error);
    }
}
