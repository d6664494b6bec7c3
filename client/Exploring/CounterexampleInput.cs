using SiloSim.CommandLine.Exec;
using SiloSim.Ftrace.Models;

namespace SiloSim.CommandLine.Exploring;

/// <summary>Reads files of counterexamples.</summary>
internal static class CounterexampleInput
{
    /// <summary>Reads one, and executes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CounterexampleFileException">It cannot be read, or is none that fits.</exception>
    public static Counterexample Read(string path)
    {
        try
        {
            return CounterexampleFile.Read(Text(path));
        }
        catch (CounterexampleFileException wrong)
        {
            throw new CounterexampleFileException($"{path}: {wrong.Message}");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CounterexampleFileException($"{path}: no such file");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CounterexampleFileException(string.IsNullOrWhiteSpace(path)
                ? "the name of the counterexample's file is empty"
                : Directory.Exists(path) ? $"{path}: a folder, not a file"
                : $"{path}: cannot be read: {unreadable.Message}");
        }
    }

    private static string Text(string path)
    {
        if (HostFile.IsNamedPipe(path))
        {
            // Opening it would wait for somebody to write, and nothing could end that.
            throw new CounterexampleFileException("a named pipe, not a file");
        }
        using var reader = new StreamReader(path);
        char[] text = new char[1 << 16];
        var all = new System.Text.StringBuilder();
        for (int read; (read = reader.Read(text, 0, text.Length)) > 0 && all.Length <= CounterexampleFile.LongestFile;)
        {
            all.Append(text, 0, read);
        }
        return all.ToString();
    }
}
