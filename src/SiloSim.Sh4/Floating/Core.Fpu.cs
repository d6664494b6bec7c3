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
    internal unsafe ref uint Fr(uint register) => ref (_registers + CpuState.FileLength)[register];

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
    internal void FinishSingle<TPath>(uint register, uint bits, uint events)
        where TPath : struct, IPath
    {
        if (Finishes<TPath>(events))
        {
            Fr(register) = bits;
        }
    }

    /// <inheritdoc cref="FinishSingle{TPath}(uint, uint, uint)"/>
    internal void FinishSingle(uint register, uint bits, uint events) =>
        FinishSingle<WholePath>(register, bits, events);

    /// <summary>Ends an operation in double precision.</summary>
    /// <param name="register">Where its result goes, even.</param>
    /// <param name="bits">The result.</param>
    /// <param name="events">What happened.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void FinishDouble<TPath>(uint register, ulong bits, uint events)
        where TPath : struct, IPath
    {
        if (Finishes<TPath>(events))
        {
            ref uint upper = ref Fr(register);
            upper = (uint)(bits >> 32);
            Unsafe.Add(ref upper, 1) = (uint)bits;
        }
    }

    /// <inheritdoc cref="FinishDouble{TPath}(uint, ulong, uint)"/>
    internal void FinishDouble(uint register, ulong bits, uint events) =>
        FinishDouble<WholePath>(register, bits, events);

    /// <inheritdoc cref="Finishes{TPath}(uint)"/>
    internal bool Finishes(uint events) => Finishes<WholePath>(events);

    /// <summary>
    /// Keeps the events of an operation: they become the causes, and flags stay set. Enabled ones raise the FPU
    /// exception.
    /// </summary>
    /// <returns>Whether the result may be written; if not, the reason waits in the attention.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Finishes<TPath>(uint events)
        where TPath : struct, IPath
    {
        // The enables come down to where the events stand; the other bits of events need none.
        const uint NeedNoEnable = FloatingStatus.FpuError | FloatingStatus.LeftToWhole;
        uint fpscr = _state.FpscrNow;
        uint enabled = (fpscr >> FloatingStatus.EnableShift) | NeedNoEnable;
        if (!TPath.IsWhole)
        {
            // Bit 0 of RM cuts results off, which are nearest yet: it stands where the event I does. The flags above it
            // may leave more to the whole path than need be.
            if ((events & (enabled | fpscr)) != 0)
            {
                return LeaveToWhole();
            }
            _state.FpscrNow = (fpscr & ~FloatingStatus.CauseField) | (events * FloatingStatus.CauseAndFlag);
            return true;
        }
        uint flags = events & FloatingStatus.Maskable;
        _state.FpscrNow = (fpscr & ~FloatingStatus.CauseField)
            | (events << FloatingStatus.CauseShift) | (flags << FloatingStatus.FlagShift);
        return (events & enabled) == 0 || !RaisesFpu();
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool LoadPair<TPath>(uint address, out uint even, out uint odd)
        where TPath : struct, IPath
    {
        if (!TPath.IsWhole)
        {
            // Aligned to 8, so both lie in one frame.
            odd = 0;
            if ((address & 7) != 0 || !Load32<TPath>(address, out even) || !Load32<TPath>(address + 4, out odd))
            {
                even = 0;
                return LeaveToWhole();
            }
        }
        else if (!CheckAddress(address, 8, store: false)
            || !Load32(address, out even) || !Load32(address + 4, out odd))
        {
            (even, odd) = (0, 0);
            return false;
        }
        if (IsDouble)
        {
            (even, odd) = (odd, even);
        }
        return true;
    }

    /// <summary>
    /// Stores a pair. Both words lie in one frame, so either both are refused or none: a refused pair has changed
    /// nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool StorePair<TPath>(uint address, ref uint even)
        where TPath : struct, IPath
    {
        (uint low, uint high) = (even, Unsafe.Add(ref even, 1));
        if (IsDouble)
        {
            (low, high) = (high, low);
        }
        return TPath.IsWhole
            ? CheckAddress(address, 8, store: true) && Store32(address, low) && Store32(address + 4, high)
            : ((address & 7) == 0 && Store32<TPath>(address, low) && Store32<TPath>(address + 4, high))
                || LeaveToWhole();
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
