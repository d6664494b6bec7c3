using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>The steps of a counterexample as moves of a machine: of its coordinator, its NMIs and its guest's text.</summary>
/// <param name="Configuration">What the counterexample is of.</param>
/// <param name="Finding">What it violates.</param>
/// <param name="Moves">The moves, in order.</param>
/// <param name="Cpus">How many CPUs the machine has.</param>
public sealed record MachineScript(
    SeedConfiguration Configuration, Finding Finding, ImmutableArray<MachineMove> Moves, int Cpus)
{
    /// <summary>The most call sites: those of the guest that is made for it.</summary>
    public const int MostSites = 8;

    private static readonly string[] s_ofTheEnd =
        [.. new[] { Property.LastContent, Property.CounterNotZero, Property.FlagLeftSet }.Select(KebabCase.Of)];

    /// <summary>For a livelock, the first move of the cycle; else null.</summary>
    public int? CycleFrom { get; init; }

    /// <summary>Whether the steps of stop-machine are moves; else the patcher's rounds all happen within one stop.</summary>
    public bool HasPhases => SeedModel.HasPhases(Configuration);

    /// <summary>Whether the violation is one of the end, which is when nobody has anything left to do.</summary>
    public bool IsOfTheEnd => s_ofTheEnd.Contains(Finding.Property);

    /// <summary>Makes the moves of a counterexample.</summary>
    /// <param name="counterexample">The counterexample.</param>
    /// <param name="script">The moves.</param>
    /// <param name="reason">Why a machine cannot show it, in one line.</param>
    /// <returns>Whether a machine can make them.</returns>
    public static bool TryOf(
        Counterexample counterexample,
        [NotNullWhen(true)] out MachineScript? script,
        [NotNullWhen(false)] out string? reason) => TryOf(
            counterexample.Configuration, counterexample.Choices, counterexample.Finding, counterexample.Picture.CycleFrom,
            out script, out reason);

    /// <summary>Makes the moves of any execution.</summary>
    /// <param name="configuration">What it is an execution of.</param>
    /// <param name="choices">Its steps.</param>
    /// <param name="finding">What it is to show.</param>
    /// <param name="cycleAfter">After how many steps a cycle begins; null for none.</param>
    /// <param name="script">The moves.</param>
    /// <param name="reason">Why a machine cannot make them, in one line.</param>
    /// <returns>Whether a machine can make them.</returns>
    public static bool TryOf(
        SeedConfiguration configuration,
        ImmutableArray<Choice> choices,
        Finding finding,
        int? cycleAfter,
        [NotNullWhen(true)] out MachineScript? script,
        [NotNullWhen(false)] out string? reason)
    {
        script = null;
        reason = WhyNot(configuration, finding);
        if (reason is not null)
        {
            return false;
        }

        var explorer = new ModelExplorer(SeedModel.Of(configuration));
        ExplorerEvent[] accesses = [.. explorer.Execute(choices).Events
            .Where(one => one.Step > 0 && one.Operation.IsSchedulingPoint)];
        if (!TryMoves(explorer.Model, configuration, accesses, out ImmutableArray<MachineMove> moves))
        {
            reason = "a site is read half by half there, and written in between: the machine reads it in one access";
            return false;
        }

        script = new MachineScript(configuration, finding, moves, explorer.Model.Cpus)
        {
            CycleFrom = cycleAfter is int after ? moves.Count(move => move.Step <= after) : null,
        };
        return true;
    }

    private static string? WhyNot(SeedConfiguration configuration, Finding finding) => configuration switch
    {
        { Scheme: not PatchScheme.Seed } =>
            $"the machine patches by the scheme seed, not by {KebabCase.Of(configuration.Scheme)}",
        { Text: not ModelText.Protocol } => "the machine runs the protocol's own text, not that of --model comparison",
        { Memory: not MemoryModel.Sc } =>
            $"the machine's memory is in order (sc): it has no store buffers, as --memory {KebabCase.Of(configuration.Memory)} has",
        { EarlyLoads: true } => "the machine's memory is in order: none of its loads moves up, as with --early-loads",
        { Flush: FlushReach.Ipi } => "the machine's flush sends no interrupt that others have to take, as --flush ipi does",
        { Sites: > MostSites } => $"the guest that is made for it has {MostSites} call sites, not {configuration.Sites}",
        _ => finding.Property == Finding.ModelError ? "it is an error of the code under test, which ends the machine too" : null,
    };

    private static bool TryMoves(
        Model model, SeedConfiguration configuration, ExplorerEvent[] accesses, out ImmutableArray<MachineMove> moves)
    {
        if (!WholeReads.TryPlace(accesses, configuration.Sites, out ILookup<int, ExplorerEvent> whole))
        {
            moves = [];
            return false;
        }

        ImmutableArray<MachineMove>.Builder made = ImmutableArray.CreateBuilder<MachineMove>(accesses.Length);
        for (int at = 0; at < accesses.Length; at++)
        {
            ExplorerEvent access = accesses[at];
            int cpu = model.Threads[access.Thread].Cpu;
            if (access.Operation.Kind != OperationKind.LoadHalfword)
            {
                MachineActor actor = access.Thread == 0 ? MachineActor.Coordinator
                    : WholeReads.IsLoadOfSite(access.Operation) ? MachineActor.Text : MachineActor.Nmi;
                made.Add(new MachineMove(access.Step, actor, cpu, access.Operation, access.Result));
            }

            made.AddRange(whole[at].Select(read => new MachineMove(
                read.Step, MachineActor.Text, model.Threads[read.Thread].Cpu, read.Operation, read.Result)));
        }

        moves = made.ToImmutable();
        return true;
    }
}
