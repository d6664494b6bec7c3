using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Exploring;

/// <summary>
/// A file that is written only if there is something to write; whether it can be is known before there is anything to
/// lose. One that is there already stays as it is until then.
/// </summary>
internal sealed class OutputFile
{
    private readonly string _option;

    private OutputFile(string option, string path)
    {
        _option = option;
        Path = path;
    }

    /// <summary>The path, as it was given.</summary>
    public string Path { get; }

    /// <summary>A file that an option names.</summary>
    /// <param name="option">The option.</param>
    /// <param name="path">What it was given; null for none.</param>
    /// <exception cref="WrongUsageException">It cannot be written.</exception>
    public static OutputFile? Of(string option, string? path)
    {
        if (path is null)
        {
            return null;
        }
        var file = new OutputFile(option, path);
        file.Try(() =>
        {
            bool isNew = !File.Exists(path);
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
        });
        return file;
    }

    /// <summary>Sees to it that two files are not the same one.</summary>
    /// <exception cref="WrongUsageException">They are.</exception>
    public static void Differ(string? one, string? other)
    {
        if (!string.IsNullOrEmpty(one) && !string.IsNullOrEmpty(other)
            && System.IO.Path.GetFullPath(one) == System.IO.Path.GetFullPath(other))
        {
            throw new WrongUsageException($"{other}: one file for two things");
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="WrongUsageException">It cannot be written any more.</exception>
    public void Write(string text) => Try(() => File.WriteAllText(Path, text));

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongUsageException($"{_option} {Path}: cannot be written: {refused.Message}");
        }
    }
}
