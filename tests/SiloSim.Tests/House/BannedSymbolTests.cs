using System.Diagnostics;
using System.Security.Cryptography;

namespace SiloSim.Tests.House;

/// <summary>The simulator has no clock, no thread, no randomness but its seed's, and no console.</summary>
public class BannedSymbolTests
{
    public static TheoryData<string> Simulator => [.. Levels.Simulator];

    [Theory, MemberData(nameof(Simulator))]
    public void TheSimulatorUsesNoneOfThem(string assembly) =>
        Assert.Equal(
            assembly == "SiloSim.Explorer" ? ["T:System.Threading.Thread"] : [],
            BannedSymbols.UsedBy(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));

    /// <summary>The workers of a search are the one exception, and one file has it.</summary>
    [Fact]
    public void OnlyTheExplorersCrewHasThreads() => Assert.Equal(
        ["Crew.cs"],
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal))
            .Select(Path.GetFileName));

    [Theory, MemberData(nameof(Simulator))]
    public void TheAnalyzerWatchesTheSource(string assembly)
    {
        string props = Repository.Read("Directory.Build.props");
        Assert.Contains($"'$(MSBuildProjectName)' == '{assembly}'", props);
        Assert.Contains($"$(MSBuildThisFileDirectory){BannedSymbols.File}", props);
    }

    /// <summary>This very assembly is the bad sample: below it uses each of them, and each is found.</summary>
    [Fact]
    public void EachIsFoundWhereItIsUsed()
    {
        Assert.NotNull((Func<Task<object[]>>)UseEach);
        Assert.Equal(BannedSymbols.All, BannedSymbols.UsedBy(typeof(BannedSymbolTests).Assembly.Location));
    }

    [Fact]
    public void TheListIsNotEmpty() => Assert.True(BannedSymbols.All.Count > 10);

    // Compiled, never called.
    private static async Task<object[]> UseEach()
    {
        using var timer = new Timer(_ => { });
        using var periodic = new PeriodicTimer(TimeSpan.FromSeconds(1));
        await Task.Yield();
        ThreadPool.QueueUserWorkItem(_ => { });
        Parallel.Invoke();
        return
        [
            DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, TimeProvider.System, Stopwatch.GetTimestamp(), Environment.TickCount,
            Environment.TickCount64, Thread.CurrentThread, timer, periodic, new Random(1), RandomNumberGenerator.GetInt32(2),
            Guid.NewGuid(), Guid.CreateVersion7(), Console.Out,
        ];
    }
}
