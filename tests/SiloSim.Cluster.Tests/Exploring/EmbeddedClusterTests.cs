using SiloSim.Client;

namespace SiloSim.Cluster.Tests.Exploring;

/// <summary>Silos of one process, and their ends.</summary>
public sealed class EmbeddedClusterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(900)]
    public async Task WhoeverInterruptsTheStartIsToldSo(int milliseconds)
    {
        using var interrupt = new CancellationTokenSource(milliseconds);
        try
        {
            await using EmbeddedCluster cluster = await EmbeddedCluster.Start(3, interrupt.Token);
            Assert.True(milliseconds > 0);
        }
        catch (OperationCanceledException)
        {
            Assert.True(interrupt.IsCancellationRequested);
        }
    }
}
