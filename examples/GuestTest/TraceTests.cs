using SiloSim.Grains.Runs;
using SiloSim.Testing;
using Xunit;

public class TraceTests
{
    // The guest that is tested: in your project, the file that your build makes.
    private static readonly string s_guest = Environment.GetEnvironmentVariable("GUEST") ?? "../../tests/guests/bin/trace.elf";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task TheGuestHoldsWhileItIsPatched(int silos)
    {
        await using SiloSimTestCluster cluster = await SiloSimTestCluster.Start(silos);
        RunReport report = await cluster.Run(s_guest, new RunOptions { Cpus = 4, Toggles = 5 });
        report.ShouldBeDone();
    }

    [Fact]
    public async Task AMissingStepIsFound()
    {
        await using SiloSimTestCluster cluster = await SiloSimTestCluster.Start();
        RunReport report = await cluster.Run(s_guest, new RunOptions { Toggles = 20, NmiEvery = 3_000, Without = ["nmi-write"] });
        Assert.Contains("1 changed under an NMI", Assert.Throws<RunFailedException>(report.ShouldBeDone).Message);
    }
}
