using System.Numerics;
using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>Shift instructions.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Shift Instructions".</remarks>
internal static class Shift
{
    [Instruction("0100nnnn00000100", "rotl Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RotateLeft(Core c, Fields f)
    {
        uint n = BitOperations.RotateLeft(c.R(f.N), 1);
        c.R(f.N) = n;
        c.T = n & 1;
    }

    [Instruction("0100nnnn00000101", "rotr Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RotateRight(Core c, Fields f)
    {
        uint n = c.R(f.N);
        c.R(f.N) = BitOperations.RotateRight(n, 1);
        c.T = n & 1;
    }

    [Instruction("0100nnnn00100100", "rotcl Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RotateWithCarryLeft(Core c, Fields f)
    {
        uint n = c.R(f.N);
        c.R(f.N) = (n << 1) | c.T;
        c.T = n >> 31;
    }

    [Instruction("0100nnnn00100101", "rotcr Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RotateWithCarryRight(Core c, Fields f)
    {
        uint n = c.R(f.N);
        c.R(f.N) = (n >> 1) | (c.T << 31);
        c.T = n & 1;
    }

    [Instruction("0100nnnnmmmm1100", "shad Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftArithmeticDynamic(Core c, Fields f)
    {
        (uint n, int m) = (c.R(f.N), (int)c.R(f.M));

        // C# shifts by the low five bits. To the right, 32 (those bits being 0) leaves only the sign.
        c.R(f.N) = m >= 0 ? n << m : (m & 0x1F) == 0 ? (uint)((int)n >> 31) : (uint)((int)n >> -m);
    }

    [Instruction("0100nnnn00100000", "shal Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftArithmeticLeft(Core c, Fields f)
    {
        uint n = c.R(f.N);
        c.R(f.N) = n << 1;
        c.T = n >> 31;
    }

    [Instruction("0100nnnn00100001", "shar Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftArithmeticRight(Core c, Fields f)
    {
        uint n = c.R(f.N);
        c.R(f.N) = (uint)((int)n >> 1);
        c.T = n & 1;
    }

    [Instruction("0100nnnnmmmm1101", "shld Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalDynamic(Core c, Fields f)
    {
        (uint n, int m) = (c.R(f.N), (int)c.R(f.M));
        c.R(f.N) = m >= 0 ? n << m : (m & 0x1F) == 0 ? 0 : n >> -m;
    }

    [Instruction("0100nnnn00000000", "shll Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalLeft(Core c, Fields f)
    {
        uint n = c.R(f.N);
        c.R(f.N) = n << 1;
        c.T = n >> 31;
    }

    [Instruction("0100nnnn00000001", "shlr Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalRight(Core c, Fields f)
    {
        uint n = c.R(f.N);
        c.R(f.N) = n >> 1;
        c.T = n & 1;
    }

    [Instruction("0100nnnn00001000", "shll2 Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalLeft2(Core c, Fields f) => c.R(f.N) <<= 2;

    [Instruction("0100nnnn00001001", "shlr2 Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalRight2(Core c, Fields f) => c.R(f.N) >>= 2;

    [Instruction("0100nnnn00011000", "shll8 Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalLeft8(Core c, Fields f) => c.R(f.N) <<= 8;

    [Instruction("0100nnnn00011001", "shlr8 Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalRight8(Core c, Fields f) => c.R(f.N) >>= 8;

    [Instruction("0100nnnn00101000", "shll16 Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalLeft16(Core c, Fields f) => c.R(f.N) <<= 16;

    [Instruction("0100nnnn00101001", "shlr16 Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLogicalRight16(Core c, Fields f) => c.R(f.N) >>= 16;
}
