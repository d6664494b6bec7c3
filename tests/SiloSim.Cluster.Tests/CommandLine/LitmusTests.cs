using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using SiloSim.CommandLine;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains.Litmus;
using SiloSim.Machine.Litmus;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>
/// Guests see what <c>docs/MEMORY.md</c> says that they may see. <c>SILOSIM_LITMUS</c> is how many instances of each test,
/// placement and layout run; 160,000 are ten millions in all.
/// </summary>
public class LitmusTests
{
    private const int Tests = 16;
    private const int PlacementsAndLayouts = 2 * 3;

    private static string Iterations => Environment.GetEnvironmentVariable("SILOSIM_LITMUS") ?? "1000";

    [Fact]
    public async Task NoForbiddenOutcomeWithinASiloOrAcrossTwo()
    {
        JsonObject[] rows = await Rows("--iterations", Iterations, "--silos", "2");
        Assert.Equal(Tests * PlacementsAndLayouts, rows.Length);
        Assert.Equal(LitmusCatalog.All.Select(test => test.Name), rows.Select(row => (string)row["test"]!).Distinct());
        foreach (JsonObject row in rows)
        {
            Assert.Equal(0, (long)row["forbidden"]!);
            long wanted = long.Parse(Iterations, CultureInfo.InvariantCulture)
                / ((string)row["layout"]! == "frames" ? 32 : 1);
            Assert.True((long)row["instances"]! >= wanted, row.ToJsonString());
            Assert.Equal((long)row["instances"]!, row["outcomes"]!.AsArray().Sum(outcome => (long)outcome!["count"]!));
            bool across = (string)row["placement"]! == "spread" && !((string)row["test"]!).StartsWith("iriw", StringComparison.Ordinal);
            Assert.Equal(across ? "across-silos" : "within-a-silo", (string)row["model"]!);
        }
    }

    /// <summary>In lockstep there is one order, the seed's, wherever the CPUs are.</summary>
    [Fact]
    public async Task InLockstepTheCountsDoNotDependOnPlacement()
    {
        JsonObject[] rows = await Rows("sb", "movco-aba", "--iterations", "250", "--mode", "lockstep", "--placement", "pack", "--placement", "spread");
        Assert.All(rows, row => Assert.Equal((0, "lockstep"), ((int)row["forbidden"]!, (string)row["model"]!)));
        foreach (IGrouping<string, JsonObject> same in rows.GroupBy(row => $"{row["test"]} {row["layout"]}"))
        {
            string[] outcomes = [.. same.Select(row => row["outcomes"]!.ToJsonString())];
            Assert.Equal(2, outcomes.Length);
            Assert.Equal(outcomes[0], outcomes[1]);
            Assert.True(same.First()["outcomes"]!.AsArray().Count > 1, "the turns met nowhere");
        }
    }

    /// <summary>The control of the judge: what sb may show within a silo is forbidden with SYNCO, and between silos.</summary>
    [Theory]
    [InlineData("sb", LitmusModel.WithinASilo, ExitCode.Done, "allowed, weak")]
    [InlineData("sb", LitmusModel.AcrossSilos, ExitCode.Violation, "forbidden")]
    [InlineData("sb+synco", LitmusModel.WithinASilo, ExitCode.Violation, "forbidden")]
    public void AForbiddenOutcomeIsTold(string name, LitmusModel model, object exitCode, string mark)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var page = new LitmusPage(Terminal.Plain(output, 100), json: false);
        page.Write(new LitmusRow(
            LitmusCatalog.All.Single(test => test.Name == name), "pack", LitmusLayout.Frame, model,
            ImmutableSortedDictionary<int, long>.Empty.Add(0, 7).Add(1, 93)));
        Assert.Equal((ExitCode)exitCode, page.End(interrupted: false));
        Assert.Contains($"    r0=0 r1=0                          7  {mark}\n    r0=1 r1=0                         93\n", output.ToString());
        Assert.EndsWith(
            (ExitCode)exitCode == ExitCode.Done
                ? "done: 100 instances, no forbidden outcome\n" : "violation: 7 of 100 instances had a forbidden outcome\n",
            output.ToString());
    }

    /// <summary>What was counted is there, and it is no pass.</summary>
    [Fact]
    public async Task AnInterruptIsInconclusive()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new InterruptingWriter("words in one frame", cancel) { NewLine = "\n" };
        int exitCode = await SiloSimCommand.Invoke(
            ["litmus", "sb", "--silos", "1", "--iterations", "1000"],
            new Terminal(Terminal.Plain(output, 100), Terminal.Plain(TextWriter.Null, 100)),
            cancel.Token);
        Assert.Equal(ExitCode.Inconclusive, (ExitCode)exitCode);
        Assert.EndsWith("interrupted: 2,048 instances so far, no forbidden outcome\n", output.ToString());
    }

    [Theory]
    [InlineData("no litmus test sbb; there are sb, sb+synco, ", "sbb")]
    [InlineData("--iterations 0: 1 to", "--iterations", "0")]
    [InlineData("--mode slow: free or lockstep", "--mode", "slow")]
    [InlineData("--placement pinned:0=0: cpu 1 is pinned to no silo", "--placement", "pinned:0=0")]
    [InlineData("--placement pinned:0-3=2: cpu 0 is pinned to silo 2, and there are 2 silos, from 0 on", "--placement", "pinned:0-3=2")]
    [InlineData("--silos 17: 1 to 16", "--silos", "17")]
    public async Task WhatCannotBeIsSaidInOneLine(string words, params string[] args) =>
        (await Command.Run(["litmus", .. args])).FailedWith(ExitCode.Usage, words);

    /// <summary>Interrupts when a text has been written.</summary>
    private sealed class InterruptingWriter(string text, CancellationTokenSource cancel) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                cancel.Cancel();
            }
        }

        public override void WriteLine(string? value) => Write(value + NewLine);
    }

    private static async Task<JsonObject[]> Rows(params string[] args)
    {
        Command litmus = await Command.Run(["litmus", "--json", .. args]);
        Assert.True(litmus.ExitCode == ExitCode.Done, litmus.Out + litmus.Error);
        return [.. litmus.Out.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}
