using SiloSim.Grains;
using SiloSim.Grains.Placing;
using SiloSim.Machine;

namespace SiloSim.Tests.Grains;

/// <summary>What a placement says, and which silo each CPU and bank gets by it.</summary>
public class CpuPlacementTests
{
    [Theory]
    [InlineData("spread", 5, 3, 0, "0 1 2 0 1")]
    [InlineData("spread", 5, 3, 2, "0 1 2 0 1")]
    [InlineData("spread", 2, 1, 0, "0 0")]
    [InlineData("pack", 5, 3, 0, "0 0 0 0 0")]
    [InlineData("pack", 5, 3, 2, "2 2 2 2 2")]
    [InlineData("pack:2", 5, 3, 0, "0 0 1 1 2")]
    [InlineData("pack:2", 5, 3, 2, "2 2 0 0 1")]
    [InlineData("pack:4096", 3, 1, 0, "0 0 0")]
    [InlineData("pinned:0-4=1", 5, 2, 0, "1 1 1 1 1")]
    [InlineData("pinned:3=0,0-2=2,4=1", 5, 3, 0, "2 2 2 0 1")]
    [InlineData("pinned:0-7=1", 5, 2, 0, "1 1 1 1 1")]
    public void EachCpuHasItsSilo(string text, int cpus, int silos, int own, string expected)
    {
        MachineLayout layout = Layout(text, cpus, silos, own);
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, cpus).Select(layout.SiloOfCpu)));
    }

    [Theory]
    [InlineData("near", CpuPlacement.Forms)]
    [InlineData("", CpuPlacement.Forms)]
    [InlineData("Spread", CpuPlacement.Forms)]
    [InlineData("spread:2", CpuPlacement.Forms)]
    [InlineData("pack:", "1 to 4096 CPUs on a silo")]
    [InlineData("pack:0", "1 to 4096 CPUs on a silo")]
    [InlineData("pack:-1", "1 to 4096 CPUs on a silo")]
    [InlineData("pack:4097", "1 to 4096 CPUs on a silo")]
    [InlineData("pack:2", "5 CPUs need 3 silos, and there are 2 silos")]
    [InlineData("pack:4", "5 CPUs need 2 silos, and there is 1 silo", 1)]
    [InlineData("pinned:", "'' is not of the form CPUS=SILO, such as 0-3=0")]
    [InlineData("pinned:0", "'0' is not of the form CPUS=SILO, such as 0-3=0")]
    [InlineData("pinned:0-1-2=0", "'0-1-2=0' is not of the form CPUS=SILO, such as 0-3=0")]
    [InlineData("pinned:0=0=0", "'0=0=0' is not of the form CPUS=SILO, such as 0-3=0")]
    [InlineData("pinned:0-4=0,", "'' is not of the form CPUS=SILO, such as 0-3=0")]
    [InlineData("pinned:0-4= 0", "'0-4= 0' is not of the form CPUS=SILO, such as 0-3=0")]
    [InlineData("pinned:4-0=0", "'4-0': CPUs are counted upwards, from 0 to 4095")]
    [InlineData("pinned:0-999999999=0", "'0-999999999': CPUs are counted upwards, from 0 to 4095")]
    [InlineData("pinned:0-4=0,3=1", "cpu 3 is pinned twice")]
    [InlineData("pinned:0-2=0,4=1", "cpu 3 is pinned to no silo")]
    [InlineData("pinned:0-3=0,4=2", "cpu 4 is pinned to silo 2, and there are 2 silos, from 0 on")]
    public void WhatCannotBeIsSaidInOneLine(string text, string error, int silos = 2) => Assert.Equal(
        $"placement {text}: {error}",
        Assert.Throws<MachineException>(() => Layout(text, cpus: 5, silos)).Message);

    [Fact]
    public void ACpuThatIsPinnedAndNotThereIsKnown()
    {
        Assert.True(CpuPlacement.TryParse("pinned:0-5=0,7=1", out CpuPlacement? placement, out _));
        Assert.Null(placement.Missing(8));
        Assert.Equal(7, placement.Missing(7));
        Assert.Equal(4, placement.Missing(4));
    }

    [Fact]
    public void BanksAreSpreadOrNearTheCpuThatUsesThemFirst()
    {
        Assert.Equal("0 1 2 0 1", Banks("spread", 5, [0, 1, 2, 60, 61]));
        Assert.Equal("2 2 2", Banks("pack", 5, [0, 62, 63], own: 2));
        // Of 5 CPUs all stacks are in the last bank; of 128, 64 are in each of the last two, from the top down.
        Assert.Equal("2 2 2", Banks("pinned:0=2,1-4=0", 5, [0, 62, 63]));
        Assert.Equal("1 1 0 1", Banks("pinned:0-63=1,64-127=0", 128, [0, 61, 62, 63]));
        Assert.Equal("0 1 0", Banks("pack:64", 128, [0, 62, 63]));
    }

    [Fact]
    public void TheCoordinatorIsWhereTheCounterIs()
    {
        MachineSpec spec = Spec("pinned:0-63=1,64-127=0", 128);
        Assert.Equal(1, new MachineLayout(spec, 2, 0).SiloOfCoordinator);
        const uint Bank62 = 0x8fe0_0000;
        Assert.Equal(0, new MachineLayout(spec with { Words = spec.Words with { NmiRunning = Bank62 } }, 2, 0).SiloOfCoordinator);
    }

    private static string Banks(string text, int cpus, int[] banks, int own = 0) =>
        string.Join(' ', banks.Select(Layout(text, cpus, silos: 3, own).SiloOfBank));

    private static MachineLayout Layout(string text, int cpus, int silos, int own = 0) => new(Spec(text, cpus), silos, own);

    private static MachineSpec Spec(string text, int cpus) => new()
    {
        Cpus = cpus,
        RamBytes = (int)MemoryMap.DefaultRamBytes,
        Entry = 0x8c00_1000,
        Words = new WordsSpec(0x8c00_2000, 0x8c00_2004, 0x8c00_2008, 0x8c00_200c, 0x8c00_2010, 0x8c00_2014, Allotted: true),
        Placement = text,
    };
}
