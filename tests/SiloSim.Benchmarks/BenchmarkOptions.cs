using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SiloSim.Benchmarks.Benchmarks;
using SiloSim.Benchmarks.Searches;

namespace SiloSim.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    private const int DefaultRounds = 9;
    private const int SmokeRounds = 1;

    private static readonly IBenchmark[] s_all =
        [new Interpreter(), new GuestSpeed(), new MmuOnOff(), new TwoCpus(), new NmiEnterExit(), new NmiLatency(),
            new StopMachineRound(), new Scale(), new ExplorerSpeed(new OwnSearch().Run)];

    /// <summary>Which benchmarks.</summary>
    public IReadOnlyList<IBenchmark> Benchmarks { get; private init; } = s_all;

    /// <summary>Tiny inputs: shows that everything still runs, and measures nothing.</summary>
    public bool Smoke { get; private init; }

    /// <summary>Rounds; each has all that a ratio needs.</summary>
    public int Rounds { get; private init; } = DefaultRounds;

    /// <summary>Only the help is asked for.</summary>
    public bool Help { get; private init; }

    /// <summary>The benchmarks and the options.</summary>
    public static string HelpText() => string.Join('\n', (string[])[
        "SiloSim.Benchmarks [NAME...] [--rounds N] [--smoke]",
        "",
        .. s_all.Select(static benchmark => $"  {benchmark.Name,-16} {benchmark.Text}"),
        "",
        $"  {"--rounds N",-16} rounds of each, {DefaultRounds} by default; a ratio is the median of its rounds",
        $"  {"--smoke",-16} one round on tiny inputs: that it runs, not how fast",
    ]);

    /// <summary>Reads the command line.</summary>
    public static bool TryParse(
        string[] args, [NotNullWhen(true)] out BenchmarkOptions? options, [NotNullWhen(false)] out string? error)
    {
        options = null;
        var names = new List<IBenchmark>();
        bool smoke = false;
        bool help = false;
        int? rounds = null;
        for (int index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--smoke":
                    smoke = true;
                    break;
                case "--help" or "-h":
                    help = true;
                    break;
                case "--rounds":
                    if (++index == args.Length
                        || !int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                        || count is < 1 or > 1000)
                    {
                        error = "--rounds: 1 to 1000";
                        return false;
                    }
                    rounds = count;
                    break;
                default:
                    if (Array.Find(s_all, benchmark => benchmark.Name == args[index]) is not { } named)
                    {
                        error = $"no benchmark '{args[index]}'\n{HelpText()}";
                        return false;
                    }
                    names.Add(named);
                    break;
            }
        }
        error = null;
        options = new BenchmarkOptions
        {
            Benchmarks = names.Count > 0 ? names : s_all,
            Smoke = smoke,
            Help = help,
            Rounds = rounds ?? (smoke ? SmokeRounds : DefaultRounds),
        };
        return true;
    }
}
