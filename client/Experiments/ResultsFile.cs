using System.Text;
using System.Text.Json;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Experiments;

/// <summary>
/// The measurements of an experiment, a line each, written when each is done: an experiment that was interrupted goes on where
/// it was, also if its process was killed.
/// </summary>
internal sealed class ResultsFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly List<ResultRow> _rows = [];

    private ResultsFile(FileStream file) => _file = file;

    /// <summary>The rows so far.</summary>
    public IReadOnlyList<ResultRow> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows];
            }
        }
    }

    /// <summary>Opens a file, or begins one. A last line that was not finished is dropped.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="WrongUsageException">Another process writes it, it cannot be written, or it has other lines.</exception>
    public static ResultsFile Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new WrongUsageException($"{path}: cannot be written: {refused.Message}");
        }
        var results = new ResultsFile(file);
        try
        {
            results.Read(path);
            return results;
        }
        catch
        {
            results.Dispose();
            throw;
        }
    }

    /// <summary>Adds a row, on the disk as well.</summary>
    public void Add(ResultRow row)
    {
        lock (_gate)
        {
            _file.Write(Encoding.UTF8.GetBytes(row.ToJson() + "\n"));
            _file.Flush(flushToDisk: true);
            _rows.Add(row);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read(string path)
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        int end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        int number = 0;
        foreach (string line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            try
            {
                _rows.Add(ResultRow.Parse(line));
            }
            catch (JsonException)
            {
                throw new WrongUsageException($"{path}:{number}: no result of an experiment");
            }
        }
        _file.SetLength(end);
        _file.Position = end;
    }
}
