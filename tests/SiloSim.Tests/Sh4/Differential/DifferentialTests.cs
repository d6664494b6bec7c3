using System.Globalization;
using System.Text;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>
/// Random programs run here and under <c>qemu-sh4</c>: every register and the memory are the same at the end.
/// SILOSIM_DIFFERENTIAL is how many programs, SILOSIM_DIFFERENTIAL_SEED the seed of the first.
/// </summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Programs = 2000;
    private const int ProgramsPerImage = 500;
    private const int ReportedFailures = 5;
    private const int LeastInstructions = 200;
    private const int LeastExecutions = 100;

    [Fact]
    public void RandomProgramsEndAsUnderQemu()
    {
        Assert.SkipUnless(There.IsInstalled, "qemu-sh4 is not installed");
        int count = Option("SILOSIM_DIFFERENTIAL", Programs);
        int first = Option("SILOSIM_DIFFERENTIAL_SEED", 1);
        var executions = new long[DecodeTable.Rows.Length];
        long instructions = 0;
        List<string> failures = [];
        for (int begin = 0; begin < count && failures.Count < ReportedFailures; begin += ProgramsPerImage)
        {
            int[] seeds = [.. Enumerable.Range(first + begin, Math.Min(ProgramsPerImage, count - begin))];
            RandomProgram[] programs =
                KnownDifferences.Avoid([.. seeds.AsParallel().AsOrdered().Select(ProgramGenerator.Make)]);
            Here? here = null;
            foreach ((RandomProgram program, (Image image, int number, Outcome? there)) in programs.Zip(There.Run(programs)))
            {
                long before = instructions;
                here = here?.Image == image ? here : new Here(image);
                (Outcome? ours, string? failure) = here.Run(program, number, step: null);
                (Outcome? stepped, _) = here.Run(program, number, (opcode, _, _) =>
                {
                    executions[DecodeTable.Find(opcode).Number]++;
                    instructions++;
                });
                string? wrong = Wrong(ours, failure, there)
                    ?? (stepped is null || ours!.DifferencesFrom(stepped).Any() ? "one by one it ends otherwise" : null)
                    ?? (instructions - before < LeastInstructions ? $"only {instructions - before} instructions" : null);
                if (wrong is not null && failures.Count < ReportedFailures)
                {
                    failures.Add(Describe(program, wrong));
                }
            }
        }
        string sum = $"differential: {count} programs from seed {first}, {instructions} instructions, "
            + $"{failures.Count} differ";
        output.WriteLine(Counts(executions));
        output.WriteLine(sum);
        Console.WriteLine(sum);
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        Row[] scarce = [.. UserRows.Present.Where(r => executions[r.Number] < LeastExecutions)];
        Assert.True(count < Programs || scarce.Length == 0,
            $"executed fewer than {LeastExecutions} times: {string.Join(' ', scarce.Select(r => r.Name))}");
    }

    private static string? Wrong(Outcome? ours, string? failure, Outcome? theirs)
    {
        if (ours is null || theirs is null)
        {
            return $"here: {failure ?? "it ends"}; there: {(theirs is null ? "it does not end" : "it ends")}";
        }
        string[] differences = [.. ours.DifferencesFrom(theirs)];
        return differences.Length == 0 ? null : string.Join('\n', differences);
    }

    private static string Describe(RandomProgram program, string wrong)
    {
        // A smaller program differs in the same way, values or one that comes to no end, and in nothing known.
        bool Values(string? text) => text is not null && !text.StartsWith("here", StringComparison.Ordinal);
        bool wanted = Values(wrong);
        RandomProgram small = Shrinker.Shrink(
            program,
            some => [.. Compare(KnownDifferences.Avoid(some)).Select(w => w is not null && Values(w) == wanted)]);
        small = KnownDifferences.Avoid([small])[0];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"seed {program.Seed} (SILOSIM_DIFFERENTIAL_SEED={program.Seed} SILOSIM_DIFFERENTIAL=1 repeats it) differs; at its smallest:");
        var image = new Image([small]);
        uint pc = image.Places[0].Begin;
        foreach (ushort opcode in small.Text())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {pc:x8}:  {opcode:x4}  {Disassembler.Text(opcode, pc)}");
            pc += 2;
        }
        text.AppendLine("starting from");
        for (int i = 0; i < Outcome.Names.Length; i += 8)
        {
            text.AppendLine("  " + string.Join(' ', Enumerable.Range(i, Math.Min(8, Outcome.Names.Length - i))
                .Select(w => $"{Outcome.Names[w].Replace(" of bank ", "/", StringComparison.Ordinal)}={small.Start.Words[w]:x}")));
        }
        return text.Append(Compare([small])[0] ?? wrong).ToString();
    }

    private static string?[] Compare(IReadOnlyList<RandomProgram> programs)
    {
        Here? here = null;
        return
        [
            .. programs.Zip(There.Run(programs)).Select(pair =>
            {
                (RandomProgram program, (Image image, int number, Outcome? there)) = pair;
                here = here?.Image == image ? here : new Here(image);
                (Outcome? ours, string? failure) = here.Run(program, number, step: null);
                return ours is null && there is null ? null : Wrong(ours, failure, there);
            }),
        ];
    }

    private static string Counts(long[] executions)
    {
        var text = new StringBuilder();
        foreach (Row row in DecodeTable.Rows.Where(r => r.Pattern.Length != 0))
        {
            string why = UserRows.Absent.TryGetValue(row.Name, out (string Why, string Proof) absent)
                ? $"  {absent.Why}; proved by {absent.Proof}"
                : KnownDifferences.Reasons.TryGetValue(row.Name, out string? known) ? $"  {known}" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"{executions[row.Number],9}  {row.Name} ({row.Syntax}){why}");
        }
        foreach ((string name, string why) in KnownDifferences.FlushReasons)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"taken out  {name}: {why}");
        }
        return text.ToString();
    }

    private static int Option(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value : otherwise;
}
