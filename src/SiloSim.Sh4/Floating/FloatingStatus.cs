using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>FPSCR bit by bit, and the events that its cause, enable and flag fields tell of.</summary>
/// <remarks>
/// Source: SH-4 software manual, "Floating-Point Unit (FPU)", "Floating-Point Status/Control Register (FPSCR)".
/// </remarks>
internal static class FloatingStatus
{
    /// <summary>Event I: the result was rounded.</summary>
    public const uint Inexact = 1;

    /// <summary>Event U: an inexact result below the smallest normal number.</summary>
    public const uint Underflow = 2;

    /// <summary>Event O: a result above the largest number.</summary>
    public const uint Overflow = 4;

    /// <summary>Event Z: a finite number divided by zero.</summary>
    public const uint DivideByZero = 8;

    /// <summary>Event V: an operation without a meaning, or a signalling NaN.</summary>
    public const uint Invalid = 16;

    /// <summary>Event E, the FPU error: a denormalised operand with DN clear. It has no enable and no flag.</summary>
    public const uint FpuError = 32;

    /// <summary>Not an event of the hardware: the operation was left to the whole path, see <see cref="IPath"/>.</summary>
    public const uint LeftToWhole = 64;

    /// <summary>The events that have an enable and a flag.</summary>
    public const uint Maskable = 31;

    /// <summary>Where the flags stand, which stay set until software clears them.</summary>
    public const int FlagShift = 2;

    /// <summary>Where the enables stand: an enabled event is an exception.</summary>
    public const int EnableShift = 7;

    /// <summary>Where the causes stand: the events of the last operation.</summary>
    public const int CauseShift = 12;

    /// <summary>All causes.</summary>
    public const uint CauseField = 0x3Fu << CauseShift;

    /// <summary>An event that has a flag, times this: its cause and its flag.</summary>
    public const uint CauseAndFlag = (1u << CauseShift) | (1u << FlagShift);

    /// <summary>DN: denormalised numbers are taken and given as zero.</summary>
    public const uint DnBit = 1u << 18;

    /// <summary>PR: operations are in double precision.</summary>
    public const uint PrBit = 1u << 19;

    /// <summary>SZ: FMOV moves pairs.</summary>
    public const uint SzBit = 1u << 20;

    /// <summary>FR: which bank stands in front.</summary>
    public const uint FrBit = 1u << 21;

    /// <summary>The bits that exist; the others read 0.</summary>
    public const uint Implemented = 0x003F_FFFF;

    /// <summary>Not a bit of the hardware: see <see cref="CpuState.CompletesDenormals"/>.</summary>
    public const uint CompletesBit = 1u << 31;

    /// <summary>Leaves an operation to the whole path.</summary>
    /// <param name="events"><see cref="LeftToWhole"/>.</param>
    /// <returns>0, which nobody writes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LeaveToWhole(out uint events)
    {
        events = LeftToWhole;
        return 0;
    }

    /// <summary>Whether results are cut off (RM = 01) instead of rounded to nearest.</summary>
    public static bool RoundsToZero(uint fpscr) => (fpscr & 3) == 1;

    /// <summary>Whether a denormalised operand is an FPU error.</summary>
    public static bool RefusesDenormals(uint fpscr) => (fpscr & (DnBit | CompletesBit)) == 0;

    /// <summary>Whether denormalised numbers are taken and given as zero.</summary>
    public static bool FlushesDenormals(uint fpscr) => (fpscr & DnBit) != 0;
}
