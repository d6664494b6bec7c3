using System.Text;
using SiloSim.Cluster.Tests.Processes;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Experiments: what comes of the three files, that nothing is done twice, and what is wrong in a file.</summary>
public sealed class ExperimentTests : IDisposable
{
    private const string Small = "command: run\noptions:\n  toggles: 1\n  cpus: 2\nsweep:\n  patch-unit: [word, halfword]\nrepeats: 2\n"
        + "plots:\n  - x: patch-unit\n    y: violations\n    error-bars: deviation\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("scaling", "CPUs", "guest speed", 2, "cpus=2", "silos=1,2")]
    [InlineData("nmi-rate", "distance of NMIs", "round of stop_machine", 2, "nmi-every=2000,20000")]
    [InlineData("variants", "steps left out", "violations", 9, "patch-unit=word")]
    public async Task TheFilesOfTheProject(string name, string x, string y, int points, params string[] settings)
    {
        string file = Path.Combine(Repository.Root, "experiments", name + ".yaml");
        string[] args = ["experiment", file, "--out", _folder, .. settings.Concat(["toggles=2", "repeats=1"]).SelectMany(setting => (string[])["--set", setting])];
        Command first = await Command.Run(args);
        Assert.True(first.ExitCode == ExitCode.Done, first.Error + first.Out);
        Assert.Equal("", first.Error);
        Assert.EndsWith($"done: {points} measurements, 0 there before; {Path.Combine(_folder, "report.md")}\n", first.Out, StringComparison.Ordinal);
        string report = File.ReadAllText(Path.Combine(_folder, "report.md"));
        string[] plots = [.. Directory.EnumerateFiles(_folder, "*.png").Select(static path => Path.GetFileNameWithoutExtension(path))];
        Assert.True(plots.Length >= 2, string.Join(' ', plots));
        foreach (string plot in plots)
        {
            Assert.Contains($"]({plot}.png)", report, StringComparison.Ordinal);
            Assert.Equal("PNG", Encoding.ASCII.GetString(File.ReadAllBytes(Path.Combine(_folder, plot + ".png")), 1, 3));
            Assert.Contains("<svg ", File.ReadAllText(Path.Combine(_folder, plot + ".svg")), StringComparison.Ordinal);
        }
        Assert.Contains($"| {x}", report, StringComparison.Ordinal);
        Assert.Contains(y, report, StringComparison.Ordinal);
        string[] csv = File.ReadAllLines(Path.Combine(_folder, "results.csv"));
        Assert.Equal(points + 1, csv.Length);
        Assert.All(csv, line => Assert.Equal(csv[0].Count(static c => c == ','), line.Count(static c => c == ',')));

        Command again = await Command.Run(args);
        Assert.Equal(ExitCode.Done, again.ExitCode);
        Assert.Equal($"done: {points} measurements, all there before; {Path.Combine(_folder, "report.md")}\n", again.Out);
    }

    [Fact]
    public async Task AKilledExperimentGoesOnAndDropsTheLineThatWasNotFinished()
    {
        string file = Written(Small);
        string results = Path.Combine(_folder, "results.jsonl");
        await using (ProgramProcess killed = ProgramProcess.Client("experiment", file, "--out", _folder, "--set", "repeats=1000"))
        {
            await killed.Line("2 of 2000: ");
            await killed.Kill();
        }
        string[] done = File.ReadAllLines(results);
        Assert.True(done.Length >= 2);
        File.AppendAllText(results, "{\"key\":\"run");
        Command rest = await Command.Run("experiment", file, "--out", _folder, "--set", $"repeats={done.Length}");
        Assert.True(rest.ExitCode == ExitCode.Done, rest.Error + rest.Out);
        Assert.Contains($"done: {2 * done.Length} measurements, {done.Length} there before; ", rest.Out, StringComparison.Ordinal);
        string[] all = File.ReadAllLines(results);
        Assert.Equal(done, all[..done.Length]);
        Assert.Equal(2 * done.Length, all.Length);
    }

    [Fact]
    public async Task AnInterruptedExperimentSaysSoAndKeepsWhatIsThere()
    {
        string file = Written(Small);
        await using ProgramProcess run = ProgramProcess.InterruptibleClient("experiment", file, "--out", _folder, "--set", "repeats=1000");
        await run.Line("1 of 2000: ");
        run.Interrupt();
        (int exitCode, string output, string error) = await run.End();
        Assert.True(exitCode == 4, output + error);
        Assert.Matches(@"\ninterrupted: \d+ of 2,000 measurements made; the same command goes on\n$", output);
        Assert.Contains("are not made yet", File.ReadAllText(Path.Combine(_folder, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATimeLimitLeavesTheRestForTheNextTime()
    {
        Command run = await Command.Run("experiment", Written(Small + "time-limit: 1\n"), "--out", _folder, "--set", "repeats=1000");
        Assert.Equal(ExitCode.Inconclusive, run.ExitCode);
        Assert.Contains("the time limit was reached: ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASearchIsAnExperimentToo()
    {
        string file = Written("command: explore\noptions:\n  nmi-cpus: 1\nsweep:\n  sites: [1, 2]\n  without: [[], nmi-write]\nparallel: 2\n"
            + "plots:\n  - x: sites\n    y: states\n    series: without\n    log-y: true\n");
        Command run = await Command.Run("experiment", file, "--out", _folder);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Out);
        string report = File.ReadAllText(Path.Combine(_folder, "report.md"));
        Assert.Contains("Outcomes: 2 holds, 2 changed-under-nmi.", report, StringComparison.Ordinal);
        Assert.Contains("| sites | without none | without nmi-write |", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.yaml:2: repeat: no key of an experiment", "command: run\nrepeat: 3\n")]
    [InlineData("x.yaml:3: repeats many: a whole number, 1 to 10000", "command: run\n\nrepeats: many\n")]
    [InlineData("x.yaml:1: command fly: run or explore", "command: fly\n")]
    [InlineData("x.yaml:3: cpuz: no such option; there are guest, cpus", "command: run\noptions:\n  cpuz: 3\n")]
    [InlineData("x.yaml:4: --cpus four: not a whole number", "command: run\nsweep:\n  cpus: [1,\n    four]\n")]
    [InlineData("x.yaml:5: --without: unknown step 'bogus'", "command: run\nsweep:\n  without:\n    - nmi-write\n    - bogus\n")]
    [InlineData("x.yaml:3: --silos 17: 1 to 16", "command: run\nsweep:\n  silos: [1, 17]\n")]
    [InlineData("x.yaml:3: unknown step 'bogus'", "command: explore\nsweep:\n  without: [bogus]\n")]
    [InlineData("x.yaml:3: cpus: a list of the values", "command: run\nsweep:\n  cpus: 3\n")]
    [InlineData("x.yaml:3: no-dynamic-ftrace maybe: true or false", "command: run\noptions:\n  no-dynamic-ftrace: maybe\n")]
    [InlineData("x.yaml:4: y speed: not among mips", "command: run\nplots:\n  - x: mips\n    y: speed\n")]
    [InlineData("x.yaml:3: x cpus: not among", "command: run\nplots:\n  - x: cpus\n    y: mips\n")]
    [InlineData("x.yaml:3: colour: no key of a plot", "command: run\nplots:\n  - colour: red\n")]
    [InlineData("x.yaml:2: options: options of run, which is a mapping", "command: run\noptions: [1]\n")]
    [InlineData("x.yaml:3: While parsing", "command: run\noptions: [\n")]
    [InlineData("x.yaml:1: an experiment is one mapping", "- run\n")]
    public async Task WhatIsWrongIsOneLineWithItsNumber(string message, string yaml)
    {
        Command wrong = await Command.Run("experiment", Written(yaml), "--out", Path.Combine(_folder, "out"));
        wrong.FailedWith(ExitCode.Usage);
        Assert.StartsWith("silosim: " + message, wrong.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "out", "report.md")));
    }

    [Fact]
    public async Task WhatIsWrongOnTheCommandLineIsOneLine()
    {
        string file = Written(Small);
        (await Command.Run("experiment", file + "x")).FailedWith(ExitCode.Usage, "x.yamlx: no such file");
        (await Command.Run("experiment", file, "--set", "cpus")).FailedWith(ExitCode.Usage, "--set cpus: KEY=VALUE");
        (await Command.Run("experiment", file, "--set", "speed=1")).FailedWith(ExitCode.Usage, "--set speed=1: no option of run");
        (await Command.Run("experiment", file, "--set", "repeats=0")).FailedWith(ExitCode.Usage, "--set repeats=0: a whole number");
        string other = Path.Combine(_folder, "results.jsonl");
        File.WriteAllText(other, "hello\n");
        (await Command.Run("experiment", file, "--out", _folder)).FailedWith(ExitCode.Usage, other + ":1: no result of an experiment");
    }

    private string Written(string yaml)
    {
        string path = Path.Combine(_folder, "x.yaml");
        File.WriteAllText(path, yaml);
        return path;
    }
}
