using System.Collections.Immutable;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>
/// Counterexamples of the explorer on machines of grains: the same accesses in the same order have the same results, and the
/// same violation at the same step.
/// </summary>
public class ReplayTests(MachineClusters clusters)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Each row of the table that fails, by its options, on one silo and on two.</summary>
    public static TheoryData<string, int> FailingRows
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (VerificationRow row in VerificationTable.All.Where(row => row.Property is not null))
            {
                rows.Add(ConfigurationText.Of(row.Configuration), 1);
                rows.Add(ConfigurationText.Of(row.Configuration), 2);
            }
            return rows;
        }
    }

    [Theory, MemberData(nameof(FailingRows))]
    public async Task EachFailingRowShowsTheSameOrSaysWhyNot(string options, int silos)
    {
        VerificationRow row = VerificationTable.All.Single(one => ConfigurationText.Of(one.Configuration) == options);
        Counterexample counterexample = Find(row.Configuration);
        Assert.Equal(row.PropertyName, counterexample.Finding.Property);
        if (!IsOfTheMachine(row.Configuration))
        {
            Assert.False(MachineScript.TryOf(counterexample, out _, out string? reason));
            Assert.DoesNotContain('\n', reason);
            Assert.StartsWith("the machine", reason);
            return;
        }
        (MachineReport report, MachineScript script) = await Replay(counterexample, silos);
        string all = $"{report.End} {report.Crash} {report.Replay}";
        Assert.True(report.Replay is { Parted: null }, all);
        Assert.True(report.Violations.Count > 0, all);
        ViolationMessage shown = report.Violations[0];
        Assert.Equal(row.PropertyName, shown.Property);
        Assert.Equal(silos, report.Silos.Count);
        if (counterexample.Picture.CycleFrom is not null)
        {
            Assert.True(report.Cpus.Sum(cpu => cpu.NmiTaken) >= 3, all);
            return;
        }
        MachineMove last = script.Moves[^1];
        Assert.Equal((counterexample.Choices.Length, last.Step), (report.Replay!.Step, report.Replay.Step));
        Assert.Equal(last.Cpu, shown.Cpu);
        Assert.Contains($"{shown.Values[^1]:x8}"[4..], counterexample.Finding.Description);
        switch (shown.Property)
        {
            case "changed-under-nmi":
                Assert.Equal(
                    counterexample.Finding.Description,
                    $"{shown.Values[0]:x8} and then {shown.Values[1]:x8} was read at {shown.Site:x8}");
                break;
            case "torn":
                Assert.Equal((last.Operation.Location, last.Result.Value), (shown.Site, shown.Values[^1]));
                break;
            case "wrong-content":
                Assert.Equal((last.Operation.Location, last.Operation.Value), (shown.Site, shown.Values[^1]));
                break;
        }
    }

    [Fact]
    public void TheRowsThatTheMachineShowsAreThoseOfTheSeedInOrder() => Assert.Equal(
        13, VerificationTable.All.Count(row => row.Property is not null && IsOfTheMachine(row.Configuration)));

    /// <summary>More CPUs, sites and rounds than the table has.</summary>
    [Theory]
    [InlineData(2, 2, 2, 2, "nmi-write")]
    [InlineData(2, 1, 4, 1, "wait-for-nmi-after-clear")]
    [InlineData(3, 1, 1, 1, "wait-for-nmi-before-set")]
    [InlineData(1, 1, 8, 2, "buffers-before-flag")]
    public async Task LargerOnesShowTheSame(int nmiCpus, int nmis, int sites, int rounds, string without)
    {
        Assert.True(Variant.TryParse([without], PatchUnit.Word, out Variant? variant, out string? error), error);
        Counterexample counterexample = Find(new SeedConfiguration
        {
            Variant = variant,
            NmiCpus = nmiCpus,
            Nmis = nmis,
            Sites = sites,
            Rounds = rounds,
        });
        (MachineReport report, _) = await Replay(counterexample, 2);
        Assert.True(report.Replay is { Parted: null }, $"{report.Replay}");
        Assert.Equal(counterexample.Finding.Property, report.Violations[0].Property);
    }

    [Fact]
    public async Task PhasesOfStopMachineAreMovesWhereReadersAreParked()
    {
        Assert.True(Variant.TryParse(["nmi-write"], PatchUnit.Word, out Variant? variant, out string? error), error);
        Counterexample counterexample = Find(new SeedConfiguration
        {
            Variant = variant,
            NmiCpus = 1,
            Nmis = 1,
            Sites = 1,
            Rounds = 1,
            Readers = 1,
        });
        Assert.Contains(counterexample.Picture.Steps, step => step.Text.Contains("stop-machine", StringComparison.Ordinal));
        (MachineReport report, _) = await Replay(counterexample, 2);
        Assert.True(report.Replay is { Parted: null }, $"{report.Replay}");
        Assert.Equal("changed-under-nmi", report.Violations[0].Property);
    }

    /// <summary>
    /// Executions of the whole protocol, from beginning to end, in orders that are drawn: the machine has the same result for
    /// each access, and at the end all that is to hold does.
    /// </summary>
    [Theory]
    [InlineData("--nmi-cpus 2 --nmis 2 --sites 2 --rounds 2")]
    [InlineData("--nmi-cpus 2 --nmis 2 --sites 1 --rounds 1 --self")]
    [InlineData("--nmi-cpus 2 --nmis 1 --sites 2 --rounds 1 --failing-write")]
    [InlineData("--nmi-cpus 2 --nmis 2 --sites 1 --rounds 2 --patch-unit halfword")]
    [InlineData("--nmi-cpus 0 --sites 2 --rounds 2 --readers 2")]
    [InlineData("--without stop-machine --nmi-cpus 0 --sites 2 --rounds 1 --readers 2")]
    public async Task WholeExecutionsAreTheSame(string options)
    {
        Assert.True(ConfigurationText.TryParse(options, out SeedConfiguration? configuration, out string? error), error);
        for (int seed = 1; seed <= 4; seed++)
        {
            ImmutableArray<Choice> choices = Draw(configuration, new Random(seed));
            Assert.True(
                MachineScript.TryOf(
                    configuration, choices, new Finding("last-content", ""), null, out MachineScript? script, out string? reason),
                reason);
            (MachineReport report, _) = await Replay(script, 2);
            Assert.True(report is { End: RunEnd.Done, Replay.Parted: null }, $"seed {seed}: {report.End} {report.Replay}");
            Assert.Equal(choices.Length, report.Replay!.Step);
            Assert.Empty(report.Violations);
            Assert.Equal(configuration.NmiCpus * (configuration.Nmis ?? 0), report.Cpus.Sum(cpu => cpu.NmiTaken));
        }
    }

    /// <summary>A machine with the step that the counterexample is about does something else, and it is said where.</summary>
    [Fact]
    public async Task AMachineThatDoesSomethingElsePartsAtThatStep()
    {
        Counterexample counterexample = Find(VerificationTable.All.Single(
            row => ConfigurationText.Of(row.Configuration)
                == "--without nmi-write --nmi-cpus 1 --nmis 1 --sites 1 --rounds 1").Configuration);
        (MachineReport report, _) = await Replay(
            counterexample, 1, planned => planned with { Spec = planned.Spec with { Without = [] } });
        Assert.Empty(report.Violations);
        Assert.Equal(RunEnd.Replayed, report.End);
        Assert.Equal(6, report.Replay!.Step);
        Assert.StartsWith("step 7 is 'Load 8c001000 gives 8c001004': ", report.Replay.Parted);
    }

    private static bool IsOfTheMachine(SeedConfiguration configuration) => configuration is
    { Scheme: PatchScheme.Seed, Memory: MemoryModel.Sc, EarlyLoads: false, Flush: FlushReach.Local };

    private static Counterexample Find(SeedConfiguration configuration)
    {
        SearchResult result = new ModelExplorer(SeedModel.Of(configuration))
            .Search(new SearchOptions { Reductions = Reductions.Symmetry }, Cancel);
        return Counterexample.Execute(configuration, result.Counterexample, result.Finding, result.CycleFrom)!;
    }

    /// <summary>Lets any thread that can take a step do so, until none can.</summary>
    private static ImmutableArray<Choice> Draw(SeedConfiguration configuration, Random random)
    {
        var explorer = new ModelExplorer(SeedModel.Of(configuration));
        ImmutableArray<Choice> choices = [];
        while (true)
        {
            Choice[] enabled = [.. Enumerable.Range(0, explorer.Model.Threads.Length).Select(Choice.Of)
                .Where(choice => explorer.Execute(choices.Add(choice)).Steps == choices.Length + 1)];
            if (enabled.Length == 0)
            {
                Assert.True(explorer.Execute(choices) is { IsAtRest: true, Finding: null });
                return choices;
            }
            choices = choices.Add(enabled[random.Next(enabled.Length)]);
        }
    }

    private Task<(MachineReport Report, MachineScript Script)> Replay(
        Counterexample counterexample, int silos, Func<PlannedRun, PlannedRun>? change = null)
    {
        Assert.True(MachineScript.TryOf(counterexample, out MachineScript? script, out string? reason), reason);
        return Replay(script, silos, change);
    }

    private async Task<(MachineReport Report, MachineScript Script)> Replay(
        MachineScript script, int silos, Func<PlannedRun, PlannedRun>? change = null)
    {
        ElfFile elf = ElfFile.Parse(await File.ReadAllBytesAsync(Repository.Guest("replay"), Cancel));
        PlannedRun planned = ReplayPlanner.Plan("replay.elf", elf, script);
        MachineReport report = await Experiment.Replay(
            (await clusters.Of(silos)).Client, change is null ? planned : change(planned), Cancel).WaitAsync(s_patience, Cancel);
        return (report, script);
    }
}
