using SiloSim.Explorer.Models;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>The guests to explore do what their page says, in every interleaving and memory model.</summary>
public sealed class ExploredGuestTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("tas-lock", "0 0", "0 0", "0 0")]
    [InlineData("tas-lock-no-barrier", "0 0", "0 0", "41")]
    [InlineData("dekker", "0 0", "0 0", "0 0")]
    [InlineData("dekker-no-barrier", "0 0", "42", "42")]
    [InlineData("movli-counter", "0 0", "0 0", "0 0")]
    [InlineData("lost-update", "41", "41", "41")]
    [InlineData("nmi-enter-exit", "0 0", "0 0", "0 0")]
    [InlineData("nmi-enter-exit-no-retry", "43", "43", "43")]
    public void AGuestHoldsOrFailsAsItsPageSays(string guest, string sc, string tso, string pso)
    {
        var program = new GuestProgram(GuestFiles.Load($"explore/{guest}"), cpus: 2);
        foreach ((MemoryModel model, string end) in new[]
            { (MemoryModel.Sc, sc), (MemoryModel.Tso, tso), (MemoryModel.Pso, pso) })
        {
            var search = new GuestSearch(program, model, nmis: 2);
            output.WriteLine($"{guest} {model}: {search.States} states, ends {string.Join(", ", search.Ends)}");
            if (end == "0 0")
            {
                Assert.Equal(["0 0"], search.Ends);
            }
            else
            {
                // Every end is good, or is the one that the page names.
                Assert.All(search.Ends, found => Assert.Subset(
                    new HashSet<string> { "0", "-", end }, found.Split(' ').ToHashSet()));
                Assert.Contains(search.Ends, found => found.Split(' ').Contains(end));
                Assert.NotEmpty(search.Counterexample);
            }
        }
    }
}
