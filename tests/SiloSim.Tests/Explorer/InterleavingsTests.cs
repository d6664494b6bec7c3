using System.Numerics;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Tests.Explorer;

/// <summary>Counts of executions that are known by formula, of any size and with any number of workers.</summary>
public sealed class InterleavingsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 3, 2)]
    [InlineData(35, 34, 1)]
    [InlineData(66, 66, 2)]
    [InlineData(150, 150, 3)]
    public void TwoThreadsThatShareNothingGiveABinomial(int m, int n, int workers)
    {
        SearchResult result = Search([m, n], workers);
        Assert.Equal(Factorial(m + n) / (Factorial(m) * Factorial(n)), result.Interleavings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FourThreadsGiveAMultinomial(int workers)
    {
        SearchResult result = Search([3, 4, 5, 6], workers);
        Assert.Equal(
            Factorial(18) / (Factorial(3) * Factorial(4) * Factorial(5) * Factorial(6)), result.Interleavings);
    }

    private static SearchResult Search(int[] stores, int workers) => new ModelExplorer(new Model
    {
        Threads = [.. stores.Select((count, cpu) => new ModelThread(
            $"{cpu}", cpu, () => RoutineContinuation.Start(() => Store(4 * (uint)cpu, count))))],
        Words = [.. stores.Select((_, cpu) => new MemoryWord(4 * (uint)cpu, 0))],
    }).Search(new SearchOptions { Workers = workers }, TestContext.Current.CancellationToken);

    private static async Routine Store(uint at, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Operation.Store(at, (uint)i);
        }
    }

    private static BigInteger Factorial(int n) =>
        Enumerable.Range(1, n).Aggregate(BigInteger.One, (product, factor) => product * factor);
}
