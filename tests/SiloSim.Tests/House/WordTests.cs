using SiloSim.Ftrace;

namespace SiloSim.Tests.House;

/// <summary>One word from the command line to the code: each has its class, its entry and its place in the documents.</summary>
public class WordTests
{
    private const string Protocol = "docs/PROTOCOL.md";

    [Fact]
    public void EveryStepIsInTheCatalog() =>
        Assert.Equal(Enum.GetValues<Step>(), StepCatalog.All.Select(description => description.Step));

    [Fact]
    public void EveryStepIsInTheDocuments() => Assert.Empty(Missing(Steps, Repository.Read(Protocol)));

    [Fact]
    public void EveryPropertyIsInTheDocuments() => Assert.Empty(Missing(Properties, Repository.Read(Protocol)));

    /// <summary>A search tells these two; no run can.</summary>
    [Fact]
    public void EveryPropertyThatARunCanShowHasItsClass() => Assert.Equal(
        [Property.Deadlock, Property.Livelock],
        Enum.GetValues<Property>().Where(property => !IsInvariant(property.ToString())));

    [Fact]
    public void EveryMethodOfTheKernelIsInTheDocuments()
    {
        string[] kernel =
        [
            "ftrace_call_replace", "ftrace_nop_replace", "ftrace_arch_read_dyn_info", "clear_mod_flag", "ftrace_mod_code",
            "ftrace_nmi_enter", "ftrace_nmi_exit", "wait_for_nmi_and_set_mod_flag", "wait_for_nmi", "do_ftrace_mod_code",
            "ftrace_modify_code", "ftrace_make_call", "ftrace_make_nop", "ftrace_update_ftrace_func", "ftrace_dyn_arch_init",
        ];
        Assert.Empty(Missing(kernel, Repository.Read(Protocol)));
        Assert.All(kernel, name => Assert.NotNull(typeof(ModCode).GetMethod(Pascal(name))));
    }

    [Fact]
    public void AMissingWordIsFound()
    {
        Assert.Equal(["nmi-write"], Missing(["nmi-write", "write-flag"], "| `write-flag` | |"));
        Assert.Equal(["write-flag"], Missing(["write-flag"], "`write-flags`, write-flag"));
        Assert.False(IsInvariant("NoSuchProperty"));
        Assert.False(IsInvariant(nameof(ModCode)));
    }

    private static IEnumerable<string> Steps => Enum.GetValues<Step>().Select(step => KebabCase.Of(step));

    private static IEnumerable<string> Properties => Enum.GetValues<Property>().Select(property => KebabCase.Of(property));

    private static bool IsInvariant(string name) =>
        typeof(IInvariant).Assembly.GetType($"{typeof(IInvariant).Namespace}.{name}") is { } type
        && typeof(IInvariant).IsAssignableFrom(type);

    private static IEnumerable<string> Missing(IEnumerable<string> words, string page) =>
        words.Where(word => !page.Contains($"`{word}`", StringComparison.Ordinal));

    private static string Pascal(string name) =>
        string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
