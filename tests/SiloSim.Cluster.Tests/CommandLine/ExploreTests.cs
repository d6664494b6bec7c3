using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using SiloSim.CommandLine;
using SiloSim.Ftrace.Models;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Searches and their counterexamples, through the command.</summary>
public sealed class ExploreTests : IDisposable
{
    private static readonly string[] s_small = ["--nmi-cpus", "1", "--nmis", "1", "--sites", "1"];

    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ALineOfJsonHasAllFieldsInOrder()
    {
        string line = await Line(ExitCode.Done, "--reduction", "none");
        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            [
                "without", "scheme", "nmiCpus", "nmis", "sites", "rounds", "self", "failingWrite", "readers", "flush",
                "patchUnit", "memory", "earlyLoads", "model", "strategy", "reduction", "verdict", "property", "states",
                "transitions", "interleavings", "depth", "seconds", "statesPerSecond", "bytesPerState", "counterexample",
                "counterexampleSteps", "description", "workers", "store", "omission",
            ],
            json.RootElement.EnumerateObject().Select(field => field.Name));
        JsonElement root = json.RootElement;
        Assert.Equal(
            ("holds", 8907, 24434, 48, JsonValueKind.Null, JsonValueKind.Null),
            (root.GetProperty("verdict").GetString(), root.GetProperty("states").GetInt64(),
                root.GetProperty("transitions").GetInt64(), root.GetProperty("depth").GetInt32(),
                root.GetProperty("property").ValueKind, root.GetProperty("counterexampleSteps").ValueKind));

        // More than 64 bits are a number all the same, and as many with symmetry as without.
        Assert.Equal("63197729376420769376", root.GetProperty("interleavings").GetRawText());
        Assert.Equal("63197729376420769376", (await Json(ExitCode.Done))["interleavings"]!.ToJsonString());
    }

    [Fact]
    public async Task AConfigurationIsWhatWasAskedFor()
    {
        JsonObject line = await Json(
            ExitCode.Violation, "--without", "nmi-write", "--nmi-cpus", "1", "--nmis", "unbounded", "--sites", "1", "--rounds", "2",
            "--memory", "pso", "--patch-unit", "halfword", "--model", "comparison", "--strategy", "depth-first", "--reduction", "all");
        Assert.Equal("""["nmi-write"]""", line["without"]!.ToJsonString());
        Assert.Equal(
            "\"unbounded\" 1 2 \"pso\" \"halfword\" \"comparison\" \"depth-first\" \"all\" \"violated\"",
            string.Join(' ', new[] { "nmis", "sites", "rounds", "memory", "patchUnit", "model", "strategy", "reduction", "verdict" }
                .Select(name => line[name]!.ToJsonString())));
        Assert.Null(line["interleavings"]);
    }

    [Fact]
    public async Task TheWholeTableIsAsExpected()
    {
        Command all = await Command.Run("explore", "--all", "--json");
        Assert.True(all.ExitCode == ExitCode.Done, all.Out + all.Error);
        JsonObject[] lines = [.. all.Out.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject())];
        Assert.Equal(VerificationTable.All.Length, lines.Length);
        foreach ((JsonObject line, VerificationRow row) in lines.Zip(VerificationTable.All))
        {
            Assert.Equal(
                (row.Property is null ? "holds" : "violated", row.PropertyName, true),
                ((string?)line["verdict"], (string?)line["property"], (bool)line["asExpected"]!));
            if (row.Steps is int steps)
            {
                Assert.Equal(steps, (int)line["counterexampleSteps"]!);
            }
        }
    }

    [Fact]
    public async Task ACounterexampleIsSavedDrawnAndReplayed()
    {
        string file = Path.Combine(_folder, "nmi write.txt");
        string svg = Path.Combine(_folder, "one.svg");
        string again = Path.Combine(_folder, "two.svg");
        string[] options = [.. s_small, "--without", "nmi-write"];
        JsonObject line = await Json(ExitCode.Violation, [.. options, "--counterexample", file, "--svg", svg]);
        Assert.Equal(
            ("changed-under-nmi", file, 9),
            ((string?)line["property"], (string?)line["counterexample"], (int)line["counterexampleSteps"]!));
        Command replay = await Command.Run("replay", file, "--svg", again);
        Assert.Equal(ExitCode.Violation, replay.ExitCode);
        Assert.Equal("", replay.Error);
        Assert.StartsWith("violation again: changed-under-nmi after 9 steps\n", replay.Out);
        Assert.Equal(await Read(svg), await Read(again));
        Assert.Equal("svg", XDocument.Parse(await Read(svg)).Root!.Name.LocalName);
        Command search = await Command.Run(["explore", .. options]);
        Assert.Equal(ExitCode.Violation, search.ExitCode);
        string picture = replay.Out[replay.Out.IndexOf("\n\n", StringComparison.Ordinal)..];
        Assert.EndsWith(picture, search.Out);
    }

    [Fact]
    public async Task NothingFoundLeavesFilesAlone()
    {
        string file = Path.Combine(_folder, "old.txt");
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);
        string svg = Path.Combine(_folder, "new.svg");
        JsonObject line = await Json(ExitCode.Done, [.. s_small, "--counterexample", file, "--svg", svg]);
        Assert.Null(line["counterexample"]);
        Assert.Equal("mine", await Read(file));
        Assert.False(File.Exists(svg));
    }

    [Fact]
    public async Task TooLittleMemoryIsNoVerdict()
    {
        Command search = await Command.Run("explore", "--nmi-cpus", "6", "--memory-limit", "64K");
        Assert.Equal(ExitCode.Inconclusive, search.ExitCode);
        Assert.Equal("", search.Error);
        Assert.Matches(
            "^inconclusive: searched [0-9,]+ states, not exhausted: memory limit reached$", search.Out.Split('\n')[0]);
        JsonObject line = await Json(ExitCode.Inconclusive, "--nmi-cpus", "6", "--memory-limit", "64K");
        Assert.Equal("inconclusive", (string?)line["verdict"]);
        Assert.Equal("memory limit reached", (string?)line["description"]);
    }

    [Fact]
    public async Task AnInterruptedSearchIsNoVerdict()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(Terminal.Plain(output), Terminal.Plain(TextWriter.Null));
        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        int exitCode = await SiloSimCommand.Invoke(
            ["explore", "--nmi-cpus", "12", "--nmis", "9"], terminal, interrupt.Token);
        Assert.Equal(ExitCode.Inconclusive, (ExitCode)exitCode);
        Assert.Matches("^inconclusive: searched [0-9,]+ states?, not exhausted: interrupted", output.ToString());
    }

    [Theory]
    [InlineData("--sites", "0", "1 to 64")]
    [InlineData("--rounds", "two", "not a whole number")]
    [InlineData("--nmis", "0", "1 to 1000, or unbounded")]
    [InlineData("--without", "hope", "unknown step 'hope'; the steps are buffers-before-flag, ")]
    [InlineData("--memory", "rc11", "sc, tso or pso")]
    [InlineData("--memory-limit", "little", "such as 512M")]
    [InlineData("--workers", "0", "1 to 64")]
    [InlineData("--counterexample", "no/such/folder/file.txt", "cannot be written")]
    [InlineData("--svg", "no/such/folder/file.svg", "cannot be written")]
    [InlineData("--bogus", "1", "--bogus")]
    public async Task AWrongOption(string option, string value, string words) =>
        (await Command.Run("explore", option, value)).FailedWith(ExitCode.Usage, words);

    [Theory]
    [InlineData("no CPU takes NMIs", "--self", "--nmi-cpus", "0")]
    [InlineData("no NMIs with", "--scheme", "breakpoint", "--nmis", "1")]
    [InlineData("it takes no configuration", "--all", "--sites", "1")]
    [InlineData("--all finds many", "--all", "--svg", "all.svg")]
    [InlineData("random runs are not reduced", "--strategy", "random", "--reduction", "all")]
    public async Task OptionsThatMeanNothingTogether(string words, params string[] options) =>
        (await Command.Run(["explore", .. options])).FailedWith(ExitCode.Usage, words);

    [Fact]
    public async Task ASearchGoesOnFromItsCheckpoint()
    {
        string file = Path.Combine(_folder, "search.checkpoint");
        JsonObject whole = await Json(ExitCode.Done, "--workers", "2");
        JsonObject begun = await Json(ExitCode.Inconclusive, "--checkpoint", file, "--memory-limit", "64K");
        Assert.True((long)begun["states"]! < (long)whole["states"]!);
        Assert.True(File.Exists(file));
        (await Command.Run("explore", "--checkpoint", file, "--sites", "1")).FailedWith(
            ExitCode.Usage, file, "'--nmi-cpus 2 --nmis 2 --sites 2 --rounds 1', here '--nmi-cpus 2 --nmis 2 --sites 1 --rounds 1'");
        (await Command.Run("explore", "--checkpoint", file, "--reduction", "none")).FailedWith(
            ExitCode.Usage, "--reduction symmetry --store exact', here '--strategy breadth-first --reduction none --store exact'");
        JsonObject ended = await Json(ExitCode.Done, "--checkpoint", file, "--workers", "2");
        foreach (string name in new[] { "verdict", "states", "transitions", "interleavings", "depth" })
        {
            Assert.Equal(whole[name]!.ToJsonString(), ended[name]!.ToJsonString());
        }
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task ManyInterleavingsAreShortForPeopleAndExactForPrograms()
    {
        string[] options = ["--nmi-cpus", "4", "--nmis", "1", "--memory", "tso"];
        Assert.Contains("states, 3.34 x 10^37 interleavings\n", (await Command.Run(["explore", .. options])).Out);
        Assert.Equal(
            "33373034645638510892542580926966366944",
            (await Json(ExitCode.Done, [.. options, "--workers", "2"]))["interleavings"]!.ToJsonString());
    }

    [Fact]
    public async Task AFileThatIsNoCheckpoint()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);
        (await Command.Run("explore", "--checkpoint", file)).FailedWith(ExitCode.Usage, file, "not a checkpoint");
        Assert.Equal("mine", await Read(file));
        (await Command.Run("explore", "--checkpoint", _folder)).FailedWith(ExitCode.Usage, _folder, "folder");
        (await Command.Run("explore", "--checkpoint", "no/such/file")).FailedWith(ExitCode.Usage, "no/such/file'");
        (await Command.Run("explore", "--counterexample", file, "--svg", file)).FailedWith(
            ExitCode.Usage, file, "one file for two things");
        (await Command.Run("explore", "--checkpoint", "")).FailedWith(ExitCode.Usage, "empty");
        (await Command.Run("explore", "--checkpoint", file, "--all")).FailedWith(ExitCode.Usage, "--all");
        (await Command.Run("explore", "--checkpoint", file, "--strategy", "pct")).FailedWith(ExitCode.Usage, "pct");
    }

    [Theory]
    [InlineData("hash", "hash compaction: a state was left out with probability <= 6.0E-13")]
    [InlineData("bitstate", "bitstate: each other was left out with probability <= ")]
    public async Task AWeakerStoreIsNamedInTheVerdict(string store, string says)
    {
        Command held = await Command.Run("explore", "--store", store);
        Assert.Equal(ExitCode.Done, held.ExitCode);
        Assert.StartsWith("holds in the 4,7", held.Out);
        Assert.Contains($"states visited; {says}", string.Join(' ', held.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        JsonObject exact = await Json(ExitCode.Done);
        JsonObject json = await Json(ExitCode.Done, "--store", store);
        Assert.Equal((store, null), ((string?)json["store"], json["interleavings"]));
        Assert.InRange((double)json["omission"]!, 1e-20, 1e-2);
        Assert.True((double)json["bytesPerState"]! < (double)exact["bytesPerState"]!);
        JsonObject broken = await Json(ExitCode.Violation, [.. s_small, "--store", store, "--without", "nmi-write"]);
        Assert.Equal(9, (int)broken["counterexampleSteps"]!);
        (await Command.Run("explore", "--store", store, "--nmis", "unbounded")).FailedWith(ExitCode.Usage, "livelocks");
        (await Command.Run("explore", "--store", store, "--all")).FailedWith(ExitCode.Usage, "--all");
        (await Command.Run("explore", "--store", store, "--strategy", "pct")).FailedWith(ExitCode.Usage, "pct");
    }

    [Fact]
    public async Task AFileThatIsNoCounterexample()
    {
        (await Command.Run("replay", "no/such.txt")).FailedWith(ExitCode.Usage, "no/such.txt: no such file");
        (await Command.Run("replay", _folder)).FailedWith(ExitCode.Usage, _folder, "folder");
        (await Command.Run("replay", "")).FailedWith(ExitCode.Usage, "empty");
        (await Command.Run("replay")).FailedWith(ExitCode.Usage);
        string file = Path.Combine(_folder, "file.txt");
        await Json(ExitCode.Violation, [.. s_small, "--without", "write-flag", "--counterexample", file]);
        string text = await Read(file);
        foreach ((string edited, string says) in new[]
        {
            ("", "not a counterexample"),
            (text[..(text.Length / 2)], "cut short"),
            (text.Replace("--sites 1", "--sites 2", StringComparison.Ordinal), "edited"),
            (text.Replace("counterexample 1", "counterexample 2", StringComparison.Ordinal), "version '2', not 1"),
        })
        {
            await File.WriteAllTextAsync(file, edited, TestContext.Current.CancellationToken);
            (await Command.Run("replay", file)).FailedWith(ExitCode.Usage, file, says);
        }
    }

    private static async Task<JsonObject> Json(ExitCode exitCode, params string[] options) =>
        JsonNode.Parse(await Line(exitCode, options))!.AsObject();

    private static async Task<string> Line(ExitCode exitCode, params string[] options)
    {
        Command command = await Command.Run(["explore", "--json", .. options]);
        Assert.True(command.ExitCode == exitCode, command.Out + command.Error);
        Assert.Equal("", command.Error);
        Assert.Equal(command.Out.Length - 1, command.Out.IndexOf('\n', StringComparison.Ordinal));
        return command.Out;
    }

    private static Task<string> Read(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
