using System.Text.RegularExpressions;
using SiloSim.Cluster.Tests.Processes;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.Documents;

/// <summary>
/// The commands of README and tutorial do what these pages say: the exit code, and every line that is shown but those with
/// measured times. <c>SILOSIM_GOLDEN=rewrite</c> puts what they print now into the pages.
/// </summary>
public partial class DocumentTests
{
    // What is not run here, and why.
    private static readonly Dictionary<string, string> s_notRun = new()
    {
        ["dotnet test -c Release"] = "it runs these very tests; .ci/run runs it",
    };

    private static readonly string[] s_pages = ["README.md", "docs/TUTORIAL.md", "docs/EXEC.md", "docs/VERIFICATION.md", "docs/STEPS.md", "docs/MEMORY.md", "docs/EXPERIMENTS.md"];

    public static TheoryData<string, int, string> ClientCommands
    {
        get
        {
            var rows = new TheoryData<string, int, string>();
            foreach ((string page, int index, PageCommand command) in All())
            {
                if (command.ClientArguments is not null && !command.IsOfCluster)
                {
                    rows.Add(page, index, command.Text);
                }
            }
            return rows;
        }
    }

    [Theory, MemberData(nameof(ClientCommands))]
    public async Task ACommandDoesWhatItsPageSays(string page, int index, string text)
    {
        PageCommand command = PageCommand.Of(Read(page))[index];
        Assert.Equal(text, command.Text);
        await Check(page, command, command.ClientArguments!);
    }

    /// <summary>A cluster of processes, as the page has it for three terminals; only the ports are others here.</summary>
    [Fact]
    public async Task TheClusterOfATutorialRuns()
    {
        var ports = new Dictionary<string, string>();
        var silos = new Stack<ProgramProcess>();
        try
        {
            foreach ((string page, _, PageCommand command) in All().Where(row => row.Command.IsOfCluster))
            {
                if (command.SiloArguments is { } silo)
                {
                    silos.Push(await StartSilo(silo, ports));
                }
                else
                {
                    Assert.Equal(2, silos.Count);
                    await Check(page, command, [.. command.ClientArguments!.Select(word => Substitute(word, ports))]);
                }
            }
            Assert.Equal(2, silos.Count);
        }
        finally
        {
            while (silos.TryPop(out ProgramProcess? silo))
            {
                await silo.DisposeAsync();
            }
        }
    }

    [Fact]
    public void EveryCommandIsRunOrExcusedByName()
    {
        string[] others = [.. All().Where(row => row.Command.ClientArguments is null && row.Command.SiloArguments is null)
            .Select(row => row.Command.Text).Distinct()];
        Assert.Equal(s_notRun.Keys.Order(StringComparer.Ordinal), others.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheReadmeBeginsWithItsTwoCommands() => Assert.Equal(
        ["dotnet run -c Release --project client -- run", "dotnet test -c Release"],
        PageCommand.Of(Read("README.md")).Take(2).Select(command => command.Text));

    [Fact]
    public void ThePartsOfAPageAreSeen()
    {
        PageCommand[] commands = [.. PageCommand.Of(
            "# Page\n```console\n$ dotnet run -c Release --project client -- run --sites 'a b*'  # exit code 1\none\n...\nlast\n"
            + "$ dotnet test\n```\n```text\n$ not this\n```\n")];
        Assert.Equal(2, commands.Length);
        Assert.Equal(["run", "--sites", "a b*"], commands[0].ClientArguments!);
        Assert.Equal((1, 3), (commands[0].ExitCode, commands[0].FirstShown));
        Assert.Equal(["one", "...", "last"], commands[0].Shown);
        Assert.Equal(["1", "...", "4"], commands[0].Excerpt(["1", "2", "3", "4"]));
        Assert.Equal(["1", "2"], commands[0].Excerpt(["1", "2"]));
        Assert.Equal((0, 0), (commands[1].ExitCode, commands[1].Shown.Count));
        Assert.Null(commands[1].ClientArguments);
    }

    private static IEnumerable<(string Page, int Index, PageCommand Command)> All() =>
        s_pages.SelectMany(page => PageCommand.Of(Read(page)).Select((command, index) => (page, index, command)));

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    private static async Task Check(string page, PageCommand command, string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("silosim").FullName;
        try
        {
            if (arguments is ["replay", string saved, ..])
            {
                // It takes what an earlier command of the page has saved.
                PageCommand source = PageCommand.Of(Read(page)).First(earlier => Value(earlier.ClientArguments ?? [], "--counterexample") == saved);
                await Run(source, source.ClientArguments!, folder);
            }
            string output = await Run(command, arguments, folder);
            CheckShown(page, command, Lines(output.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)));
            Assert.All(Directory.EnumerateFiles(folder), path => Assert.True(new FileInfo(path).Length > 0, $"{path} is empty"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a command; the files that it writes, or that another has written, are in a folder of their own.</summary>
    private static async Task<string> Run(PageCommand command, string[] arguments, string folder)
    {
        string[] local = [.. arguments];
        List<string> written = [];
        for (int i = 1; i < local.Length; i++)
        {
            if (local[i - 1] is "--trace" or "--counterexample" or "--svg" or "--out" or "replay")
            {
                local[i] = Path.Combine(folder, local[i]);
                written.Add(local[i]);
            }
            else if (local[i].StartsWith("tests/", StringComparison.Ordinal) || local[i].StartsWith("experiments/", StringComparison.Ordinal))
            {
                local[i] = Path.Combine(Repository.Root, local[i]);
            }
        }
        using var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(Terminal.Plain(output), Terminal.Plain(output))
        {
            StandardFiles = [new WriterFile(output), new WriterFile(output), new WriterFile(output)],
        };
        int exitCode = await SiloSimCommand.Invoke(local, terminal, TestContext.Current.CancellationToken);
        Assert.True(exitCode == command.ExitCode, $"exit code {exitCode}, not {command.ExitCode}:\n{output}");
        Assert.All(written, path => Assert.True(Path.Exists(path), $"{path} was not written"));
        return output.ToString();
    }

    private static string[] Lines(string output) =>
        [.. output.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).Where(line => !Progress().IsMatch(line))];

    private static void CheckShown(string page, PageCommand command, string[] output)
    {
        if (command.Shown.Count == 0)
        {
            return;
        }
        IReadOnlyList<string> excerpt = command.Excerpt(output);
        bool same = excerpt.Select(PageCommand.WithoutMeasures)
            .SequenceEqual(command.Shown.Select(PageCommand.WithoutMeasures));
        if (!same && Environment.GetEnvironmentVariable("SILOSIM_GOLDEN") == "rewrite")
        {
            List<string> lines = [.. Read(page).Split('\n')];
            lines.RemoveRange(command.FirstShown, command.Shown.Count);
            lines.InsertRange(command.FirstShown, excerpt);
            File.WriteAllText(Path.Combine(Repository.Root, page), string.Join('\n', lines));
            return;
        }
        Assert.Equal(
            string.Join('\n', command.Shown.Select(PageCommand.WithoutMeasures)),
            string.Join('\n', excerpt.Select(PageCommand.WithoutMeasures)));
    }

    private static async Task<ProgramProcess> StartSilo(string[] documented, Dictionary<string, string> ports)
    {
        string siloPort = Value(documented, "--silo-port") ?? "11111";
        string gatewayPort = Value(documented, "--gateway-port") ?? "30000";
        string[] primary = Value(documented, "--primary") is { } address ? ["--primary", Substitute(address, ports)] : [];
        var silo = ProgramProcess.Silo(["--silo-port", "0", "--gateway-port", "0", .. primary]);
        string[] ready = (await silo.Line("silosim-silo ready:")).Split(' ');
        ports[":" + siloPort] = Port(ready[Array.IndexOf(ready, "silo") + 1]);
        ports[":" + gatewayPort] = Port(ready[Array.IndexOf(ready, "gateway") + 1]);
        return silo;
    }

    private static string? Value(string[] words, string option) =>
        Array.IndexOf(words, option) is int index and >= 0 ? words[index + 1] : null;

    private static string Port(string endPoint) => endPoint[endPoint.LastIndexOf(':')..];

    private static string Substitute(string word, Dictionary<string, string> ports) =>
        PortOf().Replace(word, port => ports.GetValueOrDefault(port.Value, port.Value));

    [GeneratedRegex(@"^\s*\d+ %  ")]
    private static partial Regex Progress();

    [GeneratedRegex(@":\d+")]
    private static partial Regex PortOf();
}
