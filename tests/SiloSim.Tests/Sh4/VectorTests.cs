using System.Text;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>The single-step vectors: each record is four instructions, compared in every register and access.</summary>
public sealed class VectorTests(ITestOutputHelper output)
{
    /// <summary>
    /// Where the vectors are wrong, by pattern: which differences are theirs (record, field, ours, theirs), and why.
    /// </summary>
    private static readonly Dictionary<string, (Func<VectorRecord, Difference, bool> Theirs, string Why)> s_exemptions =
        new()
        {
            ["0000000000011011"] = ((_, _) => true, "their SLEEP fetches itself again"),
            ["11000011iiiiiiii"] = ((_, _) => true, "their TRAPA does nothing"),
            ["0000000000101011"] = (
                (_, d) => OnlyRbInUserMode(d) || d.Field is "R1" or "R2" or "R1_BANK" or "R2_BANK",
                "their RTE runs the slot before the bank swap, and clears RB with MD"),
            ["0100mmmm00000111"] = ((_, d) => OnlyRbInUserMode(d), "their LDC.L clears RB with MD"),
            ["0100mmmm00001110"] = ((_, d) => OnlyRbInUserMode(d), "their LDC clears RB with MD"),
            ["0011nnnnmmmm0100"] = (
                (r, _) => ((r.Opcodes[1] >> 8) & 15) == ((r.Opcodes[1] >> 4) & 15), "their DIV1 Rn,Rn is wrong"),
            ["0100mmmm01100110"] = ((_, d) => OnlyAbsentFpscrBits(d), "their LDS.L keeps FPSCR bits that do not exist"),
            ["0100mmmm01101010"] = ((_, d) => OnlyAbsentFpscrBits(d), "their LDS keeps FPSCR bits that do not exist"),
        };

    [Fact]
    public void EveryIntegerVectorPasses()
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "the single-step vectors are not here; SILOSIM_VECTORS names their folder");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.bin").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        string[] later = [.. files.Where(IsFloatingPoint)];
        var text = new StringBuilder();
        (int passed, int failed, int exempt) total = default;
        List<string> failures = [];
        List<string> unneeded = [];
        foreach (string file in files.Except(later))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            string pattern = name.Split('_')[0];
            (int passed, int failed, int exempt) count = default;
            int number = 0;
            foreach (VectorRecord record in VectorRecord.Read(file))
            {
                List<Difference> differences = Run(record);
                if (differences.Count == 0)
                {
                    count.passed++;
                }
                else if (s_exemptions.TryGetValue(pattern, out var exemption)
                    && differences.All(d => exemption.Theirs(record, d)))
                {
                    count.exempt++;
                }
                else
                {
                    count.failed++;
                    failures.Add($"{name}[{number}] {DecodeTable.Find((ushort)record.Opcodes[1]).Syntax}: "
                        + string.Join("; ", differences.Take(6)));
                }
                number++;
            }
            Assert.NotEqual(0, number);
            if (s_exemptions.ContainsKey(pattern) && count.exempt == 0)
            {
                unneeded.Add(name);
            }
            string why = count.exempt == 0 ? "" : $"  exempt: {s_exemptions[pattern].Why}";
            text.AppendLine(
                $"{name}: {count.passed} passed, {count.failed} failed, {count.exempt} exempt{why}");
            total = (total.passed + count.passed, total.failed + count.failed, total.exempt + count.exempt);
        }
        text.AppendLine($"not yet in scope (floating point), {later.Length} files: "
            + string.Join(' ', later.Select(Path.GetFileNameWithoutExtension)));
        string sum = $"single-step vectors: {files.Length - later.Length} files, {total.passed} passed, "
            + $"{total.failed} failed, {total.exempt} exempt; {later.Length} files not yet in scope";
        text.AppendLine(sum);
        output.WriteLine(text.ToString());
        Console.WriteLine(sum);
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(40)));
        Assert.True(unneeded.Count == 0, $"exemptions that nothing needs: {string.Join(' ', unneeded)}");
    }

    private static bool OnlyRbInUserMode(Difference d) =>
        d.Field == "SR" && (d.Theirs & StatusRegister.MdBit) == 0 && (d.Ours ^ d.Theirs) == StatusRegister.RbBit;

    private static bool OnlyAbsentFpscrBits(Difference d) =>
        d.Field == "FPSCR" && d.Ours == (d.Theirs & CpuState.FpscrImplemented);

    private static bool IsFloatingPoint(string file) =>
        Path.GetFileName(file).StartsWith("1111", StringComparison.Ordinal);

    private static List<Difference> Run(VectorRecord record)
    {
        var world = new VectorWorld(record);
        CpuState state = VectorRecord.Load(record.Initial);
        var core = new Core(state, world, world.Text);
        int left = 4;
        while (left > 0)
        {
            long before = core.Retired;
            CoreExit exit = core.Run(left);
            left -= (int)(core.Retired - before);
            if (exit.Reason != ExitReason.Budget)
            {
                world.Differences.Add(new($"exit {exit}"));
                break;
            }
        }
        if (core.Retired != 4)
        {
            world.Differences.Add(new("retired", (uint)core.Retired, 4));
        }
        world.CheckCounts();
        uint[] actual = VectorRecord.Save(state);
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] != record.Final[i])
            {
                world.Differences.Add(new(VectorRecord.Names[i], actual[i], record.Final[i]));
            }
        }
        return world.Differences;
    }

    private static string? Folder()
    {
        string? root = Environment.GetEnvironmentVariable("SILOSIM_VECTORS");
        if (string.IsNullOrEmpty(root))
        {
            DirectoryInfo? up = new(AppContext.BaseDirectory);
            while (up is not null && !File.Exists(Path.Combine(up.FullName, "SiloSim.sln")))
            {
                up = up.Parent;
            }
            if (up is null)
            {
                return null;
            }
            root = Path.Combine(up.FullName, "..", "shared", "vectors");
        }
        return new[] { root, Path.Combine(root, "sst") }
            .FirstOrDefault(d => Directory.Exists(d) && Directory.EnumerateFiles(d, "*.bin").Any());
    }
}
