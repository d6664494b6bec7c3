using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Help fits a screen and has an example; what commands print of files is golden.</summary>
public class HelpTests
{
    private const int ScreenLines = 24;
    private const int ScreenColumns = 80;

    [Theory]
    [InlineData("help.txt", "--help")]
    [InlineData("help-run.txt", "run", "--help")]
    [InlineData("help-exec.txt", "exec", "--help")]
    [InlineData("help-sites.txt", "sites", "--help")]
    [InlineData("help-disasm.txt", "disasm", "--help")]
    [InlineData("help-variants.txt", "variants", "--help")]
    [InlineData("help-explore.txt", "explore", "--help")]
    [InlineData("help-replay.txt", "replay", "--help")]
    [InlineData("help-litmus.txt", "litmus", "--help")]
    [InlineData("help-experiment.txt", "experiment", "--help")]
    [InlineData("help-cluster.txt", "cluster", "--help")]
    [InlineData("help-machines.txt", "machines", "--help")]
    public async Task HelpFitsAScreenAndHasAnExample(string golden, params string[] args)
    {
        Command help = await Command.Run(args);
        Assert.Equal(ExitCode.Done, help.ExitCode);
        Assert.Equal("", help.Error);
        string[] lines = help.Out.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length < ScreenLines, $"{lines.Length} lines, a screen has {ScreenLines} and a prompt");
        Assert.All(lines, line => Assert.True(line.Length <= ScreenColumns, line));
        Assert.Contains(lines, line => line.StartsWith("Example: silosim ", StringComparison.Ordinal));
        GoldenFile.Check(golden, help.Out);
    }

    [Theory]
    [InlineData("variants.txt", "variants")]
    [InlineData("sites-spin.txt", "sites", "spin")]
    [InlineData("disasm-ftrace-caller.txt", "disasm", "trace", "ftrace_call*")]
    public async Task WhatCommandsPrint(string golden, string command, string? guest = null, string? symbol = null)
    {
        string[] args = [command, .. guest is null ? Array.Empty<string>() : [Repository.Guest(guest)], .. symbol is null ? Array.Empty<string>() : [symbol]];
        Command printed = await Command.Run(args);
        Assert.Equal(ExitCode.Done, printed.ExitCode);
        Assert.Equal("", printed.Error);
        GoldenFile.Check(golden, printed.Out);
    }

    [Fact]
    public async Task AGuestWithoutCallSitesIsNoError()
    {
        Command sites = await Command.Run("sites", Repository.Guest("hello"));
        Assert.Equal(ExitCode.Done, sites.ExitCode);
        Assert.Equal("no call sites\n", sites.Out);
    }

    [Fact]
    public async Task AWholeGuestIsDisassembled()
    {
        Command text = await Command.Run("disasm", Repository.Guest("trace"));
        Assert.Equal(ExitCode.Done, text.ExitCode);
        Assert.Contains("<function_trace_call>:", text.Out);
        Assert.Contains(".long 0x8c02f000 <mcount>", text.Out);
    }
}
