namespace SiloSim.Machine.Linux;

/// <summary>Where things are in a user program's memory.</summary>
/// <remarks>Source: Linux, <c>arch/sh/include/asm/processor_32.h</c>: where user space ends, and a third of it.</remarks>
internal static class ProgramLayout
{
    /// <summary>Where the stack ends, and with it user space on Linux.</summary>
    public const uint StackTop = 0x7c00_0000;

    /// <summary>Bytes of stack: what Linux allows by default. Frames come as they are touched.</summary>
    public const uint StackBytes = 8 << 20;

    /// <summary>The first page of the stack; below it is a gap that nothing is put into.</summary>
    public const uint StackBase = StackTop - StackBytes;

    /// <summary>Where the gap below the stack begins.</summary>
    public const uint StackLowest = StackBase - GapBytes;

    /// <summary>The gap below the stack: an access there says that the stack is full.</summary>
    public const uint GapBytes = 1 << 20;

    /// <summary>Where mappings begin.</summary>
    public const uint MapBase = 0x2955_5000;

    /// <summary>No mapping is put below this, so that null stays nowhere.</summary>
    public const uint LowestMapped = 0x1_0000;

    /// <summary>Bytes of memory that a program for GNU's simulator has, from 0 on.</summary>
    public const uint SimulatorBytes = 1 << 30;
}
