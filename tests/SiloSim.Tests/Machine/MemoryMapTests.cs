using SiloSim.Machine;

namespace SiloSim.Tests.Machine;

public class MemoryMapTests
{
    [Theory]
    [InlineData(0x8c00_1000, 0x0c00_1000), InlineData(0xac00_1000, 0x0c00_1000)]
    [InlineData(0x0c00_1000, 0x0c00_1000), InlineData(0xcc00_1000, 0x0c00_1000)]
    public void TheUntranslatedSegmentsAreViewsOfOnePhysicalMemory(uint address, uint physical) =>
        Assert.Equal(physical, MemoryMap.ToPhysical(address));

    [Theory]
    [InlineData(1, 16384), InlineData(64, 16384), InlineData(1024, 16384), InlineData(1025, 8192), InlineData(4096, 4096)]
    public void StacksFillAtMostAQuarterOfTheMemory(int cpus, uint bytes)
    {
        Assert.Equal(bytes, MemoryMap.StackBytes(cpus));
        Assert.InRange((ulong)bytes * (ulong)cpus, 1u, MemoryMap.DefaultRamBytes / 4);
    }

    [Fact]
    public void StacksBeginWhereRamEndsAndDoNotOverlap()
    {
        Assert.Equal(0x9000_0000u, MemoryMap.StackTop(0, 4));
        Assert.Equal(0x9000_0000u - 16384, MemoryMap.StackTop(1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryMap.StackTop(4, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryMap.StackBytes(4, 0xffff));
    }
}
