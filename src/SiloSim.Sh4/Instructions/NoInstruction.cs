namespace SiloSim.Sh4;

/// <summary>The rows that no opcode names: the core itself puts them into decoded text.</summary>
internal static class NoInstruction
{
    /// <summary>Not decoded yet. The core decodes it before it would come here.</summary>
    [Instruction("", "undecoded", Traits.Trap | Traits.IllegalInSlot)]
    public static void Undecoded(Core c, Fields f) => c.RaiseIllegal();

    /// <summary>An opcode without a meaning.</summary>
    [Instruction("", ".word", Traits.Trap | Traits.IllegalInSlot)]
    public static void Illegal(Core c, Fields f) => c.RaiseIllegal();

    /// <summary>A load of a watched literal, which the world hears of.</summary>
    [Instruction("", "mov.l @(disp,PC),Rn", Traits.IllegalInSlot)]
    public static void MovLongPcRelativeWatched(Core c, Fields f)
    {
        if (c.LoadWatched((c.Pc & ~3u) + 4 + (f.Byte * 4), out uint value))
        {
            c.R(f.N) = value;
        }
    }
}
