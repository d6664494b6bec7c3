using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>
/// Branch instructions. The core runs the delay slot. What a branch means is where text goes on: from its own address
/// and that of what follows it and its slot.
/// </summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Branch Instructions", and "Delayed Branches".</remarks>
internal static class Branch
{
    [Instruction("10001011dddddddd", "bf label", Traits.Branch | Traits.IllegalInSlot)]
    public static void BranchIfFalse(Core c, Fields f) => c.BranchTo(TargetIfFalse(c, f, c.Pc, c.Next));

    [Instruction("10001111dddddddd", "bf/s label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void BranchIfFalseDelayed(Core c, Fields f) => c.BranchTo(TargetIfFalse(c, f, c.Pc, c.Next));

    [Instruction("10001001dddddddd", "bt label", Traits.Branch | Traits.IllegalInSlot)]
    public static void BranchIfTrue(Core c, Fields f) => c.BranchTo(TargetIfTrue(c, f, c.Pc, c.Next));

    [Instruction("10001101dddddddd", "bt/s label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void BranchIfTrueDelayed(Core c, Fields f) => c.BranchTo(TargetIfTrue(c, f, c.Pc, c.Next));

    [Instruction("1010dddddddddddd", "bra label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void BranchAlways(Core c, Fields f) => c.BranchTo(Target(c, f, c.Pc, c.Next));

    [Instruction("0000nnnn00100011", "braf Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void BranchFar(Core c, Fields f) => c.BranchTo(TargetFar(c, f, c.Pc, c.Next));

    [Instruction("1011dddddddddddd", "bsr label", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void BranchToSubroutine(Core c, Fields f) => c.BranchTo(TargetOfSubroutine(c, f, c.Pc, c.Next));

    [Instruction("0000nnnn00000011", "bsrf Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void BranchToSubroutineFar(Core c, Fields f) => c.BranchTo(TargetOfSubroutineFar(c, f, c.Pc, c.Next));

    [Instruction("0100nnnn00101011", "jmp @Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void Jump(Core c, Fields f) => c.BranchTo(TargetOfJump(c, f, c.Pc, c.Next));

    [Instruction("0100nnnn00001011", "jsr @Rn", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void JumpToSubroutine(Core c, Fields f) => c.BranchTo(TargetOfJumpToSubroutine(c, f, c.Pc, c.Next));

    [Instruction("0000000000001011", "rts", Traits.Branch | Traits.Delayed | Traits.IllegalInSlot)]
    public static void ReturnFromSubroutine(Core c, Fields f) => c.BranchTo(TargetOfReturn(c, f, c.Pc, c.Next));

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetIfFalse(Core c, Fields f, uint pc, uint next) =>
        c.T == 0 ? pc + 4 + (f.SignedByte * 2) : next;

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetIfTrue(Core c, Fields f, uint pc, uint next) =>
        c.T != 0 ? pc + 4 + (f.SignedByte * 2) : next;

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Target(Core c, Fields f, uint pc, uint next) =>
        pc + 4 + (f.Displacement12 * 2);

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetFar(Core c, Fields f, uint pc, uint next) =>
        pc + 4 + c.R(f.N);

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetOfSubroutine(Core c, Fields f, uint pc, uint next)
    {
        c.State.PrNow = pc + 4;
        return pc + 4 + (f.Displacement12 * 2);
    }

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetOfSubroutineFar(Core c, Fields f, uint pc, uint next)
    {
        c.State.PrNow = pc + 4;
        return pc + 4 + c.R(f.N);
    }

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetOfJump(Core c, Fields f, uint pc, uint next) =>
        c.R(f.N);

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetOfJumpToSubroutine(Core c, Fields f, uint pc, uint next)
    {
        c.State.PrNow = pc + 4;
        return c.R(f.N);
    }

    /// <inheritdoc cref="IBranchBody.Target"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TargetOfReturn(Core c, Fields f, uint pc, uint next) =>
        c.State.PrNow;
}
