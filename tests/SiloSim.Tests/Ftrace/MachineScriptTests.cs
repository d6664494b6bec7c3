using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Ftrace;

/// <summary>Steps of the explorer as moves of a machine.</summary>
public class MachineScriptTests
{
    private const uint Site = 0x8c00_1000;

    [Fact]
    public void EachStepIsAMoveOfWhoeverTakesIt()
    {
        MachineScript script = ScriptOf("--without nmi-write --nmi-cpus 1 --nmis 1 --sites 1 --rounds 1");
        Assert.Equal((2, null, false, false), (script.Cpus, script.CycleFrom, script.HasPhases, script.IsOfTheEnd));
        Assert.Equal(Enumerable.Range(1, 9), script.Moves.Select(move => move.Step));
        Assert.Equal(
            ["Nmi 1 AddAndReturn", "Text 1 Load", "Coordinator 0 ProbeWrite", "Text 1 Load"],
            script.Moves[5..].Select(move => $"{move.Actor} {move.Cpu} {move.Operation.Kind}"));
        Assert.All(script.Moves[..5], move => Assert.Equal((MachineActor.Coordinator, 0), (move.Actor, move.Cpu)));
    }

    [Fact]
    public void TheCycleOfALivelockBeginsAtAMove()
    {
        MachineScript script = ScriptOf("--nmi-cpus 1 --nmis unbounded --sites 1 --rounds 1");
        Assert.Equal((2, 6), (script.CycleFrom, script.Moves.Length));
        Assert.Equal(OperationKind.AddAndReturn, script.Moves[2].Operation.Kind);
    }

    [Fact]
    public void AnNmiOnThePatchersCpuIsThatCpus() => Assert.All(
        ScriptOf("--without nmi-write --nmi-cpus 1 --nmis 1 --sites 1 --rounds 1 --self --patch-unit halfword").Moves,
        move => Assert.Equal(0, move.Cpu));

    [Fact]
    public void TwoHalvesAreOneLoadOfWhatTheyCameTo()
    {
        MachineScript script = ScriptOf(
            "--without stop-machine --nmi-cpus 0 --sites 1 --rounds 1 --readers 1 --patch-unit halfword");
        MachineMove read = Assert.Single(script.Moves, move => move.Actor == MachineActor.Text);
        Assert.Equal((OperationKind.Load, Site, 0x8c00_4320u), (read.Operation.Kind, read.Operation.Location, read.Result.Value));
        int at = script.Moves.IndexOf(read);
        Assert.Equal(OperationKind.ProbeWriteHalfword, script.Moves[at - 1].Operation.Kind);
        Assert.True(script.HasPhases);
    }

    /// <summary>Low half of the old word, high half of the new one: no word that the site has ever held.</summary>
    [Fact]
    public void HalvesThatNoWordEverWasAreNoLoad()
    {
        SeedConfiguration configuration = Of(
            "--without stop-machine --nmi-cpus 0 --sites 1 --rounds 1 --readers 1 --patch-unit halfword");
        var explorer = new ModelExplorer(SeedModel.Of(configuration));
        ImmutableArray<Choice> choices = [Choice.Of(1)]; // The low half, then all that the patcher does, then the high one.
        while (explorer.Execute(choices.Add(Choice.Of(0))).Steps > choices.Length)
        {
            choices = choices.Add(Choice.Of(0));
        }

        choices = choices.Add(Choice.Of(1));
        Finding? torn = explorer.Execute(choices).Finding;
        Assert.Equal("torn", torn?.Property);
        Assert.False(MachineScript.TryOf(configuration, choices, torn!, null, out _, out string? reason));
        Assert.Equal(
            "a site is read half by half there, and written in between: the machine reads it in one access", reason);
        Assert.True(MachineScript.TryOf(configuration, choices[..^1], torn!, null, out MachineScript? cut, out reason), reason);
        Assert.DoesNotContain(cut.Moves, move => move.Actor == MachineActor.Text);
    }

    private static SeedConfiguration Of(string options) =>
        ConfigurationText.TryParse(options, out SeedConfiguration? configuration, out string? error)
            ? configuration : throw new ArgumentException(error);

    private static MachineScript ScriptOf(string options)
    {
        SeedConfiguration configuration = Of(options);
        SearchResult result = new ModelExplorer(SeedModel.Of(configuration))
            .Search(new SearchOptions(), TestContext.Current.CancellationToken);
        Counterexample found = Counterexample.Execute(
            configuration, result.Counterexample, result.Finding, result.CycleFrom)!;
        return MachineScript.TryOf(found, out MachineScript? script, out string? reason)
            ? script : throw new ArgumentException(reason);
    }
}
