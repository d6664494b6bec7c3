using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Modelled instruction caches and timers, through the command.</summary>
public sealed class InstructionCacheTests
{
    private const int StaleWithoutCacheOperations = 11; // EXIT_PRIVATE_PLAIN; 10 and 13: stale in spite of them.

    [Theory, InlineData("lockstep"), InlineData("free")]
    public async Task WithCoherentTextSelfModifyingTextExecutesAsWritten(string mode)
    {
        Command run = await Run("selfmodify", "--icache", "coherent", "--mode", mode);
        Assert.True(run.ExitCode == ExitCode.Done, run.Out + run.Error);
    }

    [Theory]
    [InlineData("modelled", "lockstep", 1)]
    [InlineData("modelled", "free", 1)]
    [InlineData("modelled", "lockstep", 2)]
    [InlineData("modelled-16k", "lockstep", 1)]
    [InlineData("modelled-32k", "lockstep", 1)]
    public async Task WithModelledCachesItIsStaleUntilTheCacheOperationsAreUsed(string model, string mode, int silos)
    {
        Command run = await Run("selfmodify", "--icache", model, "--mode", mode, "--silos", $"{silos}");
        Assert.Equal(ExitCode.Violation, run.ExitCode);
        Assert.Contains($"it exited with {StaleWithoutCacheOperations} ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>What the protocol patches is data: the caches change nothing, with its flush or without.</summary>
    [Fact]
    public async Task PatchedLiteralsDoNotGoThroughTheInstructionCache()
    {
        Command run = await Command.Run("run", "--icache", "modelled", "--toggles", "2", "--without", "icache-flush");
        Assert.True(run.ExitCode == ExitCode.Done, run.Out + run.Error);
    }

    [Theory, InlineData("lockstep"), InlineData("free")]
    public async Task TimersInterruptAndWake(string mode)
    {
        Command run = await Run("interrupts", "--mode", mode, "--cpus", "5");
        Assert.True(run.ExitCode == ExitCode.Done, run.Out + run.Error);
    }

    [Fact]
    public async Task AnUnknownModelIsRefused()
    {
        Command run = await Run("hello", "--icache", "big");
        run.FailedWith(ExitCode.Usage, "--icache big: coherent, modelled, modelled-16k or modelled-32k");
    }

    private static Task<Command> Run(string guest, params string[] options) =>
        Command.Run(["run", "--guest", Repository.Guest(guest), .. options]);
}
