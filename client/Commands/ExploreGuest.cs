using System.CommandLine;
using System.Diagnostics;
using SiloSim.CommandLine.Exploring;
using SiloSim.CommandLine.Rendering;
using SiloSim.Explorer.Pictures;
using SiloSim.Ftrace.Models;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim explore --guest</c>: searches the interleavings of a guest's instructions.</summary>
internal static class ExploreGuest
{
    /// <summary>The guest.</summary>
    public static Option<string> Guest { get; } =
        new("--guest") { HelpName = "FILE", Description = "search a guest's text, N steps far [1000]" };

    /// <summary>How far.</summary>
    public static Option<int?> Bound { get; } = Numbers.Option<int>("--bound", "N", null);

    /// <summary>How many CPUs run it.</summary>
    public static Option<int?> Cpus { get; } = Numbers.Option<int>("--cpus", "N", null);

    /// <summary>Makes the search.</summary>
    /// <param name="path">The guest's file.</param>
    /// <param name="request">How it is asked for.</param>
    /// <param name="svg">Where a picture is to go; null for nowhere.</param>
    /// <param name="json">Whether a line of JSON is printed instead of the page.</param>
    /// <param name="terminal">Where it prints.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="WrongUsageException">It means nothing.</exception>
    /// <exception cref="GuestFileException">The file is no guest.</exception>
    public static async Task<ExitCode> Run(
        string path, ExploreRequest request, string? svg, bool json, Terminal terminal, CancellationToken cancel)
    {
        if (!GuestPlanner.TryPlan(request, out GuestPlan? plan, out string? error))
        {
            throw new WrongUsageException(error);
        }
        OutputFile? drawing = OutputFile.Of("--svg", svg);
        var guest = GuestFile.Load(path);
        var time = Stopwatch.StartNew();
        GuestExplored explored = await SearchDisplay.Show(terminal.Error, show => GuestExploration.Search(
            plan, guest, now => show(SearchDisplay.Line(now, time.Elapsed.TotalSeconds)), cancel));
        if (explored.Picture is { } picture)
        {
            drawing?.Write(PictureSvg.Of(picture, $"silosim explore --guest {guest.Name}"));
        }
        if (json)
        {
            terminal.Out.RawLine(ExploreJson.Of(explored));
        }
        else
        {
            ExplorePage.Write(terminal.Out, explored);
        }
        return ExitCodes.Of(explored.Result.Verdict);
    }
}
