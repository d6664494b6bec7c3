using System.Numerics;
using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>Fixed-point transfer instructions: loads, stores and moves between registers.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Fixed-Point Transfer Instructions".</remarks>
internal static class FixedPointTransfer
{
    [Instruction("1110nnnniiiiiiii", "mov #imm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovImmediate(Core c, Fields f) => c.R(f.N) = f.SignedByte;

    [Instruction("1001nnnndddddddd", "mov.w @(disp,PC),Rn", Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordPcRelative<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.LoadLiteral16<TPath>(c.Pc + 4 + (f.Byte * 2), out uint value))
        {
            c.R(f.N) = (uint)(short)value;
        }
    }

    [Instruction("1101nnnndddddddd", "mov.l @(disp,PC),Rn", Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongPcRelative<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.LoadLiteral32<TPath>((c.Pc & ~3u) + 4 + (f.Byte * 4), out uint value))
        {
            c.R(f.N) = value;
        }
    }

    [Instruction("0110nnnnmmmm0011", "mov Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mov(Core c, Fields f) => c.R(f.N) = c.R(f.M);

    [Instruction("0010nnnnmmmm0000", "mov.b Rm,@Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteStore<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store8<TPath>(c.R(f.N), c.R(f.M));

    [Instruction("0010nnnnmmmm0001", "mov.w Rm,@Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordStore<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store16<TPath>(c.R(f.N), c.R(f.M));

    [Instruction("0010nnnnmmmm0010", "mov.l Rm,@Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongStore<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store32<TPath>(c.R(f.N), c.R(f.M));

    [Instruction("0110nnnnmmmm0000", "mov.b @Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteLoad<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load8<TPath>(c.R(f.M), out uint value))
        {
            c.R(f.N) = (uint)(sbyte)value;
        }
    }

    [Instruction("0110nnnnmmmm0001", "mov.w @Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordLoad<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load16<TPath>(c.R(f.M), out uint value))
        {
            c.R(f.N) = (uint)(short)value;
        }
    }

    [Instruction("0110nnnnmmmm0010", "mov.l @Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongLoad<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load32<TPath>(c.R(f.M), out uint value))
        {
            c.R(f.N) = value;
        }
    }

    [Instruction("0010nnnnmmmm0100", "mov.b Rm,@-Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteStorePreDecrement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.N) - 1;
        if (c.Store8<TPath>(address, c.R(f.M)))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0010nnnnmmmm0101", "mov.w Rm,@-Rn")]
    public static void MovWordStorePreDecrement(Core c, Fields f)
    {
        uint address = c.R(f.N) - 2;
        if (c.Store16(address, c.R(f.M)))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0010nnnnmmmm0110", "mov.l Rm,@-Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongStorePreDecrement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32<TPath>(address, c.R(f.M)))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0110nnnnmmmm0100", "mov.b @Rm+,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteLoadPostIncrement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.M);
        if (c.Load8<TPath>(address, out uint value))
        {
            c.R(f.M) = address + 1;
            c.R(f.N) = (uint)(sbyte)value;
        }
    }

    [Instruction("0110nnnnmmmm0101", "mov.w @Rm+,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordLoadPostIncrement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.M);
        if (c.Load16<TPath>(address, out uint value))
        {
            c.R(f.M) = address + 2;
            c.R(f.N) = (uint)(short)value;
        }
    }

    [Instruction("0110nnnnmmmm0110", "mov.l @Rm+,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongLoadPostIncrement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.M);
        if (c.Load32<TPath>(address, out uint value))
        {
            c.R(f.M) = address + 4;
            c.R(f.N) = value;
        }
    }

    [Instruction("10000000nnnndddd", "mov.b R0,@(disp,Rn)")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteStoreDisplacement<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store8<TPath>(c.R(f.M) + f.Displacement4, c.R(0));

    [Instruction("10000001nnnndddd", "mov.w R0,@(disp,Rn)")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordStoreDisplacement<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store16<TPath>(c.R(f.M) + (f.Displacement4 * 2), c.R(0));

    [Instruction("0001nnnnmmmmdddd", "mov.l Rm,@(disp,Rn)")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongStoreDisplacement<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store32<TPath>(c.R(f.N) + (f.Displacement4 * 4), c.R(f.M));

    [Instruction("10000100mmmmdddd", "mov.b @(disp,Rm),R0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteLoadDisplacement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load8<TPath>(c.R(f.M) + f.Displacement4, out uint value))
        {
            c.R(0) = (uint)(sbyte)value;
        }
    }

    [Instruction("10000101mmmmdddd", "mov.w @(disp,Rm),R0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordLoadDisplacement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load16<TPath>(c.R(f.M) + (f.Displacement4 * 2), out uint value))
        {
            c.R(0) = (uint)(short)value;
        }
    }

    [Instruction("0101nnnnmmmmdddd", "mov.l @(disp,Rm),Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongLoadDisplacement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load32<TPath>(c.R(f.M) + (f.Displacement4 * 4), out uint value))
        {
            c.R(f.N) = value;
        }
    }

    [Instruction("0000nnnnmmmm0100", "mov.b Rm,@(R0,Rn)")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteStoreIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store8<TPath>(c.R(f.N) + c.R(0), c.R(f.M));

    [Instruction("0000nnnnmmmm0101", "mov.w Rm,@(R0,Rn)")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordStoreIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store16<TPath>(c.R(f.N) + c.R(0), c.R(f.M));

    [Instruction("0000nnnnmmmm0110", "mov.l Rm,@(R0,Rn)")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongStoreIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        c.Store32<TPath>(c.R(f.N) + c.R(0), c.R(f.M));

    [Instruction("0000nnnnmmmm1100", "mov.b @(R0,Rm),Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovByteLoadIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load8<TPath>(c.R(f.M) + c.R(0), out uint value))
        {
            c.R(f.N) = (uint)(sbyte)value;
        }
    }

    [Instruction("0000nnnnmmmm1101", "mov.w @(R0,Rm),Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovWordLoadIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load16<TPath>(c.R(f.M) + c.R(0), out uint value))
        {
            c.R(f.N) = (uint)(short)value;
        }
    }

    [Instruction("0000nnnnmmmm1110", "mov.l @(R0,Rm),Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MovLongLoadIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.Load32<TPath>(c.R(f.M) + c.R(0), out uint value))
        {
            c.R(f.N) = value;
        }
    }

    [Instruction("11000000dddddddd", "mov.b R0,@(disp,GBR)")]
    public static void MovByteStoreGbr(Core c, Fields f) => c.Store8(c.State.GbrNow + f.Byte, c.R(0));

    [Instruction("11000001dddddddd", "mov.w R0,@(disp,GBR)")]
    public static void MovWordStoreGbr(Core c, Fields f) => c.Store16(c.State.GbrNow + (f.Byte * 2), c.R(0));

    [Instruction("11000010dddddddd", "mov.l R0,@(disp,GBR)")]
    public static void MovLongStoreGbr(Core c, Fields f) => c.Store32(c.State.GbrNow + (f.Byte * 4), c.R(0));

    [Instruction("11000100dddddddd", "mov.b @(disp,GBR),R0")]
    public static void MovByteLoadGbr(Core c, Fields f)
    {
        if (c.Load8(c.State.GbrNow + f.Byte, out uint value))
        {
            c.R(0) = (uint)(sbyte)value;
        }
    }

    [Instruction("11000101dddddddd", "mov.w @(disp,GBR),R0")]
    public static void MovWordLoadGbr(Core c, Fields f)
    {
        if (c.Load16(c.State.GbrNow + (f.Byte * 2), out uint value))
        {
            c.R(0) = (uint)(short)value;
        }
    }

    [Instruction("11000110dddddddd", "mov.l @(disp,GBR),R0")]
    public static void MovLongLoadGbr(Core c, Fields f)
    {
        if (c.Load32(c.State.GbrNow + (f.Byte * 4), out uint value))
        {
            c.R(0) = value;
        }
    }

    [Instruction("11000111dddddddd", "mova @(disp,PC),R0", Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mova(Core c, Fields f) => c.R(0) = (c.Pc & ~3u) + 4 + (f.Byte * 4);

    [Instruction("0000nnnn00101001", "movt Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Movt(Core c, Fields f) => c.R(f.N) = c.T;

    [Instruction("0110nnnnmmmm1000", "swap.b Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SwapByte(Core c, Fields f)
    {
        uint m = c.R(f.M);
        c.R(f.N) = (m & 0xFFFF_0000) | ((m & 0xFF) << 8) | ((m >> 8) & 0xFF);
    }

    [Instruction("0110nnnnmmmm1001", "swap.w Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SwapWord(Core c, Fields f) => c.R(f.N) = BitOperations.RotateLeft(c.R(f.M), 16);

    [Instruction("0010nnnnmmmm1101", "xtrct Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Xtrct(Core c, Fields f) => c.R(f.N) = (c.R(f.M) << 16) | (c.R(f.N) >> 16);
}
