using System.Globalization;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>Plain lines, for files and pipes: at the start, every tenth of the run, and every few seconds when it is slow.</summary>
internal sealed class PlainView(IAnsiConsole console, TimeProvider time) : IRunView
{
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private int _tenth = -1;
    private long _said = time.GetTimestamp();

    /// <inheritdoc/>
    public void Line(string line)
    {
        lock (_lock)
        {
            console.RawLine(line);
        }
    }

    /// <inheritdoc/>
    public void Show(double part, string text)
    {
        lock (_lock)
        {
            int tenth = (int)(part * 10);
            if (tenth <= _tenth && time.GetElapsedTime(_said) < s_longestSilence)
            {
                return;
            }
            _tenth = tenth;
            _said = time.GetTimestamp();
            console.RawLine(string.Create(CultureInfo.InvariantCulture, $"{(int)(part * 100),3} %  {text}"));
        }
    }
}
