using System.Collections;
using System.CommandLine;
using SiloSim.CommandLine.Exec;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains.Runs;
using SiloSim.Machine;
using SiloSim.Machine.Linux;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim exec</c>: runs a user program on one core, as <c>qemu-sh4</c> does.</summary>
internal static class ExecCommand
{
    /// <summary>The exit code where the time limit ended the program, as <c>timeout</c> has it.</summary>
    public const int TimeIsUp = 124;

    /// <summary>The exit code where Ctrl-C ended it.</summary>
    public const int Interrupted = 130;

    // Some hundredths of a second: how late an end from outside is seen.
    private const int Slice = 1 << 23;
    private const long LeastMebibytes = 16;
    private const long MostMebibytes = 2047;

    private static readonly Option<string?> s_abi = new("--abi")
    {
        HelpName = "ABI",
        Description = "linux, gdbsim or auto [auto]",
    };

    private static readonly Option<string?> s_root = new("--root")
    {
        HelpName = "DIR",
        Description = "the program's / [files below this folder only]",
    };

    private static readonly Option<bool> s_allowWrite = new("--allow-write") { Description = "it may write, make and remove files" };
    private static readonly Option<long?> s_memory = Numbers.Option<long>("--memory-limit", "MIB", "most memory, 16 to 2047 [1024]");
    private static readonly Option<double?> s_time = Numbers.Option<double>("--time-limit", "SECONDS", "end it after this, exit code 124 [never]");
    private static readonly Option<bool> s_trace = new("--strace") { Description = "name its system calls on standard error" };
    private static readonly Argument<string[]> s_program = new("PROG")
    {
        Description = "statically linked SuperH ELF; what follows is its own",
        Arity = ArgumentArity.OneOrMore,
        CaptureRemainingTokens = true,
    };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints what the program does not.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("exec", "Runs an SH-4 Linux program, whose files are confined.")
        {
            s_program, s_abi, s_root, s_allowWrite, s_memory, s_time, s_trace,
        };
        command.Options.Add(HelpPage.Option("silosim exec tests/guests/linux/bin/args.elf one two"));
        command.SetAction((parsed, cancel) => Run(parsed, terminal, cancel));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        string[] words = parsed.GetRequiredValue(s_program);
        string name = Path.GetFileName(words[0]);
        ElfFile elf = GuestFile.LoadProgram(words[0]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        string? root = parsed.GetValue(s_root);
        using var files = new ConfinedFiles(root ?? Environment.CurrentDirectory, root is not null, parsed.GetValue(s_allowWrite));
        IReadOnlyList<IOpenFile?> standard = terminal.StandardFiles ?? ProcessHost.OfProcess();
        var host = new ProcessHost(files, standard, stop.Token);
        var start = new ProgramStart(Path.GetFullPath(words[0]), words, Environs())
        {
            Abi = AbiOf(parsed.GetValue(s_abi)),
            MemoryBytes = Memory(parsed.GetValue(s_memory)),
            Trace = parsed.GetValue(s_trace) ? terminal.Error.RawLine : null,
        };
        TimeSpan? limit = Limit(parsed.GetValue(s_time));

        // The program has a thread of its own: it may wait for input, and that wait cannot be ended.
        var ended = new TaskCompletionSource<ProgramEnd?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => RunProgram(elf, start, host, ended, stop.Token)) { IsBackground = true, Name = words[0] };
        thread.Start();
        Task first = await Task.WhenAny(ended.Task, Task.Delay(limit ?? Timeout.InfiniteTimeSpan, cancel));
        ProgramEnd? end = first == ended.Task ? await ended.Task : null;
        await stop.CancelAsync();
        if (end is null)
        {
            bool isInterrupted = cancel.IsCancellationRequested;
            terminal.Error.RawLine(isInterrupted
                ? $"silosim: {name}: interrupted"
                : $"silosim: {name}: the time limit of {limit!.Value.TotalSeconds} s is over");
            return isInterrupted ? Interrupted : TimeIsUp;
        }
        if (end.Line is not null && end.Signal != Signal.Pipe)
        {
            terminal.Error.RawLine($"silosim: {name}: {end.Line}");
        }
        return end.ExitCode;
    }

    private static void RunProgram(
        ElfFile elf, ProgramStart start, IHost host, TaskCompletionSource<ProgramEnd?> ended, CancellationToken stop)
    {
        try
        {
            using var program = new UserProgram(elf, start, host);
            ProgramEnd? end = null;
            while (end is null && !stop.IsCancellationRequested)
            {
                end = program.Run(Slice);
            }
            ended.TrySetResult(end);
        }
        catch (Exception failed)
        {
            ended.TrySetException(failed);
        }
    }

    private static string[] Environs() =>
    [
        .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal),
    ];

    private static Abi AbiOf(string? name) => name switch
    {
        null or "auto" => Abi.Auto,
        "linux" => Abi.Linux,
        "gdbsim" => Abi.GnuSimulator,
        _ => throw new WrongUsageException($"--abi {name}: linux, gdbsim or auto"),
    };

    private static long Memory(long? mebibytes) => mebibytes switch
    {
        null => ProgramStart.DefaultMemoryBytes,
        >= LeastMebibytes and <= MostMebibytes => mebibytes.Value << 20,
        _ => throw new WrongUsageException($"--memory-limit {mebibytes}: {LeastMebibytes} to {MostMebibytes} MiB"),
    };

    private static TimeSpan? Limit(double? seconds) => seconds switch
    {
        null => null,
        > 0 and < 1e6 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new WrongUsageException($"--time-limit {seconds}: more than 0 s, less than 1000000"),
    };
}
