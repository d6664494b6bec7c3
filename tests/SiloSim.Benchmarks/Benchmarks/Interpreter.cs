using SiloSim.Benchmarks.Measure;
using SiloSim.Benchmarks.Programs;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>The speed of the interpreter on seven programs.</summary>
/// <remarks>
/// All by user time, and the same instructions: they are counted here. What starting a simulator costs, by a program that does
/// nothing, is taken off.
/// </remarks>
internal sealed class Interpreter : IBenchmark
{
    private const string Unit = "M instr./user s";
    private const string Nothing = "nothing";
    private const long SmokeInstructions = 1_000_000;
    private static readonly string[] s_programs = ["bytes", "fib", "matmul", "fir", "vm", "mix", "records"];

    /// <inheritdoc/>
    public string Name => "interpreter";

    /// <inheritdoc/>
    public string Text => "seven programs, against GNU sim where gnu-sim.sh has built it, and qemu-sh4 where it is installed";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        var rows = new List<Row>();
        if (options.Smoke)
        {
            foreach (string program in s_programs)
            {
                Here(program, SmokeInstructions);
            }
            return rows;
        }
        (Simulator Simulator, double Geometric, double? Each)[] all =
            [(Simulator.GnuSim, 1.2, 0.8), (Simulator.Qemu, 0.3, null)];
        foreach ((Simulator simulator, double geometric, double? each) in all)
        {
            if (simulator.Run(PathOf(Nothing)) is null)
            {
                await Console.Error.WriteLineAsync($"{Name}: left out, no {simulator.Name} at {simulator.Command}");
                continue;
            }
            rows.AddRange(Against(simulator, geometric, each, options.Rounds));
        }
        return rows;
    }

    private static List<Row> Against(Simulator simulator, double geometric, double? each, int rounds)
    {
        var checksum = new Checksum();
        var byProgram = s_programs.ToDictionary(program => program, _ => new List<Round>());
        var together = new List<Round>();
        for (int round = -1; round < rounds; round++) // The round before the first is not counted.
        {
            double start = There(simulator, Nothing, output: null);
            var taken = new List<(double There, double Here)>();
            foreach (string program in s_programs)
            {
                (string output, long instructions, double seconds) = Here(program, long.MaxValue);
                double there = There(simulator, program, output) - start;
                taken.Add((instructions / 1e6 / there, instructions / 1e6 / seconds));
                if (round >= 0)
                {
                    byProgram[program].Add(new Round([taken[^1].There], [taken[^1].Here]));
                }
                else
                {
                    checksum.Add([.. output.Select(letter => (uint)letter)]);
                }
            }
            if (round >= 0)
            {
                together.Add(new Round(
                    [Statistics.GeometricMean(taken.Select(pair => pair.There))],
                    [Statistics.GeometricMean(taken.Select(pair => pair.Here))]));
            }
        }
        var row = new Row
        {
            Name = $"interpreter / {simulator.Name}, geometric mean",
            Unit = Unit,
            Reach = geometric,
            MoreIsBetter = true,
            Rounds = together,
            Checksum = checksum.Value,
        };
        return [row, .. s_programs.Select(program => row with { Name = $"  {program}", Reach = each, Rounds = byProgram[program] })];
    }

    private static (string Output, long Instructions, double Seconds) Here(string program, long limit)
    {
        var loaded = new UserProgram(File.ReadAllBytes(PathOf(program) + Simulator.GnuSim.Suffix));
        TimeSpan start = Environment.CpuUsage.UserTime;
        string output = loaded.Run(limit);
        return (output, loaded.Instructions, (Environment.CpuUsage.UserTime - start).TotalSeconds);
    }

    private static double There(Simulator simulator, string program, string? output)
    {
        (string written, double seconds) = simulator.Run(PathOf(program))!.Value;
        return output is null || written == output
            ? seconds
            : throw new WrongWorkException($"{program}: '{output.Trim()}' here, '{written.Trim()}' by {simulator.Name}");
    }

    private static string PathOf(string program) => Path.Combine(AppContext.BaseDirectory, "bench", program);
}
