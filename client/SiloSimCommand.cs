using System.CommandLine;
using SiloSim.Client;
using SiloSim.CommandLine.Commands;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains;
using SiloSim.Machine;

namespace SiloSim.CommandLine;

/// <summary>The command <c>silosim</c>: takes the command line apart, and turns what goes wrong into one line and a code.</summary>
internal static class SiloSimCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="terminal">Where it prints.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> Invoke(string[] args, Terminal terminal, CancellationToken cancel)
    {
        ParseResult parsed = Build(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpPage)
        {
            return Fail(terminal, ExitCode.Usage, parsed.Errors[0].Message);
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out.Profile.Out.Writer,
                    Error = terminal.Error.Profile.Out.Writer,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancel);
        }
        catch (SiloSimException wrong)
        {
            return Fail(terminal, wrong is ClusterUnreachableException ? ExitCode.Unreachable : ExitCode.Usage, wrong.Message);
        }
        catch (MachineException failed)
        {
            return Fail(terminal, ExitCode.Unreachable, failed.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Fail(terminal, ExitCode.Inconclusive, "interrupted before the machine ran");
        }
        catch (Exception lost) when (lost is OrleansException or TimeoutException)
        {
            return Fail(terminal, ExitCode.Unreachable, "the cluster was lost: " + FirstSentence(lost.Message));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, ExitCode.Usage, failed.Message);
        }
        catch (Exception defect)
        {
            return Fail(terminal, ExitCode.Inconclusive, $"internal error: {defect.GetType().Name}: {defect.Message}");
        }
    }

    /// <summary>The whole command line, for what is written about it elsewhere.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand("Runs SH-4 machines whose CPUs are grains, and patches their text while it runs.");
        root.Options.Clear();
        root.Options.Add(HelpPage.Option("silosim run"));
        root.Options.Add(new VersionOption { Description = "print the version" });
        root.Subcommands.Add(RunCommand.Build(terminal));
        root.Subcommands.Add(ExploreCommand.Build(terminal));
        root.Subcommands.Add(ReplayCommand.Build(terminal));
        root.Subcommands.Add(LitmusCommand.Build(terminal));
        root.Subcommands.Add(ExperimentCommand.Build(terminal));
        root.Subcommands.Add(ClusterCommand.Build(terminal));
        root.Subcommands.Add(MachinesCommand.Build(terminal));
        root.Subcommands.Add(ExecCommand.Build(terminal));
        root.Subcommands.Add(SitesCommand.Build(terminal));
        root.Subcommands.Add(DisasmCommand.Build(terminal));
        root.Subcommands.Add(VariantsCommand.Build(terminal));
        return root;
    }

    /// <summary>Orleans appends the state of its queues to what it says.</summary>
    private static string FirstSentence(string message) => message.ReplaceLineEndings(" ").Split(" for message:")[0].Split(". ")[0];

    private static int Fail(Terminal terminal, ExitCode exitCode, string line)
    {
        terminal.Error.RawLine("silosim: " + string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return (int)exitCode;
    }
}
