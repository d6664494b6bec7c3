using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <content>
/// What floating-point instructions need: registers as singles and pairs, accesses of 64 bits, and the end of an
/// operation, which keeps its events in FPSCR and either writes the result or raises the FPU exception.
/// </content>
/// <remarks>Source: SH-4 software manual, "Floating-Point Unit (FPU)", "Floating-Point Exceptions".</remarks>
public sealed partial class Core
{
    /// <summary>FPSCR, with <see cref="FloatingStatus.CompletesBit"/>.</summary>
    internal uint Fpscr
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _state.FpscrNow;
    }

    /// <summary>Whether FPSCR.PR says double precision.</summary>
    internal bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_state.FpscrNow & FloatingStatus.PrBit) != 0;
    }

    /// <summary>Whether FPSCR.SZ says that FMOV moves pairs.</summary>
    internal bool MovesPairs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_state.FpscrNow & FloatingStatus.SzBit) != 0;
    }

    /// <summary>FRn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe ref uint Fr(uint register) => ref _registers[CpuState.FileLength + register];

    /// <summary>DRn, n even: FRn is its upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Dr(uint register)
    {
        // Two loads: one of both registers would wait for their stores, which are mostly two.
        ref uint upper = ref Fr(register);
        return ((ulong)upper << 32) | Unsafe.Add(ref upper, 1);
    }

    /// <summary>The first register of a pair as FMOV names it: DRn for even n, XD(n-1) for odd n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref uint Pair(uint register) =>
        ref (register & 1) == 0 ? ref Fr(register) : ref _state.Xf(register & 0xE);

    /// <summary>Ends an operation in single precision.</summary>
    /// <param name="register">Where its result goes.</param>
    /// <param name="bits">The result.</param>
    /// <param name="events">What happened.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void FinishSingle(uint register, uint bits, uint events)
    {
        if (Finishes(events))
        {
            Fr(register) = bits;
        }
    }

    /// <summary>Ends an operation in double precision.</summary>
    /// <param name="register">Where its result goes, even.</param>
    /// <param name="bits">The result.</param>
    /// <param name="events">What happened.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void FinishDouble(uint register, ulong bits, uint events)
    {
        if (Finishes(events))
        {
            ref uint upper = ref Fr(register);
            upper = (uint)(bits >> 32);
            Unsafe.Add(ref upper, 1) = (uint)bits;
        }
    }

    /// <summary>
    /// Keeps the events of an operation: they become the causes, and flags stay set. Enabled ones raise the FPU
    /// exception.
    /// </summary>
    /// <returns>Whether the result may be written; if not, the exception waits in the attention.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Finishes(uint events)
    {
        uint fpscr = _state.FpscrNow & ~FloatingStatus.CauseField;
        uint flags = events & FloatingStatus.Maskable;
        _state.FpscrNow = fpscr | (events << FloatingStatus.CauseShift) | (flags << FloatingStatus.FlagShift);
        uint raised = ((fpscr >> FloatingStatus.EnableShift) & flags) | (events & FloatingStatus.FpuError);
        return raised == 0 || !RaisesFpu();
    }

    /// <summary>Whether the registers n and m of an opcode name pairs DRn and DRm; else it is reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool ArePairs(Fields f) => (f.Word & 0x110) == 0 || Refuses();

    /// <summary>Whether the register n of an opcode names a pair DRn; else it is reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsPair(Fields f) => (f.Word & 0x100) == 0 || Refuses();

    /// <summary>Whether FPSCR.PR is clear; with it set the running instruction is reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool OnlySingle() => !IsDouble || Refuses();

    /// <summary>Whether FPSCR.PR is set; with it clear the running instruction is reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool OnlyDouble() => IsDouble || Refuses();

    /// <summary>Loads 64 bits for a pair: the register that the lower address belongs to, and the other.</summary>
    internal bool LoadPair(uint address, out uint even, out uint odd)
    {
        odd = 0;
        even = 0;
        if (!CheckAddress(address, 8, store: false)
            || !Load32(address, out uint low) || !Load32(address + 4, out uint high))
        {
            return false;
        }
        (even, odd) = IsDouble ? (high, low) : (low, high);
        return true;
    }

    /// <summary>
    /// Stores a pair. Both words lie in one frame, so either both are refused or none: a refused pair has changed
    /// nothing.
    /// </summary>
    internal bool StorePair(uint address, ref uint even)
    {
        (uint low, uint high) = (even, Unsafe.Add(ref even, 1));
        if (IsDouble)
        {
            (low, high) = (high, low);
        }
        return CheckAddress(address, 8, store: true) && Store32(address, low) && Store32(address + 4, high);
    }

    /// <summary>Raises the FPU exception, but for the vectors, which know no exceptions.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RaisesFpu()
    {
        if (_flatCode is not null)
        {
            return false;
        }
        RaiseFpuException();
        return true;
    }

    private bool Refuses()
    {
        RaiseIllegal();
        return false;
    }
}
