using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>A bar that moves, on a terminal.</summary>
internal sealed class LiveView(IAnsiConsole console, ProgressTask bar) : IRunView
{
    /// <inheritdoc/>
    public void Line(string line) => console.WriteLine(line);

    /// <inheritdoc/>
    public void Show(double part, string text)
    {
        bar.Value = part * bar.MaxValue;
        bar.Description = Markup.Escape(text);
    }
}
