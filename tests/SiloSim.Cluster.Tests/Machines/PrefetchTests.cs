using Orleans.TestingHost;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>Text is on every silo before the first CPU asks for it, many frames in one message.</summary>
public class PrefetchTests(MachineClusters clusters)
{
    [Theory, InlineData(RunMode.Free), InlineData(RunMode.Lockstep)]
    public async Task TextIsOnEverySiloWhenTheMachineHasBooted(RunMode mode)
    {
        InProcessTestCluster cluster = await clusters.Of(2);
        await using TestedMachine machine = await TestedMachine.Boot(
            cluster, Specs.Plan("trace", new RunOptions { Mode = mode, Cpus = 2 }));
        Assert.NotEmpty(machine.Spec.TextFrames);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            SiloFrames frames = machine.Core(cpu).Machine.Frames;
            Assert.All(machine.Spec.TextFrames, frame => Assert.NotNull(frames.Loadable(frame)));
            Assert.All(machine.Spec.TextFrames, frame => Assert.NotNull(frames.Tables.Code(frame)));
            Assert.Equal(machine.Spec.TextFrames.Count, frames.FramesIn);
        }
    }

    /// <summary>A frame that another silo writes to is left out of the answer: it must not hold up the others.</summary>
    [Fact]
    public async Task AFrameThatHasToBeRecalledIsNotWaitedFor()
    {
        InProcessTestCluster cluster = await clusters.Of(2);
        await using TestedMachine machine = await TestedMachine.Boot(cluster, Specs.Plan("trace", new RunOptions { Cpus = 2 }));
        Guid life = machine.Core(0).Machine.Spec.Life;
        int last = Banks.FramesPerBank - 1; // No text is there.
        IMemoryGrain bank = machine.Home(machine.Spec.Entry);
        await bank.Acquire(last, silo: 1, exclusive: true, life);
        FramesMessage answer = await bank.Fetch([last - 1, last, last - 2], silo: 0, life);
        Assert.Equal([last - 1, last - 2], answer.Frames);
        Assert.Equal([1L, 1L], answer.Numbers);
        Assert.Equal(2 * 4096, answer.Bytes.Length);
        await Assert.ThrowsAsync<MachineException>(() => bank.Fetch([last], silo: 0, Guid.NewGuid()));
    }
}
