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
            ["1111nn0111111101"] = ((r, d) => IsEvents(d) || IsHostNan(r, d) || IsNearSum(r, d), "their FTRV is a sum of host floats"),
            ["1111nnmm11101101"] = ((r, d) => IsEvents(d) || IsHostNan(r, d) || IsNearSum(r, d), "their FIPR is a sum of host floats"),
            ["1111nnnn01111101"] = (
                (_, d) => IsEvents(d) || IsNear(d, RootError * Math.Abs(Single(d.Theirs))),
                "their FSRRA is a library function"),
            ["1111mmmm00111101"] = (
                (_, d) => IsEvents(d) || d is { Field: "FPUL", Ours: 0x7FFF_FFFF, Theirs: 0x7FFF_FF80 },
                "their FTRC overflows to 7FFFFF80, without an event"),
            ["1111mmm010111101"] = ((_, _) => true, "their FCNVDS was recorded with PR = 0, where it is reserved"),
            ["1111nnn010101101"] = ((_, _) => true, "their FCNVSD was recorded with PR = 0, where it is reserved"),
        };

    /// <summary>Their FPSCR never has causes and flags: what differs in nothing else is theirs.</summary>
    private const string NoEvents = "their FPSCR keeps no causes and flags";

    private const string HostNan = "their NaN is the host's 7FC00000";

    private const uint EventFlags = FloatingStatus.Maskable << FloatingStatus.FlagShift;

    // What the manual grants FSRRA: 2^-21 of the value.
    private const double RootError = 1.0 / (1 << 21);

    [Fact]
    public void EveryVectorPasses()
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "the single-step vectors are not here; SILOSIM_VECTORS names their folder");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.bin").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        var text = new StringBuilder();
        (int passed, int failed, int events, int nans, int exempt) total = default;
        List<string> failures = [];
        List<string> unneeded = [];
        foreach (string file in files)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            string pattern = name.Split('_')[0];
            (int passed, int failed, int events, int nans, int exempt) count = default;
            int number = 0;
            foreach (VectorRecord record in VectorRecord.Read(file))
            {
                List<Difference> differences = Run(record);
                if (differences.Count == 0)
                {
                    count.passed++;
                }
                else if (differences.All(IsEvents))
                {
                    count.events++;
                }
                else if (differences.All(d => IsEvents(d) || IsHostNan(record, d)))
                {
                    count.nans++;
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
            why += count.events == 0 ? "" : $"  {count.events} exempt: {NoEvents}";
            why += count.nans == 0 ? "" : $"  {count.nans} exempt: {HostNan}";
            text.AppendLine(
                $"{name}: {count.passed} passed, {count.failed} failed, {count.exempt} exempt{why}");
            total = (total.passed + count.passed, total.failed + count.failed, total.events + count.events,
                total.nans + count.nans, total.exempt + count.exempt);
        }
        string sum = $"single-step vectors: {files.Length} files, {total.passed} passed, {total.failed} failed, "
            + $"{total.exempt} exempt, {total.events} exempt but for causes and flags of FPSCR, {total.nans} for NaN";
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

    private static bool IsEvents(Difference d) =>
        d.Field == "FPSCR" && ((d.Ours ^ d.Theirs) & ~(FloatingStatus.CauseField | EventFlags)) == 0;

    private static bool IsNear(Difference d, double error) =>
        d.Field.StartsWith("FR", StringComparison.Ordinal) && Math.Abs(Single(d.Ours) - Single(d.Theirs)) <= error;

    /// <summary>
    /// Within eight units in the last place of the greatest product, since theirs rounds four products and three sums.
    /// Where that overflows on the way, ours must be as near to the sum itself.
    /// </summary>
    private static bool IsNearSum(VectorRecord record, Difference d)
    {
        (double sum, double greatest) = (0, 0);
        ushort opcode = (ushort)record.Opcodes[1];
        bool transforms = (opcode & 0x00FF) == 0x00FD;
        int n = (opcode >> 8) & 12;
        int m = transforms ? 16 + (int.Parse(d.Field[2..], null) & 3) : ((opcode >> 8) & 3) * 4;
        for (int i = 0; i < 4; i++)
        {
            double product = Single(record.Initial[24 + n + i])
                * (double)Single(record.Initial[24 + m + (transforms ? 4 * i : i)]);
            sum += product;
            greatest = Math.Max(greatest, Math.Abs(product));
        }
        if (greatest < float.MaxValue)
        {
            return IsNear(d, greatest / (1 << 20));
        }
        return Math.Abs(sum) >= float.MaxValue
            ? Math.Abs(Single(d.Ours)) >= float.MaxValue && Single(d.Ours) < 0 == sum < 0
            : Math.Abs(Single(d.Ours) - sum) <= greatest / (1 << 22);
    }

    /// <summary>
    /// Their NaN is that of their host. The SH-4's is 7FBFFFFF, as in the manual ("Non-Numbers (NaN)") and in QEMU;
    /// 7FC00000 is a signalling NaN there, which no operation gives.
    /// </summary>
    private static bool IsHostNan(VectorRecord record, Difference d) => d switch
    {
        _ when d.Field.Length < 3 || d.Field[..2] != "FR" => false,
        { Ours: SingleFloat.DefaultNan, Theirs: 0x7FC0_0000 } => true,
        { Ours: 0x7FF7_FFFF, Theirs: 0x7FF8_0000 } => IsDouble(record),
        { Ours: 0xFFFF_FFFF, Theirs: 0 } => IsDouble(record),
        _ => false,
    };

    private static bool IsDouble(VectorRecord record) => (record.Initial[67] & FloatingStatus.PrBit) != 0;

    private static float Single(uint bits) => BitConverter.UInt32BitsToSingle(bits);

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
