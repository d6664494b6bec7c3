using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>The command, run in this process, with what it printed.</summary>
internal sealed record Command(ExitCode ExitCode, string Out, string Error)
{
    public static async Task<Command> Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(Terminal.Plain(output, 100), Terminal.Plain(error, 100));
        int exitCode = await SiloSimCommand.Invoke(args, terminal, TestContext.Current.CancellationToken);
        return new Command((ExitCode)exitCode, output.ToString(), error.ToString());
    }

    /// <summary>It failed with this code, and said so in one line that names all of these.</summary>
    public void FailedWith(ExitCode exitCode, params string[] words)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}: {Error}{Out}");
        Assert.Equal("", Out);
        Assert.StartsWith("silosim: ", Error);
        Assert.Equal(Error.Length - 1, Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", Error);
        foreach (string word in words)
        {
            Assert.Contains(word, Error);
        }
    }
}
