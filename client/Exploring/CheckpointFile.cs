using SiloSim.CommandLine.Exec;
using SiloSim.Explorer.Search;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Exploring;

/// <summary>The file of <c>--checkpoint</c>. It is replaced as a whole, so that it can be read whenever a process ends.</summary>
/// <param name="path">Its path, as it was given.</param>
/// <param name="subject">What is searched.</param>
internal sealed class CheckpointFile(string path, string subject) : ICheckpoint
{
    private const long StatesBetween = 1 << 20;

    /// <summary>The path, as it was given.</summary>
    public string Path => path;

    /// <inheritdoc/>
    public string Subject => subject;

    /// <inheritdoc/>
    public long EveryStates => StatesBetween;

    private string NewPath => path + ".new";

    /// <inheritdoc/>
    public Stream? Open()
    {
        if (HostFile.IsNamedPipe(path))
        {
            // Opening it would wait for somebody to write, and nothing could end that.
            throw new WrongUsageException($"--checkpoint {path}: a named pipe, not a file");
        }
        return Try(Stream? () => Directory.Exists(path) ? throw new IOException("a folder, not a file")
            : File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read) : null);
    }

    /// <inheritdoc/>
    public void Save(Action<Stream> write) => Try(() =>
    {
        using (var stream = new FileStream(NewPath, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(NewPath, path, overwrite: true);
        return true;
    });

    /// <summary>Sees to it that it can be written, before there is anything to lose.</summary>
    /// <exception cref="WrongUsageException">It cannot.</exception>
    public void Check() => Try(() =>
    {
        new FileStream(NewPath, FileMode.Create, FileAccess.Write).Dispose();
        File.Delete(NewPath);
        return true;
    });

    /// <summary>Takes the file away: the search has come to its verdict.</summary>
    public void Delete() => Try(() =>
    {
        File.Delete(path);
        return true;
    });

    private T Try<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongUsageException(
                $"--checkpoint {path}: {refused.Message.Replace(NewPath, path, StringComparison.Ordinal)}");
        }
    }
}
