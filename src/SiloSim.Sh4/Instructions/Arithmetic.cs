using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>Arithmetic operation instructions.</summary>
/// <remarks>
/// Source: SH-4 software manual, "Instruction Set", "Arithmetic Operation Instructions". MAC with S = 1 follows what is
/// reported of the hardware: MAC.L clamps the 64-bit sum to 48 bits, sign-extended; MAC.W adds to MACL alone, and an
/// overflow sets MACH to 1.
/// </remarks>
internal static class Arithmetic
{
    [Instruction("0011nnnnmmmm1100", "add Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Core c, Fields f) => c.R(f.N) += c.R(f.M);

    [Instruction("0111nnnniiiiiiii", "add #imm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddImmediate(Core c, Fields f) => c.R(f.N) += f.SignedByte;

    [Instruction("0011nnnnmmmm1110", "addc Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Addc(Core c, Fields f)
    {
        ulong sum = (ulong)c.R(f.N) + c.R(f.M) + c.T;
        c.R(f.N) = (uint)sum;
        c.T = (uint)(sum >> 32);
    }

    [Instruction("0011nnnnmmmm1111", "addv Rm,Rn")]
    public static void Addv(Core c, Fields f)
    {
        (uint n, uint m) = (c.R(f.N), c.R(f.M));
        uint sum = n + m;
        c.R(f.N) = sum;
        c.T = ((n ^ sum) & (m ^ sum)) >> 31;
    }

    [Instruction("10001000iiiiiiii", "cmp/eq #imm,R0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CompareEqualImmediate(Core c, Fields f) => c.SetT(c.R(0) == f.SignedByte);

    [Instruction("0011nnnnmmmm0000", "cmp/eq Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CompareEqual(Core c, Fields f) => c.SetT(c.R(f.N) == c.R(f.M));

    [Instruction("0011nnnnmmmm0010", "cmp/hs Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CompareHigherOrSame(Core c, Fields f) => c.SetT(c.R(f.N) >= c.R(f.M));

    [Instruction("0011nnnnmmmm0011", "cmp/ge Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CompareGreaterOrEqual(Core c, Fields f) => c.SetT((int)c.R(f.N) >= (int)c.R(f.M));

    [Instruction("0011nnnnmmmm0110", "cmp/hi Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CompareHigher(Core c, Fields f) => c.SetT(c.R(f.N) > c.R(f.M));

    [Instruction("0011nnnnmmmm0111", "cmp/gt Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CompareGreater(Core c, Fields f) => c.SetT((int)c.R(f.N) > (int)c.R(f.M));

    [Instruction("0100nnnn00010001", "cmp/pz Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ComparePositiveOrZero(Core c, Fields f) => c.SetT((int)c.R(f.N) >= 0);

    [Instruction("0100nnnn00010101", "cmp/pl Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ComparePositive(Core c, Fields f) => c.SetT((int)c.R(f.N) > 0);

    [Instruction("0010nnnnmmmm1100", "cmp/str Rm,Rn")]
    public static void CompareString(Core c, Fields f)
    {
        // Some byte of the difference is zero.
        uint x = c.R(f.N) ^ c.R(f.M);
        c.SetT(((x - 0x0101_0101) & ~x & 0x8080_8080) != 0);
    }

    [Instruction("0011nnnnmmmm0100", "div1 Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Div1(Core c, Fields f)
    {
        (uint divisor, uint before) = (c.R(f.M), c.R(f.N));
        uint q = (c.State.SrWithoutT / StatusRegister.QBit) & 1;
        uint m = (c.State.SrWithoutT / StatusRegister.MBit) & 1;
        uint shifted = (before << 1) | c.T;
        uint result = q == m ? shifted - divisor : shifted + divisor;
        uint carry = q == m ? (result > shifted ? 1u : 0u) : (result < shifted ? 1u : 0u);
        q = (before >> 31) ^ carry ^ m;
        c.R(f.N) = result;
        SetQ(c, q);
        c.T = q ^ m ^ 1;
    }

    [Instruction("0010nnnnmmmm0111", "div0s Rm,Rn")]
    public static void Div0s(Core c, Fields f)
    {
        (uint q, uint m) = (c.R(f.N) >> 31, c.R(f.M) >> 31);
        SetQ(c, q);
        SetM(c, m);
        c.T = q ^ m;
    }

    [Instruction("0000000000011001", "div0u")]
    public static void Div0u(Core c, Fields f)
    {
        SetQ(c, 0);
        SetM(c, 0);
        c.T = 0;
    }

    [Instruction("0011nnnnmmmm1101", "dmuls.l Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DoubleMultiplySigned(Core c, Fields f) =>
        SetMac(c, (ulong)((long)(int)c.R(f.N) * (int)c.R(f.M)));

    [Instruction("0011nnnnmmmm0101", "dmulu.l Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DoubleMultiplyUnsigned(Core c, Fields f) => SetMac(c, (ulong)c.R(f.N) * c.R(f.M));

    [Instruction("0100nnnn00010000", "dt Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DecrementAndTest(Core c, Fields f) => c.SetT(--c.R(f.N) == 0);

    [Instruction("0110nnnnmmmm1110", "exts.b Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExtendSignByte(Core c, Fields f) => c.R(f.N) = (uint)(sbyte)c.R(f.M);

    [Instruction("0110nnnnmmmm1111", "exts.w Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExtendSignWord(Core c, Fields f) => c.R(f.N) = (uint)(short)c.R(f.M);

    [Instruction("0110nnnnmmmm1100", "extu.b Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExtendZeroByte(Core c, Fields f) => c.R(f.N) = (byte)c.R(f.M);

    [Instruction("0110nnnnmmmm1101", "extu.w Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExtendZeroWord(Core c, Fields f) => c.R(f.N) = (ushort)c.R(f.M);

    [Instruction("0000nnnnmmmm1111", "mac.l @Rm+,@Rn+")]
    public static void MacLong(Core c, Fields f)
    {
        // Rn is read first; with n = m the second operand follows the first.
        uint addressN = c.R(f.N);
        uint addressM = f.N == f.M ? addressN + 4 : c.R(f.M);
        if (!c.Load32(addressN, out uint n) || !c.Load32(addressM, out uint m))
        {
            return;
        }
        c.R(f.N) = addressN + 4;
        c.R(f.M) = addressM + 4;
        long product = (long)(int)n * (int)m;
        long before = (long)(((ulong)c.State.MachNow << 32) | c.State.MaclNow);
        long sum = before + product;
        if ((c.State.SrWithoutT & StatusRegister.SBit) != 0)
        {
            bool overflow = ((before ^ sum) & (product ^ sum)) < 0;
            sum = overflow ? (before < 0 ? MacMinimum : MacMaximum) : Math.Clamp(sum, MacMinimum, MacMaximum);
        }
        SetMac(c, (ulong)sum);
    }

    [Instruction("0100nnnnmmmm1111", "mac.w @Rm+,@Rn+")]
    public static void MacWord(Core c, Fields f)
    {
        uint addressN = c.R(f.N);
        uint addressM = f.N == f.M ? addressN + 2 : c.R(f.M);
        if (!c.Load16(addressN, out uint n) || !c.Load16(addressM, out uint m))
        {
            return;
        }
        c.R(f.N) = addressN + 2;
        c.R(f.M) = addressM + 2;
        int product = (short)n * (short)m;
        if ((c.State.SrWithoutT & StatusRegister.SBit) == 0)
        {
            SetMac(c, (((ulong)c.State.MachNow << 32) | c.State.MaclNow) + (ulong)(long)product);
            return;
        }
        long sum = (long)(int)c.State.MaclNow + product;
        int saturated = (int)Math.Clamp(sum, int.MinValue, int.MaxValue);
        c.State.MaclNow = (uint)saturated;
        if (saturated != sum)
        {
            c.State.MachNow = 1;
        }
    }

    [Instruction("0000nnnnmmmm0111", "mul.l Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyLong(Core c, Fields f) => c.State.MaclNow = c.R(f.N) * c.R(f.M);

    [Instruction("0010nnnnmmmm1111", "muls.w Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplySignedWord(Core c, Fields f) =>
        c.State.MaclNow = (uint)((short)c.R(f.N) * (short)c.R(f.M));

    [Instruction("0010nnnnmmmm1110", "mulu.w Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyUnsignedWord(Core c, Fields f) =>
        c.State.MaclNow = (uint)(ushort)c.R(f.N) * (ushort)c.R(f.M);

    [Instruction("0110nnnnmmmm1011", "neg Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(Core c, Fields f) => c.R(f.N) = 0 - c.R(f.M);

    [Instruction("0110nnnnmmmm1010", "negc Rm,Rn")]
    public static void NegateWithCarry(Core c, Fields f)
    {
        ulong difference = 0ul - c.R(f.M) - c.T;
        c.R(f.N) = (uint)difference;
        c.T = (uint)(difference >> 63);
    }

    [Instruction("0011nnnnmmmm1000", "sub Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(Core c, Fields f) => c.R(f.N) -= c.R(f.M);

    [Instruction("0011nnnnmmmm1010", "subc Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractWithCarry(Core c, Fields f)
    {
        ulong difference = (ulong)c.R(f.N) - c.R(f.M) - c.T;
        c.R(f.N) = (uint)difference;
        c.T = (uint)(difference >> 63);
    }

    [Instruction("0011nnnnmmmm1011", "subv Rm,Rn")]
    public static void SubtractWithOverflow(Core c, Fields f)
    {
        (uint n, uint m) = (c.R(f.N), c.R(f.M));
        uint difference = n - m;
        c.R(f.N) = difference;
        c.T = ((n ^ m) & (n ^ difference)) >> 31;
    }

    private const long MacMaximum = (1L << 47) - 1;
    private const long MacMinimum = -(1L << 47);

    private static void SetMac(Core c, ulong value)
    {
        c.State.MachNow = (uint)(value >> 32);
        c.State.MaclNow = (uint)value;
    }

    private static void SetQ(Core c, uint q) =>
        c.State.SrWithoutT = (c.State.SrWithoutT & ~StatusRegister.QBit) | (q * StatusRegister.QBit);

    private static void SetM(Core c, uint m) =>
        c.State.SrWithoutT = (c.State.SrWithoutT & ~StatusRegister.MBit) | (m * StatusRegister.MBit);
}
