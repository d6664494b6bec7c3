using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>Logic operation instructions.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Logic Operation Instructions".</remarks>
internal static class Logic
{
    [Instruction("0010nnnnmmmm1001", "and Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void And(Core c, Fields f) => c.R(f.N) &= c.R(f.M);

    [Instruction("0010nnnnmmmm1011", "or Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Or(Core c, Fields f) => c.R(f.N) |= c.R(f.M);

    [Instruction("0010nnnnmmmm1010", "xor Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Xor(Core c, Fields f) => c.R(f.N) ^= c.R(f.M);

    [Instruction("11001001iiiiiiii", "and #imm,R0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AndImmediate(Core c, Fields f) => c.R(0) &= f.Byte;

    [Instruction("11001011iiiiiiii", "or #imm,R0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OrImmediate(Core c, Fields f) => c.R(0) |= f.Byte;

    [Instruction("11001010iiiiiiii", "xor #imm,R0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void XorImmediate(Core c, Fields f) => c.R(0) ^= f.Byte;

    [Instruction("11001101iiiiiiii", "and.b #imm,@(R0,GBR)")]
    public static void AndByte(Core c, Fields f)
    {
        uint address = c.State.GbrNow + c.R(0);
        if (c.Load8(address, out uint value))
        {
            c.Store8(address, value & f.Byte);
        }
    }

    [Instruction("11001111iiiiiiii", "or.b #imm,@(R0,GBR)")]
    public static void OrByte(Core c, Fields f)
    {
        uint address = c.State.GbrNow + c.R(0);
        if (c.Load8(address, out uint value))
        {
            c.Store8(address, value | f.Byte);
        }
    }

    [Instruction("11001110iiiiiiii", "xor.b #imm,@(R0,GBR)")]
    public static void XorByte(Core c, Fields f)
    {
        uint address = c.State.GbrNow + c.R(0);
        if (c.Load8(address, out uint value))
        {
            c.Store8(address, value ^ f.Byte);
        }
    }

    [Instruction("0110nnnnmmmm0111", "not Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Not(Core c, Fields f) => c.R(f.N) = ~c.R(f.M);

    [Instruction("0100nnnn00011011", "tas.b @Rn")]
    public static void TestAndSet(Core c, Fields f)
    {
        if (c.TestAndSet8(c.R(f.N), 0x80, out uint before))
        {
            c.SetT(before == 0);
        }
    }

    [Instruction("0010nnnnmmmm1000", "tst Rm,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Test(Core c, Fields f) => c.SetT((c.R(f.N) & c.R(f.M)) == 0);

    [Instruction("11001000iiiiiiii", "tst #imm,R0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TestImmediate(Core c, Fields f) => c.SetT((c.R(0) & f.Byte) == 0);

    [Instruction("11001100iiiiiiii", "tst.b #imm,@(R0,GBR)")]
    public static void TestByte(Core c, Fields f)
    {
        if (c.Load8(c.State.GbrNow + c.R(0), out uint value))
        {
            c.SetT((value & f.Byte) == 0);
        }
    }
}
