using SiloSim.Grains.Runs;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>Shows a run while it goes on.</summary>
internal static class RunDisplay
{
    /// <summary>Makes a run, and shows it: a bar on a terminal, lines elsewhere.</summary>
    /// <param name="console">Where.</param>
    /// <param name="run">What is planned.</param>
    /// <param name="make">Makes it.</param>
    public static async Task<RunReport> Show(IAnsiConsole console, PlannedRun run, Func<RunProgress, Task<RunReport>> make)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            return await make(new RunProgress(new PlainView(console, TimeProvider.System), run));
        }
        return await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("starting the silos", maxValue: 1);
                return make(new RunProgress(new LiveView(console, bar), run));
            });
    }
}
