using System.Diagnostics;
using System.Security.Cryptography;
using SiloSim.Machine.Linux;

namespace SiloSim.CommandLine.Exec;

/// <summary>What a program reaches in this process: confined files, the standard descriptors, real clocks.</summary>
/// <param name="files">The files.</param>
/// <param name="standard">Standard input, output and error; null for one that is closed.</param>
/// <param name="cancel">Ends what the program waits for.</param>
internal sealed class ProcessHost(ConfinedFiles files, IReadOnlyList<IOpenFile?> standard, CancellationToken cancel) : IHost
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <inheritdoc/>
    public int ProcessId => Environment.ProcessId;

    /// <inheritdoc/>
    public IReadOnlyList<IOpenFile?> StandardFiles => standard;

    /// <inheritdoc/>
    public bool AllowsWriting => files.AllowsWriting;

    /// <inheritdoc/>
    public string CurrentFolder => files.CurrentFolder;

    /// <summary>The standard files of this process, as it was started with them.</summary>
    public static IReadOnlyList<IOpenFile?> OfProcess() =>
        [.. Enumerable.Range(0, 3).Select(number => HostFile.IsInherited(number) ? new HostFile(number, isOwned: false) : null)];

    /// <inheritdoc/>
    public int Open(string path, OpenOptions flags, int mode, out IOpenFile? file) => files.Open(path, flags, mode, out file);

    /// <inheritdoc/>
    public int Status(string path, bool follow, out FileStatus status) => files.Status(path, follow, out status);

    /// <inheritdoc/>
    public int ReadLink(string path, out string target) => files.ReadLink(path, out target);

    /// <inheritdoc/>
    public int Change(FileChange change, string path, string other, int mode) => files.Change(change, path, other, mode);

    /// <inheritdoc/>
    public int ChangeFolder(string path) => files.ChangeFolder(path);

    /// <inheritdoc/>
    public long Now(HostClock clock) => clock switch
    {
        HostClock.Realtime => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100,
        HostClock.Monotonic => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency)),
        _ => _watch.Elapsed.Ticks * 100,
    };

    /// <inheritdoc/>
    public void Sleep(long nanoseconds)
    {
        const long Longest = int.MaxValue - 1L;
        long milliseconds = (nanoseconds + 999_999) / 1_000_000;
        for (; milliseconds > 0 && !cancel.IsCancellationRequested; milliseconds -= Longest)
        {
            cancel.WaitHandle.WaitOne((int)Math.Min(milliseconds, Longest));
        }
    }

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
