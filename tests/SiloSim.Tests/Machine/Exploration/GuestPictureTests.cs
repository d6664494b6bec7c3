using SiloSim.Explorer.Models;
using SiloSim.Explorer.Pictures;
using SiloSim.Explorer.Search;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>A guest's counterexample is instructions, with what they accessed.</summary>
public sealed class GuestPictureTests
{
    [Fact]
    public void TheLostUpdateIsShownAsInstructionsOfTheTwoCpus() => Assert.Equal(
        [
            "1 cpu 0 guest_main+0x2: mov.l @r2,r0 (8c00103a, counter: 00000000)",
            "2 cpu 1 guest_main+0x2: mov.l @r2,r0 (8c00103a, counter: 00000000)",
            "3 cpu 0 guest_main+0x6: mov.l r0,@r2 (8c00103e, counter = 00000001)",
            "4 cpu 0 check_counter+0xe: tas.b @r1 (8c00105e, finished: 00 -> 80)",
            "5 cpu 1 guest_main+0x6: mov.l r0,@r2 (8c00103e, counter = 00000001)",
            "6 cpu 1 check_counter+0xe: tas.b @r1 (8c00105e, finished: 80 -> 80)",
            "7 cpu 1 check_counter+0x14: mov.l @r2,r0 (8c001064, counter: 00000001)",
        ],
        Lines("lost-update", MemoryModel.Sc, 0));

    [Fact]
    public void StoresThatReachMemoryLaterAreStepsOfTheirOwn()
    {
        List<string> lines = Lines("tas-lock-no-barrier", MemoryModel.Pso, 0);
        Assert.Contains(lines, line => line.EndsWith(" cpu 0 lock = 00 reaches memory", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("synco (8c001040)", StringComparison.Ordinal));
    }

    [Fact]
    public void AnNmiAndAMovcoThatDidNotStoreAreSeen()
    {
        List<string> lines = Lines("nmi-enter-exit-no-retry", MemoryModel.Sc, 1);
        Assert.Contains(
            lines, line => line.EndsWith("cpu 1 NMI (8c00101a, before trapa #60)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("nmi_running: 80000000, not stored)", StringComparison.Ordinal));
    }

    [Fact]
    public void WhoWaitsForEverIsSaid()
    {
        GuestProgram program = TinyGuest.Program("sleep");
        Picture picture = PictureOf(program, MemoryModel.Sc, 0);
        Assert.Equal(
            ["waits for ever: 8c001000: sleep", "waits for ever: 8c001000: sleep"],
            picture.Steps.Select(step => step.Text));
    }

    private static List<string> Lines(string guest, MemoryModel memory, int nmis)
    {
        var program = new GuestProgram(GuestFiles.Load($"explore/{guest}"), cpus: 2);
        return [.. PictureOf(program, memory, nmis).Steps.Select(step => $"{step.Number} cpu {step.Cpu} {step.Text}"
            + string.Concat(step.Notes.Select(note => $" ({note})")))];
    }

    private static Picture PictureOf(GuestProgram program, MemoryModel memory, int nmis)
    {
        var explorer = new ModelExplorer(GuestModel.Of(program, memory, nmis));
        SearchResult result = explorer.Search(new SearchOptions(), TestContext.Current.CancellationToken);
        Picture picture = GuestPicture.Of(
            program, explorer.Model, explorer.Execute(result.Counterexample), result.Finding);
        Assert.Equal(["cpu 0", "cpu 1"], picture.Cpus);
        return picture;
    }
}
