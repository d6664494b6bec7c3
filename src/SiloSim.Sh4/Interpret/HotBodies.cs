using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>
/// The frequent instructions as types, each named as its body, which it calls and nothing else; a branch calls
/// what says its target. A row without one works
/// as well, by a call. A test runs the register bodies on any state, and none may ask for attention.
/// </summary>
internal static class HotBodies
{
    internal readonly struct MovImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovImmediate(c, f);
    }

    internal readonly struct Mov : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.Mov(c, f);
    }

    internal readonly struct Movt : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.Movt(c, f);
    }

    internal readonly struct SwapByte : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.SwapByte(c, f);
    }

    internal readonly struct SwapWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.SwapWord(c, f);
    }

    internal readonly struct Xtrct : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.Xtrct(c, f);
    }

    internal readonly struct MovWordPcRelative : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordPcRelative<TPath>(c, f);
    }

    internal readonly struct MovLongPcRelative : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongPcRelative<TPath>(c, f);
    }

    internal readonly struct Mova : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.Mova(c, f);
    }

    internal readonly struct MovByteStore : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteStore<TPath>(c, f);
    }

    internal readonly struct MovWordStore : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordStore<TPath>(c, f);
    }

    internal readonly struct MovLongStore : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongStore<TPath>(c, f);
    }

    internal readonly struct MovByteLoad : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteLoad<TPath>(c, f);
    }

    internal readonly struct MovWordLoad : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordLoad<TPath>(c, f);
    }

    internal readonly struct MovLongLoad : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongLoad<TPath>(c, f);
    }

    internal readonly struct MovByteStorePreDecrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteStorePreDecrement<TPath>(c, f);
    }

    internal readonly struct MovLongStorePreDecrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongStorePreDecrement<TPath>(c, f);
    }

    internal readonly struct MovByteLoadPostIncrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteLoadPostIncrement<TPath>(c, f);
    }

    internal readonly struct MovWordLoadPostIncrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordLoadPostIncrement<TPath>(c, f);
    }

    internal readonly struct MovLongLoadPostIncrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongLoadPostIncrement<TPath>(c, f);
    }

    internal readonly struct MovByteStoreDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteStoreDisplacement<TPath>(c, f);
    }

    internal readonly struct MovWordStoreDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordStoreDisplacement<TPath>(c, f);
    }

    internal readonly struct MovLongStoreDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongStoreDisplacement<TPath>(c, f);
    }

    internal readonly struct MovByteLoadDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteLoadDisplacement<TPath>(c, f);
    }

    internal readonly struct MovWordLoadDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordLoadDisplacement<TPath>(c, f);
    }

    internal readonly struct MovLongLoadDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongLoadDisplacement<TPath>(c, f);
    }

    internal readonly struct MovByteStoreIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteStoreIndexed<TPath>(c, f);
    }

    internal readonly struct MovWordStoreIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordStoreIndexed<TPath>(c, f);
    }

    internal readonly struct MovLongStoreIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongStoreIndexed<TPath>(c, f);
    }

    internal readonly struct MovByteLoadIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovByteLoadIndexed<TPath>(c, f);
    }

    internal readonly struct MovWordLoadIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovWordLoadIndexed<TPath>(c, f);
    }

    internal readonly struct MovLongLoadIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FixedPointTransfer.MovLongLoadIndexed<TPath>(c, f);
    }

    internal readonly struct Add : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.Add(c, f);
    }

    internal readonly struct AddImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.AddImmediate(c, f);
    }

    internal readonly struct Addc : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.Addc(c, f);
    }

    internal readonly struct CompareEqualImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.CompareEqualImmediate(c, f);
    }

    internal readonly struct CompareEqual : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.CompareEqual(c, f);
    }

    internal readonly struct CompareHigherOrSame : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.CompareHigherOrSame(c, f);
    }

    internal readonly struct CompareGreaterOrEqual : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.CompareGreaterOrEqual(c, f);
    }

    internal readonly struct CompareHigher : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.CompareHigher(c, f);
    }

    internal readonly struct CompareGreater : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.CompareGreater(c, f);
    }

    internal readonly struct ComparePositiveOrZero : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.ComparePositiveOrZero(c, f);
    }

    internal readonly struct ComparePositive : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.ComparePositive(c, f);
    }

    internal readonly struct DecrementAndTest : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.DecrementAndTest(c, f);
    }

    internal readonly struct Div1 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.Div1(c, f);
    }

    internal readonly struct ExtendSignByte : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.ExtendSignByte(c, f);
    }

    internal readonly struct ExtendSignWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.ExtendSignWord(c, f);
    }

    internal readonly struct ExtendZeroByte : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.ExtendZeroByte(c, f);
    }

    internal readonly struct ExtendZeroWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.ExtendZeroWord(c, f);
    }

    internal readonly struct MultiplyLong : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.MultiplyLong(c, f);
    }

    internal readonly struct MultiplySignedWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.MultiplySignedWord(c, f);
    }

    internal readonly struct MultiplyUnsignedWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.MultiplyUnsignedWord(c, f);
    }

    internal readonly struct DoubleMultiplySigned : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.DoubleMultiplySigned(c, f);
    }

    internal readonly struct DoubleMultiplyUnsigned : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.DoubleMultiplyUnsigned(c, f);
    }

    internal readonly struct Negate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.Negate(c, f);
    }

    internal readonly struct Subtract : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.Subtract(c, f);
    }

    internal readonly struct SubtractWithCarry : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Arithmetic.SubtractWithCarry(c, f);
    }

    internal readonly struct And : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.And(c, f);
    }

    internal readonly struct Or : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.Or(c, f);
    }

    internal readonly struct Xor : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.Xor(c, f);
    }

    internal readonly struct AndImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.AndImmediate(c, f);
    }

    internal readonly struct OrImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.OrImmediate(c, f);
    }

    internal readonly struct XorImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.XorImmediate(c, f);
    }

    internal readonly struct Not : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.Not(c, f);
    }

    internal readonly struct Test : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.Test(c, f);
    }

    internal readonly struct TestImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Logic.TestImmediate(c, f);
    }

    internal readonly struct RotateLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.RotateLeft(c, f);
    }

    internal readonly struct RotateRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.RotateRight(c, f);
    }

    internal readonly struct RotateWithCarryLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.RotateWithCarryLeft(c, f);
    }

    internal readonly struct RotateWithCarryRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.RotateWithCarryRight(c, f);
    }

    internal readonly struct ShiftArithmeticDynamic : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftArithmeticDynamic(c, f);
    }

    internal readonly struct ShiftArithmeticLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftArithmeticLeft(c, f);
    }

    internal readonly struct ShiftArithmeticRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftArithmeticRight(c, f);
    }

    internal readonly struct ShiftLogicalDynamic : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalDynamic(c, f);
    }

    internal readonly struct ShiftLogicalLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalLeft(c, f);
    }

    internal readonly struct ShiftLogicalRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalRight(c, f);
    }

    internal readonly struct ShiftLogicalLeft2 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalLeft2(c, f);
    }

    internal readonly struct ShiftLogicalRight2 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalRight2(c, f);
    }

    internal readonly struct ShiftLogicalLeft8 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalLeft8(c, f);
    }

    internal readonly struct ShiftLogicalRight8 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalRight8(c, f);
    }

    internal readonly struct ShiftLogicalLeft16 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalLeft16(c, f);
    }

    internal readonly struct ShiftLogicalRight16 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            Shift.ShiftLogicalRight16(c, f);
    }

    internal readonly struct BranchIfFalse : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetIfFalse(c, f, pc, next);
    }

    internal readonly struct BranchIfFalseDelayed : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetIfFalse(c, f, pc, next);
    }

    internal readonly struct BranchIfTrue : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetIfTrue(c, f, pc, next);
    }

    internal readonly struct BranchIfTrueDelayed : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetIfTrue(c, f, pc, next);
    }

    internal readonly struct BranchAlways : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.Target(c, f, pc, next);
    }

    internal readonly struct BranchFar : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetFar(c, f, pc, next);
    }

    internal readonly struct BranchToSubroutine : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetOfSubroutine(c, f, pc, next);
    }

    internal readonly struct Jump : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetOfJump(c, f, pc, next);
    }

    internal readonly struct JumpToSubroutine : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetOfJumpToSubroutine(c, f, pc, next);
    }

    internal readonly struct ReturnFromSubroutine : IBranchBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Target(Core c, Fields f, uint pc, uint next) =>
            Branch.TargetOfReturn(c, f, pc, next);
    }

    internal readonly struct Nop : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.Nop(c, f);
    }

    internal readonly struct StsMacl : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.StsMacl(c, f);
    }

    internal readonly struct StsPr : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.StsPr(c, f);
    }

    internal readonly struct LdsPr : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.LdsPr(c, f);
    }

    internal readonly struct Sett : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.Sett(c, f);
    }

    internal readonly struct Clrt : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.Clrt(c, f);
    }

    internal readonly struct LdsLongPr : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.LdsLongPr<TPath>(c, f);
    }

    internal readonly struct StsLongPr : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.StsLongPr<TPath>(c, f);
    }

    internal readonly struct Fmov : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fmov(c, f);
    }

    internal readonly struct FmovLoad : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FmovLoad<TPath>(c, f);
    }

    internal readonly struct FmovLoadIndexed : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FmovLoadIndexed<TPath>(c, f);
    }

    internal readonly struct FmovLoadPostIncrement : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FmovLoadPostIncrement<TPath>(c, f);
    }

    internal readonly struct FmovStore : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FmovStore<TPath>(c, f);
    }

    internal readonly struct FmovStorePreDecrement : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FmovStorePreDecrement<TPath>(c, f);
    }

    internal readonly struct FmovStoreIndexed : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FmovStoreIndexed<TPath>(c, f);
    }

    internal readonly struct Fldi0 : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fldi0(c, f);
    }

    internal readonly struct Fldi1 : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fldi1(c, f);
    }

    internal readonly struct Flds : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Flds(c, f);
    }

    internal readonly struct Fsts : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fsts(c, f);
    }

    internal readonly struct Fadd : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fadd<TPath>(c, f);
    }

    internal readonly struct Fsub : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fsub<TPath>(c, f);
    }

    internal readonly struct Fmul : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fmul<TPath>(c, f);
    }

    internal readonly struct Fmac : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fmac<TPath>(c, f);
    }

    internal readonly struct Fneg : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Fneg(c, f);
    }

    internal readonly struct Float : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Float<TPath>(c, f);
    }

    internal readonly struct Ftrc : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.Ftrc<TPath>(c, f);
    }

    internal readonly struct FcmpGreater : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FcmpGreater<TPath>(c, f);
    }

    internal readonly struct FcmpEqual : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            FloatingPointSingle.FcmpEqual<TPath>(c, f);
    }

    internal readonly struct LdsFpscr : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.LdsFpscr<TPath>(c, f);
    }

    internal readonly struct StsFpscr : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<TPath>(Core c, Fields f)
            where TPath : struct, IPath =>
            SystemControl.StsFpscr(c, f);
    }
}
