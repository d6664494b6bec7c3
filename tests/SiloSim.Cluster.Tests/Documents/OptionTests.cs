using System.CommandLine;
using System.Text.RegularExpressions;
using SiloSim.CommandLine;
using SiloSim.Silo;

namespace SiloSim.Cluster.Tests.Documents;

/// <summary>
/// Every option that a page names exists, and every option of the commands that use silos is on a page.
/// </summary>
public partial class OptionTests
{
    // Of other programs that the pages name: dotnet, the guests' script, the benchmarks, Redis, Docker.
    private static readonly string[] s_foreign =
    [
        "--project", "--verify-no-changes", "--filter-class", "--filter-method", "--check", "--smoke", "--save", "--appendonly",
        "--build", "--scale",
    ];

    public static TheoryData<string> Pages
    {
        get
        {
            IEnumerable<string> docs = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                .Select(path => "docs/" + Path.GetFileName(path)).Order(StringComparer.Ordinal);
            return [.. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }.Concat(docs)];
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void TheOptionsOfAPageExist(string page) => Assert.Empty(Unknown(Read(page)));

    [Theory]
    [InlineData("run")]
    [InlineData("explore")]
    [InlineData("litmus")]
    [InlineData("experiment")]
    [InlineData("cluster")]
    [InlineData("machines")]
    public void EveryOptionOfACommandIsOnAPage(string name)
    {
        Command run = Root().Subcommands.Single(command => command.Name == name);
        HashSet<string> named = [.. Pages.SelectMany(row => Options(Read(row.Data)))];
        Assert.Empty(run.Options.Where(option => !option.Hidden && option.Name != "--help" && !named.Contains(option.Name))
            .Select(option => option.Name));
    }

    [Fact]
    public void EveryForeignOptionIsStillNamed() =>
        Assert.Empty(s_foreign.Except(Pages.SelectMany(row => Options(Read(row.Data)))));

    [Fact]
    public void AnOptionThatIsNotThereIsFound() =>
        Assert.Equal(["--with-out"], Unknown("`--with-out nmi-write`, `--without nmi-write`, a -- b, --json"));

    private static IEnumerable<string> Unknown(string page) => Options(page).Except(Known());

    private static IEnumerable<string> Options(string page) => Option().Matches(page).Select(match => match.Value).Distinct();

    private static IEnumerable<string> Known() =>
    [
        .. Root().Options.Select(option => option.Name),
        .. Root().Subcommands.SelectMany(command => command.Options).Select(option => option.Name),
        .. SiloCommand.OptionNames,
        .. s_foreign,
    ];

    private static RootCommand Root() =>
        SiloSimCommand.Build(new Terminal(Terminal.Plain(TextWriter.Null), Terminal.Plain(TextWriter.Null)));

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+")]
    private static partial Regex Option();
}
