using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Ftrace.Models.Properties;

namespace SiloSim.Ftrace.Models;

/// <summary>Models of the seed: a patcher, CPUs that take NMIs, CPUs that read, over the words of the protocol.</summary>
public static class SeedModel
{
    private const int NmiKin = 1;
    private const int ReaderKin = 2;

    /// <summary>The model of a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The model: thread 0 is the patcher, then NMI CPUs, then readers.</returns>
    public static Model Of(SeedConfiguration configuration)
    {
        ImmutableArray<CallSiteWords> sites = SeedSites.Of(configuration.Sites);
        return new Model
        {
            Threads = [PatcherOf(configuration, sites), .. NmisOf(configuration, sites), .. ReadersOf(configuration, sites)],
            Words = WordsOf(configuration, sites),
            Properties = PropertiesOf(configuration, sites),
            Memory = configuration.Memory,
            EarlyLoads = configuration.EarlyLoads,
            FaultStatus = Errno.Efault,
            PhaseLocation = SeedSites.PhaseLocation,
            Guard = HasPhases(configuration) || configuration.Self
                ? new SeedGuard(configuration.NmiCpus, configuration.Readers, configuration.Self, configuration.Flush)
                : null,
        };
    }

    /// <summary>Whether the patcher runs within stop-machine, whose phases are steps; else only what is between them.</summary>
    internal static bool HasPhases(SeedConfiguration configuration) => configuration.Readers > 0
        || configuration.Flush != FlushReach.Local || configuration.Scheme == PatchScheme.Breakpoint;

    private static ImmutableArray<MemoryWord> WordsOf(
        SeedConfiguration configuration, ImmutableArray<CallSiteWords> sites)
    {
        ImmutableArray<MemoryWord> words = SeedSites.Memory(sites, configuration.FailingWrite);
        return HasPhases(configuration)
            ? words.Add(new MemoryWord(SeedSites.PhaseLocation, (uint)StopPhase.None, Name: "phase")) : words;
    }

    private static ImmutableArray<IProperty> PropertiesOf(
        SeedConfiguration configuration, ImmutableArray<CallSiteWords> sites) =>
        configuration.Scheme == PatchScheme.Breakpoint
            ? [new NoTornWord(sites), new LastContentAtEnd(sites, configuration.Rounds)]
            :
            [
                new NoTornWord(sites),
                new StableUnderNmi(),
                new OnlyRightContent(sites),
                new AllWritersKilled(),
                new LastContentAtEnd(sites, configuration.FailingWrite ? 0 : configuration.Rounds),
                new CounterBackAtZero(),
                new FlagClearAtEnd(),
            ];

    private static ModelThread PatcherOf(SeedConfiguration configuration, ImmutableArray<CallSiteWords> sites)
    {
        Variant variant = configuration.Variant;
        var modCode = new ModCode(SeedSites.Words, variant);
        var stopMachine = new StopMachine(modCode);
        int rounds = configuration.Rounds;
        ImmutableArray<BreakpointStep> without = configuration.WithoutBreakpoint;
        Func<Routine> text = configuration switch
        {
            { Scheme: PatchScheme.Breakpoint } => () => BreakpointText.Patch(sites, rounds, without),
            { Text: ModelText.Comparison } => () => ComparisonText.Patch(variant, sites, rounds),
            _ when HasPhases(configuration) => () => ProtocolText.StopAndPatch(stopMachine, sites, rounds),
            _ => () => ProtocolText.Patch(modCode, sites, rounds),
        };
        return new ModelThread("patcher", 0, () => RoutineContinuation.Start(text)) { MakesProgress = true };
    }

    private static IEnumerable<ModelThread> NmisOf(SeedConfiguration configuration, ImmutableArray<CallSiteWords> sites)
    {
        Variant variant = configuration.Variant;
        var modCode = new ModCode(SeedSites.Words, variant);
        int? nmis = configuration.Nmis;
        Func<Routine> text = configuration.Text == ModelText.Comparison
            ? () => ComparisonText.TakeNmis(variant, sites, nmis)
            : () => ProtocolText.TakeNmis(modCode, sites, variant.PatchUnit, nmis);
        for (int index = 0; index < configuration.NmiCpus; index++)
        {
            bool isSelf = configuration.Self && index == 0;
            int cpu = configuration.Self ? index : index + 1;
            yield return new ModelThread($"nmi {cpu}", cpu, () => RoutineContinuation.Start(text))
            {
                Kin = isSelf ? 0 : NmiKin,
            };
        }
    }

    private static IEnumerable<ModelThread> ReadersOf(
        SeedConfiguration configuration, ImmutableArray<CallSiteWords> sites)
    {
        PatchUnit unit = configuration.Variant.PatchUnit;
        Func<Routine> text = configuration.Scheme == PatchScheme.Breakpoint
            ? () => SiteHandler.ReadEachUnlessItTraps(sites) : () => SiteHandler.ReadEach(sites, unit);
        int first = configuration.NmiCpus + (configuration.Self ? 0 : 1);
        for (int cpu = first; cpu < first + configuration.Readers; cpu++)
        {
            yield return new ModelThread($"reader {cpu}", cpu, () => RoutineContinuation.Start(text))
            {
                Kin = ReaderKin,
            };
        }
    }
}
