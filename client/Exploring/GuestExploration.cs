using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;
using SiloSim.Machine;

namespace SiloSim.CommandLine.Exploring;

/// <summary>Makes searches of guests.</summary>
internal static class GuestExploration
{
    /// <summary>Searches a guest.</summary>
    /// <param name="plan">How.</param>
    /// <param name="guest">What.</param>
    /// <param name="progress">Told now and then how far it has come.</param>
    /// <param name="cancel">Ends it early: the verdict is inconclusive then.</param>
    public static async Task<GuestExplored> Search(
        GuestPlan plan, GuestFile guest, Action<SearchProgress> progress, CancellationToken cancel)
    {
        var program = new GuestProgram(guest.Elf, plan.Cpus);
        Model model = GuestModel.Of(program, plan.Memory, plan.Nmis);
        (SearchResult result, double seconds) =
            await Exploration.Run(model, plan.Strategy, plan.Options, plan.Runs, progress, cancel);
        bool hasSteps = !plan.Options.MayLeaveOut || !result.Counterexample.IsEmpty;
        return new GuestExplored(guest, plan, result, seconds, result.Finding is null || !hasSteps ? null : GuestPicture.Of(
            program, model, new ModelExplorer(model).Execute(result.Counterexample), result.Finding, result.CycleFrom));
    }
}
