namespace SiloSim.Tests.House;

/// <summary>Every page has one title, and its links lead somewhere.</summary>
public class MarkdownTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory, MemberData(nameof(Pages))]
    public void APageHasOneTitle(string page) => Assert.Null(Markdown.WrongTitle(Repository.Read(page)));

    [Theory, MemberData(nameof(Pages))]
    public void TheLinksOfAPageLeadSomewhere(string page) =>
        Assert.Empty(Markdown.BrokenLinks(page, Repository.Read(page), ReadRepository));

    [Theory]
    [InlineData("")]
    [InlineData("## A part\n")]
    [InlineData("# One\n# Two\n")]
    [InlineData("```console\n# a comment, not a title\n```\n")]
    public void AWrongTitleIsFound(string page) => Assert.NotNull(Markdown.WrongTitle(page));

    [Theory]
    [InlineData("[gone](gone.md)", "gone.md")]
    [InlineData("[part](there.md#gone)", "there.md#gone")]
    [InlineData("[here](#gone)", "#gone")]
    [InlineData("[out](../../there.md)", "../../there.md")]
    [InlineData("[good](there.md#the-part-of-it) and [bad](no.md)", "no.md")]
    public void ABrokenLinkIsFound(string text, string broken) =>
        Assert.Equal([broken], Markdown.BrokenLinks("docs/here.md", text, ReadSample));

    [Theory]
    [InlineData("[page](there.md)")]
    [InlineData("[part](there.md#the-part-of-it)")]
    [InlineData("[up](../README.md)")]
    [InlineData("[here](#the-end)\n\n## The end!\n")]
    [InlineData("[outside](https://example.org/x)")]
    public void AGoodLinkPasses(string text) => Assert.Empty(Markdown.BrokenLinks("docs/here.md", text, path =>
        path == "docs/here.md" ? text : ReadSample(path)));

    private static string? ReadSample(string path) => path switch
    {
        "docs/there.md" => "# There\n## The part, of it\n",
        "README.md" => "# Read me\n",
        "docs/here.md" => "# Here\n",
        _ => null,
    };

    private static string? ReadRepository(string path)
    {
        string full = Path.Combine(Repository.Root, path);
        return File.Exists(full) ? File.ReadAllText(full) : Directory.Exists(full) ? "" : null;
    }
}
