namespace SiloSim.Sh4;

/// <summary>What the SH-4A adds to the integer instructions.</summary>
/// <remarks>Source: SH-4A software manual, "Instruction Set", the instructions marked as new.</remarks>
internal static class Sh4aAdditions
{
    [Instruction("0000nnnn11100011", "icbi @Rn")]
    public static void Icbi(Core c, Fields f) => c.InvalidateInstructionLine(c.R(f.N));

    [Instruction("0100mmmm00111010", "ldc Rm,SGR", Traits.Privileged)]
    public static void LdcSgr(Core c, Fields f) => c.State.Sgr = c.R(f.N);

    [Instruction("0100mmmm00110110", "ldc.l @Rm+,SGR", Traits.Privileged)]
    public static void LdcLongSgr(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.Sgr = value;
        }
    }

    [Instruction("0000nnnn01110011", "movco.l R0,@Rn")]
    public static void Movco(Core c, Fields f)
    {
        if (c.StoreConditional(c.R(f.N), c.R(0), out bool stored))
        {
            c.SetT(stored);
        }
    }

    [Instruction("0000mmmm01100011", "movli.l @Rm,R0")]
    public static void Movli(Core c, Fields f)
    {
        if (c.LoadLinked(c.R(f.N), out uint value))
        {
            c.R(0) = value;
        }
    }

    [Instruction("0100mmmm10101001", "movua.l @Rm,R0")]
    public static void Movua(Core c, Fields f)
    {
        if (c.LoadUnaligned(c.R(f.N), out uint value))
        {
            c.R(0) = value;
        }
    }

    [Instruction("0100mmmm11101001", "movua.l @Rm+,R0")]
    public static void MovuaPostIncrement(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.LoadUnaligned(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.R(0) = value;
        }
    }

    [Instruction("0000nnnn11010011", "prefi @Rn")]
    public static void Prefi(Core c, Fields f)
    {
        // A hint that fetches nothing: what it brought in would depend on which frames are here.
    }

    [Instruction("0000000010101011", "synco")]
    public static void Synco(Core c, Fields f) => c.Synchronize();
}
