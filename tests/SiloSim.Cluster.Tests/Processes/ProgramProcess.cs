using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>A program of this repository as a real process. What it prints is awaited line by line.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly StringBuilder _read = new();
    private readonly Task<string> _error;

    private ProgramProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public static ProgramProcess Silo(params string[] args) => Start(Repository.Program("silo", "silosim-silo"), args);

    /// <summary>A silo with variables in its environment.</summary>
    public static ProgramProcess Silo(IReadOnlyDictionary<string, string> environment, params string[] args) =>
        Start(Repository.Program("silo", "silosim-silo"), args, environment);

    public static ProgramProcess Client(params string[] args) => Start(Repository.Program("client", "silosim"), args);

    /// <summary>
    /// A client that Ctrl-C ends, however these tests were started: a shell lets its background jobs ignore SIGINT, all
    /// that they start inherits that, and the runtime keeps it.
    /// </summary>
    public static ProgramProcess InterruptibleClient(params string[] args) =>
        Start("env", ["--default-signal=INT", Repository.Program("client", "silosim"), .. args]);

    /// <summary>A client that a shell starts: <c>$0</c> is the program, <c>$@</c> what follows.</summary>
    public static ProgramProcess Shell(string script, params string[] args) =>
        Start("sh", ["-c", script, Repository.Program("client", "silosim"), .. args]);

    /// <summary>Waits for a line that begins so.</summary>
    public async Task<string> Line(string prefix)
    {
        using var patience = Patience();
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            _read.AppendLine(line);
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return line;
            }
        }
        throw new InvalidOperationException($"it ended without a line '{prefix}': {_read}{await _error}");
    }

    /// <summary>Waits until a silo is ready, and tells its addresses.</summary>
    public async Task<(string Silo, string Gateway)> EndPoints()
    {
        string[] words = (await Line("silosim-silo ready:")).Split(' ');
        return (words[Array.IndexOf(words, "silo") + 1], words[Array.IndexOf(words, "gateway") + 1]);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Out, string Error)> End()
    {
        using var patience = Patience();
        _read.Append(await _process.StandardOutput.ReadToEndAsync(patience.Token));
        string error = await _error.WaitAsync(patience.Token);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, _read.ToString(), error);
    }

    public void Interrupt() => Signal(SigInt);

    public void Terminate() => Signal(SigTerm);

    /// <summary>Ends it as a crash does: it has no moment to say anything to anybody.</summary>
    public async Task Kill()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }
        _process.Dispose();
    }

    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        return patience;
    }

    private static ProgramProcess Start(string program, string[] args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        return new ProgramProcess(Process.Start(start)!);
    }

    private void Signal(int number)
    {
        using var kill = Process.Start(
            "kill", ["-" + number.ToString(CultureInfo.InvariantCulture), _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
