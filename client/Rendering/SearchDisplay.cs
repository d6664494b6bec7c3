using SiloSim.Explorer.Search;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>Shows how far a search has come, on a terminal; elsewhere nobody waits before it.</summary>
internal static class SearchDisplay
{
    /// <summary>Makes a search, or several, and shows it.</summary>
    /// <param name="console">Where: not where results go.</param>
    /// <param name="make">Makes it; what it is given shows a line.</param>
    public static async Task<T> Show<T>(IAnsiConsole console, Func<Action<string>, Task<T>> make)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            return await make(static _ => { });
        }
        return await console.Status().StartAsync(
            "searching",
            context => make(line =>
            {
                context.Status = Markup.Escape(line);
                context.Refresh();
            }));
    }

    /// <summary>How far a search has come, in one line.</summary>
    public static string Line(SearchProgress progress, double seconds) =>
        $"{Quantity.Short(progress.States)} states, {Quantity.Short(progress.States / Math.Max(seconds, 1e-3))} a second, "
        + $"{Quantity.Exact(progress.Depth)} deep, {Quantity.Short(progress.Waiting)} waiting, {progress.Bytes >> 20} MiB";
}
