using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Searches of guests' machine code, through the command.</summary>
public sealed partial class ExploreGuestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheLostUpdateIsShown()
    {
        string svg = Path.Combine(_folder, "lost.svg");
        Command search = await Command.Run("explore", "--guest", Guest("lost-update"), "--bound", "100", "--svg", svg);
        Assert.Equal((ExitCode.Violation, ""), (search.ExitCode, search.Error));
        GoldenFile.Check("explore-lost-update.txt", Speed().Replace(search.Out, "speed          -\n"));
        string drawn = await File.ReadAllTextAsync(svg, TestContext.Current.CancellationToken);
        Assert.Contains("guest_main+0x6: mov.l r0,@r2", XDocument.Parse(drawn).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGuestThatHoldsAndOneThatTheBoundCuts()
    {
        string guest = Guest("nmi-enter-exit");
        Command holds = await Command.Run("explore", "--guest", guest, "--bound", "100", "--nmis", "2");
        Assert.Equal((ExitCode.Done, ""), (holds.ExitCode, holds.Error));
        Assert.StartsWith("holds in all 396 states, within the bound of 100 steps\n", holds.Out);
        Command cut = await Command.Run("explore", "--guest", guest, "--bound", "10", "--nmis", "2");
        Assert.Equal((ExitCode.Inconclusive, ""), (cut.ExitCode, cut.Error));
        Assert.Matches("^inconclusive: searched [0-9]+ states, not exhausted: bound reached\n", cut.Out);
    }

    [Fact]
    public async Task ALineOfJson()
    {
        Command search = await Command.Run(
            "explore", "--json", "--guest", Guest("dekker-no-barrier"), "--memory", "tso",
            "--reduction", "partial-order");
        Assert.Equal((ExitCode.Violation, ""), (search.ExitCode, search.Error));
        using var json = JsonDocument.Parse(search.Out);
        Assert.Equal(
            [
                "guest", "bound", "cpus", "nmis", "memory", "strategy", "reduction", "verdict", "property", "states",
                "transitions", "interleavings", "depth", "seconds", "statesPerSecond", "bytesPerState",
                "counterexample", "counterexampleSteps", "description", "workers", "store", "omission",
            ],
            json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            ("dekker-no-barrier.elf", 1000, 2, "violated", "guest-failed", 6),
            (json.RootElement.GetProperty("guest").GetString(), json.RootElement.GetProperty("bound").GetInt32(),
                json.RootElement.GetProperty("cpus").GetInt32(), json.RootElement.GetProperty("verdict").GetString(),
                json.RootElement.GetProperty("property").GetString(),
                json.RootElement.GetProperty("counterexampleSteps").GetInt32()));
    }

    [Fact]
    public async Task ACrashIsOneLine()
    {
        Command crash = await Command.Run("explore", "--guest", Repository.Guest("crash-illegal"));
        Assert.Equal((ExitCode.Violation, ""), (crash.ExitCode, crash.Error));
        Assert.Contains(
            "\nguest-failed: cpu 1: illegal instruction with SR.BL set at 8c0010ce crash_at: .word 0xfffd\n", crash.Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 to 1000000", "--bound", "0")]
    [InlineData("not a whole number", "--bound", "many")]
    [InlineData("1 to 32", "--cpus", "33")]
    [InlineData("--sites: it is of the protocol's models", "--sites", "1")]
    [InlineData("--counterexample: ", "--counterexample", "file.txt")]
    [InlineData("cannot be written", "--svg", "no/such/folder/file.svg")]
    public async Task OptionsThatMeanNothing(string words, string option, string value) =>
        (await Command.Run("explore", "--guest", Guest("dekker"), option, value)).FailedWith(ExitCode.Usage, words);

    [Fact]
    public async Task AFileThatIsNoGuest()
    {
        (await Command.Run("explore", "--guest", "no/such.elf"))
            .FailedWith(ExitCode.Usage, "no/such.elf: no such file");
        (await Command.Run("explore", "--guest", "")).FailedWith(ExitCode.Usage, "empty");
        (await Command.Run("explore", "--bound", "5")).FailedWith(ExitCode.Usage, "--bound: it is for --guest FILE");
        string file = Path.Combine(_folder, "text.elf");
        await File.WriteAllTextAsync(file, "no guest", TestContext.Current.CancellationToken);
        (await Command.Run("explore", "--guest", file)).FailedWith(ExitCode.Usage, file);
    }

    private static string Guest(string name) => Repository.Guest($"explore/{name}");

    // The only line that is another one each time.
    [GeneratedRegex("^speed .*\n", RegexOptions.Multiline)]
    private static partial Regex Speed();
}
