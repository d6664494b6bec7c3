using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>
/// The frequent instructions as types, each named as its body, which it calls and nothing else. A row without one works
/// as well, by a call. A test runs the register bodies on any state, and none may ask for attention.
/// </summary>
internal static class HotBodies
{
    internal readonly struct MovImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovImmediate(c, f);
    }

    internal readonly struct Mov : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.Mov(c, f);
    }

    internal readonly struct Movt : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.Movt(c, f);
    }

    internal readonly struct SwapByte : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.SwapByte(c, f);
    }

    internal readonly struct SwapWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.SwapWord(c, f);
    }

    internal readonly struct Xtrct : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.Xtrct(c, f);
    }

    internal readonly struct MovWordPcRelative : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordPcRelative(c, f);
    }

    internal readonly struct MovLongPcRelative : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongPcRelative(c, f);
    }

    internal readonly struct Mova : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.Mova(c, f);
    }

    internal readonly struct MovByteStore : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteStore(c, f);
    }

    internal readonly struct MovWordStore : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordStore(c, f);
    }

    internal readonly struct MovLongStore : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongStore(c, f);
    }

    internal readonly struct MovByteLoad : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteLoad(c, f);
    }

    internal readonly struct MovWordLoad : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordLoad(c, f);
    }

    internal readonly struct MovLongLoad : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongLoad(c, f);
    }

    internal readonly struct MovByteStorePreDecrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteStorePreDecrement(c, f);
    }

    internal readonly struct MovLongStorePreDecrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongStorePreDecrement(c, f);
    }

    internal readonly struct MovByteLoadPostIncrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteLoadPostIncrement(c, f);
    }

    internal readonly struct MovWordLoadPostIncrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordLoadPostIncrement(c, f);
    }

    internal readonly struct MovLongLoadPostIncrement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongLoadPostIncrement(c, f);
    }

    internal readonly struct MovByteStoreDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteStoreDisplacement(c, f);
    }

    internal readonly struct MovWordStoreDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordStoreDisplacement(c, f);
    }

    internal readonly struct MovLongStoreDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongStoreDisplacement(c, f);
    }

    internal readonly struct MovByteLoadDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteLoadDisplacement(c, f);
    }

    internal readonly struct MovWordLoadDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordLoadDisplacement(c, f);
    }

    internal readonly struct MovLongLoadDisplacement : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongLoadDisplacement(c, f);
    }

    internal readonly struct MovByteStoreIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteStoreIndexed(c, f);
    }

    internal readonly struct MovWordStoreIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordStoreIndexed(c, f);
    }

    internal readonly struct MovLongStoreIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongStoreIndexed(c, f);
    }

    internal readonly struct MovByteLoadIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovByteLoadIndexed(c, f);
    }

    internal readonly struct MovWordLoadIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovWordLoadIndexed(c, f);
    }

    internal readonly struct MovLongLoadIndexed : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FixedPointTransfer.MovLongLoadIndexed(c, f);
    }

    internal readonly struct Add : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.Add(c, f);
    }

    internal readonly struct AddImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.AddImmediate(c, f);
    }

    internal readonly struct Addc : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.Addc(c, f);
    }

    internal readonly struct CompareEqualImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.CompareEqualImmediate(c, f);
    }

    internal readonly struct CompareEqual : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.CompareEqual(c, f);
    }

    internal readonly struct CompareHigherOrSame : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.CompareHigherOrSame(c, f);
    }

    internal readonly struct CompareGreaterOrEqual : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.CompareGreaterOrEqual(c, f);
    }

    internal readonly struct CompareHigher : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.CompareHigher(c, f);
    }

    internal readonly struct CompareGreater : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.CompareGreater(c, f);
    }

    internal readonly struct ComparePositiveOrZero : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.ComparePositiveOrZero(c, f);
    }

    internal readonly struct ComparePositive : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.ComparePositive(c, f);
    }

    internal readonly struct DecrementAndTest : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.DecrementAndTest(c, f);
    }

    internal readonly struct Div1 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.Div1(c, f);
    }

    internal readonly struct ExtendSignByte : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.ExtendSignByte(c, f);
    }

    internal readonly struct ExtendSignWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.ExtendSignWord(c, f);
    }

    internal readonly struct ExtendZeroByte : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.ExtendZeroByte(c, f);
    }

    internal readonly struct ExtendZeroWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.ExtendZeroWord(c, f);
    }

    internal readonly struct MultiplyLong : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.MultiplyLong(c, f);
    }

    internal readonly struct MultiplySignedWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.MultiplySignedWord(c, f);
    }

    internal readonly struct MultiplyUnsignedWord : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.MultiplyUnsignedWord(c, f);
    }

    internal readonly struct DoubleMultiplySigned : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.DoubleMultiplySigned(c, f);
    }

    internal readonly struct DoubleMultiplyUnsigned : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.DoubleMultiplyUnsigned(c, f);
    }

    internal readonly struct Negate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.Negate(c, f);
    }

    internal readonly struct Subtract : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.Subtract(c, f);
    }

    internal readonly struct SubtractWithCarry : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Arithmetic.SubtractWithCarry(c, f);
    }

    internal readonly struct And : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.And(c, f);
    }

    internal readonly struct Or : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.Or(c, f);
    }

    internal readonly struct Xor : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.Xor(c, f);
    }

    internal readonly struct AndImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.AndImmediate(c, f);
    }

    internal readonly struct OrImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.OrImmediate(c, f);
    }

    internal readonly struct XorImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.XorImmediate(c, f);
    }

    internal readonly struct Not : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.Not(c, f);
    }

    internal readonly struct Test : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.Test(c, f);
    }

    internal readonly struct TestImmediate : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Logic.TestImmediate(c, f);
    }

    internal readonly struct RotateLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.RotateLeft(c, f);
    }

    internal readonly struct RotateRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.RotateRight(c, f);
    }

    internal readonly struct RotateWithCarryLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.RotateWithCarryLeft(c, f);
    }

    internal readonly struct RotateWithCarryRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.RotateWithCarryRight(c, f);
    }

    internal readonly struct ShiftArithmeticDynamic : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftArithmeticDynamic(c, f);
    }

    internal readonly struct ShiftArithmeticLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftArithmeticLeft(c, f);
    }

    internal readonly struct ShiftArithmeticRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftArithmeticRight(c, f);
    }

    internal readonly struct ShiftLogicalDynamic : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalDynamic(c, f);
    }

    internal readonly struct ShiftLogicalLeft : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalLeft(c, f);
    }

    internal readonly struct ShiftLogicalRight : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalRight(c, f);
    }

    internal readonly struct ShiftLogicalLeft2 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalLeft2(c, f);
    }

    internal readonly struct ShiftLogicalRight2 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalRight2(c, f);
    }

    internal readonly struct ShiftLogicalLeft8 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalLeft8(c, f);
    }

    internal readonly struct ShiftLogicalRight8 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalRight8(c, f);
    }

    internal readonly struct ShiftLogicalLeft16 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalLeft16(c, f);
    }

    internal readonly struct ShiftLogicalRight16 : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Shift.ShiftLogicalRight16(c, f);
    }

    internal readonly struct BranchIfFalse : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.BranchIfFalse(c, f);
    }

    internal readonly struct BranchIfFalseDelayed : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.BranchIfFalseDelayed(c, f);
    }

    internal readonly struct BranchIfTrue : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.BranchIfTrue(c, f);
    }

    internal readonly struct BranchIfTrueDelayed : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.BranchIfTrueDelayed(c, f);
    }

    internal readonly struct BranchAlways : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.BranchAlways(c, f);
    }

    internal readonly struct BranchFar : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.BranchFar(c, f);
    }

    internal readonly struct BranchToSubroutine : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.BranchToSubroutine(c, f);
    }

    internal readonly struct Jump : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.Jump(c, f);
    }

    internal readonly struct JumpToSubroutine : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.JumpToSubroutine(c, f);
    }

    internal readonly struct ReturnFromSubroutine : IPcBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => Branch.ReturnFromSubroutine(c, f);
    }

    internal readonly struct Nop : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.Nop(c, f);
    }

    internal readonly struct StsMacl : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.StsMacl(c, f);
    }

    internal readonly struct StsPr : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.StsPr(c, f);
    }

    internal readonly struct LdsPr : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.LdsPr(c, f);
    }

    internal readonly struct Sett : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.Sett(c, f);
    }

    internal readonly struct Clrt : IRegisterBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.Clrt(c, f);
    }

    internal readonly struct LdsLongPr : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.LdsLongPr(c, f);
    }

    internal readonly struct StsLongPr : IBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.StsLongPr(c, f);
    }

    internal readonly struct Fmov : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fmov(c, f);
    }

    internal readonly struct FmovLoad : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FmovLoad(c, f);
    }

    internal readonly struct FmovLoadIndexed : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FmovLoadIndexed(c, f);
    }

    internal readonly struct FmovLoadPostIncrement : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FmovLoadPostIncrement(c, f);
    }

    internal readonly struct FmovStore : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FmovStore(c, f);
    }

    internal readonly struct FmovStorePreDecrement : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FmovStorePreDecrement(c, f);
    }

    internal readonly struct FmovStoreIndexed : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FmovStoreIndexed(c, f);
    }

    internal readonly struct Fldi0 : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fldi0(c, f);
    }

    internal readonly struct Fldi1 : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fldi1(c, f);
    }

    internal readonly struct Flds : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Flds(c, f);
    }

    internal readonly struct Fsts : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fsts(c, f);
    }

    internal readonly struct Fadd : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fadd(c, f);
    }

    internal readonly struct Fsub : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fsub(c, f);
    }

    internal readonly struct Fmul : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fmul(c, f);
    }

    internal readonly struct Fmac : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fmac(c, f);
    }

    internal readonly struct Fneg : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Fneg(c, f);
    }

    internal readonly struct Float : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Float(c, f);
    }

    internal readonly struct Ftrc : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.Ftrc(c, f);
    }

    internal readonly struct FcmpGreater : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FcmpGreater(c, f);
    }

    internal readonly struct FcmpEqual : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => FloatingPointSingle.FcmpEqual(c, f);
    }

    internal readonly struct LdsFpscr : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.LdsFpscr(c, f);
    }

    internal readonly struct StsFpscr : IFpuBody
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Core c, Fields f) => SystemControl.StsFpscr(c, f);
    }
}
