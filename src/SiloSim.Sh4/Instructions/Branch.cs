using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>Branch instructions. The core runs the delay slot.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Branch Instructions", and "Delayed Branches".</remarks>
internal static class Branch
{
    [Instruction("10001011dddddddd", "bf label", Traits.Branch | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BranchIfFalse(Core c, Fields f)
    {
        if (c.T == 0)
        {
            c.BranchTo(c.Pc + 4 + (f.SignedByte * 2));
        }
    }

    [Instruction("10001111dddddddd", "bf/s label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BranchIfFalseDelayed(Core c, Fields f)
    {
        if (c.T == 0)
        {
            c.BranchTo(c.Pc + 4 + (f.SignedByte * 2));
        }
    }

    [Instruction("10001001dddddddd", "bt label", Traits.Branch | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BranchIfTrue(Core c, Fields f)
    {
        if (c.T != 0)
        {
            c.BranchTo(c.Pc + 4 + (f.SignedByte * 2));
        }
    }

    [Instruction("10001101dddddddd", "bt/s label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BranchIfTrueDelayed(Core c, Fields f)
    {
        if (c.T != 0)
        {
            c.BranchTo(c.Pc + 4 + (f.SignedByte * 2));
        }
    }

    [Instruction("1010dddddddddddd", "bra label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BranchAlways(Core c, Fields f) => c.BranchTo(c.Pc + 4 + (f.Displacement12 * 2));

    [Instruction("0000nnnn00100011", "braf Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BranchFar(Core c, Fields f) => c.BranchTo(c.Pc + 4 + c.R(f.N));

    [Instruction("1011dddddddddddd", "bsr label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BranchToSubroutine(Core c, Fields f)
    {
        c.State.PrNow = c.Pc + 4;
        c.BranchTo(c.Pc + 4 + (f.Displacement12 * 2));
    }

    [Instruction("0000nnnn00000011", "bsrf Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void BranchToSubroutineFar(Core c, Fields f)
    {
        c.State.PrNow = c.Pc + 4;
        c.BranchTo(c.Pc + 4 + c.R(f.N));
    }

    [Instruction("0100nnnn00101011", "jmp @Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Jump(Core c, Fields f) => c.BranchTo(c.R(f.N));

    [Instruction("0100nnnn00001011", "jsr @Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void JumpToSubroutine(Core c, Fields f)
    {
        c.State.PrNow = c.Pc + 4;
        c.BranchTo(c.R(f.N));
    }

    [Instruction("0000000000001011", "rts", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReturnFromSubroutine(Core c, Fields f) => c.BranchTo(c.State.PrNow);
}
