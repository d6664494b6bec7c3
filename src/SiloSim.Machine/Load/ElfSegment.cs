namespace SiloSim.Machine;

/// <summary>One loadable part of a guest. It lies in RAM as a whole and overlaps no other.</summary>
/// <param name="Address">The virtual address of its first byte, as the ELF has it.</param>
/// <param name="Physical">The physical address of its first byte.</param>
/// <param name="Bytes">What the file holds of it; the rest is zero.</param>
/// <param name="MemoryBytes">Its size in memory, at least the length of <paramref name="Bytes"/>.</param>
/// <param name="Executable">Whether the ELF says that it holds text. Nothing in P1 is protected by it.</param>
public sealed record ElfSegment(
    uint Address, uint Physical, ReadOnlyMemory<byte> Bytes, uint MemoryBytes, bool Executable)
{
    /// <summary>Whether the ELF says that it may be written; it counts for user programs.</summary>
    public bool Writable { get; init; }

    /// <summary>Whether the ELF says that it may be read; it counts for user programs.</summary>
    public bool Readable { get; init; }

    /// <summary>Where its bytes begin in the file.</summary>
    public uint FileOffset { get; init; }

    /// <summary>Whether a virtual address, as the ELF has it, lies in this segment.</summary>
    /// <param name="address">The address.</param>
    public bool Contains(uint address) => address - Address < MemoryBytes;
}
