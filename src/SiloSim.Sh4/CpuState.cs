using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>All registers of one core. A new state is that after a power-on reset, other registers 0.</summary>
/// <remarks>Source: SH-4 software manual, "Programming Model".</remarks>
public sealed unsafe partial class CpuState
{
    /// <summary>The bits of FPSCR that exist.</summary>
    public const uint FpscrImplemented = FloatingStatus.Implemented;

    /// <summary>FPSCR.FR: which bank of floating-point registers stands in front.</summary>
    public const uint FpscrFrBit = FloatingStatus.FrBit;

    /// <summary>Registers in a file; that of FR begins behind that of R, that of XF behind that of FR.</summary>
    internal const int FileLength = 16;

    // R0 to R15, FR0 to FR15, XF0 to XF15. Pinned, so that a pointer to it is good as long as this object is alive, and no
    // access by a field of an opcode checks anything.
    private readonly uint[] _files = GC.AllocateArray<uint>(3 * FileLength, pinned: true);
    internal readonly uint* Files;
    internal EightRegisters OtherBank;

    // The T bit is kept apart, as 0 or 1: most instructions that touch SR touch only T.
    internal uint TBit;
    internal uint SrWithoutT = StatusRegister.AtReset;
    internal uint PcNow = 0xA000_0000;
    internal uint PrNow;
    internal uint MachNow;
    internal uint MaclNow;
    internal uint GbrNow;
    internal uint FpulNow;

    // FPSCR, with FloatingStatus.CompletesBit above the bits that exist.
    internal uint FpscrNow = 0x0004_0001;

    /// <summary>Makes the state after a power-on reset.</summary>
    public CpuState() => Files = (uint*)Unsafe.AsPointer(ref _files[0]);

    /// <summary>R0 to R15, as the mode and SR.RB show them.</summary>
    /// <param name="register">0 to 15.</param>
    public uint this[int register]
    {
        get => General[register];
        set => General[register] = value;
    }

    /// <summary>
    /// SR. Setting it ignores the bits that do not exist and exchanges R0 to R7 with the other bank when MD and RB say
    /// so: set it before the general registers.
    /// </summary>
    public uint Sr
    {
        get => SrWithoutT | TBit;
        set
        {
            bool wasBankOne = new StatusRegister(SrWithoutT).BankOne;
            TBit = value & StatusRegister.TBit;
            SrWithoutT = value & StatusRegister.Implemented & ~StatusRegister.TBit;
            if (new StatusRegister(SrWithoutT).BankOne != wasBankOne)
            {
                for (int i = 0; i < 8; i++)
                {
                    (General[i], OtherBank[i]) = (OtherBank[i], General[i]);
                }
            }
        }
    }

    /// <summary>Program counter: the instruction that runs next.</summary>
    public uint Pc
    {
        get => PcNow;
        set => PcNow = value;
    }

    /// <summary>Procedure register: where a subroutine returns to.</summary>
    public uint Pr
    {
        get => PrNow;
        set => PrNow = value;
    }

    /// <summary>High half of the multiply-accumulate register.</summary>
    public uint Mach
    {
        get => MachNow;
        set => MachNow = value;
    }

    /// <summary>Low half of the multiply-accumulate register.</summary>
    public uint Macl
    {
        get => MaclNow;
        set => MaclNow = value;
    }

    /// <summary>Global base register.</summary>
    public uint Gbr
    {
        get => GbrNow;
        set => GbrNow = value;
    }

    /// <summary>Vector base register.</summary>
    public uint Vbr { get; set; }

    /// <summary>SR as it was when the last exception was entered.</summary>
    public uint Ssr { get; set; }

    /// <summary>PC to return to from the last exception.</summary>
    public uint Spc { get; set; }

    /// <summary>R15 as it was when the last exception was entered.</summary>
    public uint Sgr { get; set; }

    /// <summary>Debug base register.</summary>
    public uint Dbr { get; set; }

    /// <summary>Communication register between the FPU and the general registers.</summary>
    public uint Fpul
    {
        get => FpulNow;
        set => FpulNow = value;
    }

    /// <summary>
    /// FPSCR. Setting it ignores the bits that do not exist and exchanges the banks of floating-point registers when
    /// FR changes.
    /// </summary>
    public uint Fpscr
    {
        get => FpscrNow & FloatingStatus.Implemented;
        set
        {
            if (!TrySetFpscr(value))
            {
                for (int i = 0; i < FileLength; i++)
                {
                    (Front[i], Back[i]) = (Back[i], Front[i]);
                }
                FpscrNow ^= FloatingStatus.FrBit;
                TrySetFpscr(value);
            }
        }
    }

    /// <summary>
    /// Whether an operation with a denormalised operand is completed where FPSCR.DN is clear. The hardware raises the
    /// FPU error there, and Linux completes the operation for its programs: set it to run a program of Linux without
    /// its kernel. Not a register.
    /// </summary>
    public bool CompletesDenormals
    {
        get => (FpscrNow & FloatingStatus.CompletesBit) != 0;
        set => FpscrNow = (FpscrNow & ~FloatingStatus.CompletesBit) | (value ? FloatingStatus.CompletesBit : 0);
    }

    /// <summary>TRAPA exception register, FF000020: the number of the last TRAPA times four.</summary>
    public uint Tra { get; set; }

    /// <summary>Exception event register, FF000024.</summary>
    public uint Expevt { get; set; }

    /// <summary>Interrupt event register, FF000028.</summary>
    public uint Intevt { get; set; }

    /// <summary>TLB exception address register, FF00000C: the address of the last address error.</summary>
    public uint Tea { get; set; }

    /// <summary>Cache control register, FF00001C: only where the instruction cache is modelled it has an effect.</summary>
    public uint Ccr { get; set; }

    /// <summary>Processor version register, FF000030; read-only for the guest. As on the SH7751R.</summary>
    public uint Pvr { get; set; } = 0x0405_0005;

    /// <summary>Rn_BANK: R0 to R7 of the bank that is not in front.</summary>
    /// <param name="register">0 to 7.</param>
    /// <returns>The register.</returns>
    public uint GetBanked(int register) => OtherBank[register];

    /// <summary>Sets Rn_BANK: R0 to R7 of the bank that is not in front.</summary>
    /// <param name="register">0 to 7.</param>
    /// <param name="value">The new value.</param>
    public void SetBanked(int register, uint value) => OtherBank[register] = value;

    /// <summary>FRn, the floating-point registers in front, as bits.</summary>
    /// <param name="register">0 to 15.</param>
    /// <returns>The register.</returns>
    public uint GetFr(int register) => Front[register];

    /// <summary>Sets FRn.</summary>
    /// <param name="register">0 to 15.</param>
    /// <param name="bits">The new value, as bits.</param>
    public void SetFr(int register, uint bits) => Front[register] = bits;

    /// <summary>XFn, the floating-point registers of the other bank, as bits.</summary>
    /// <param name="register">0 to 15.</param>
    /// <returns>The register.</returns>
    public uint GetXf(int register) => Back[register];

    /// <summary>Sets XFn.</summary>
    /// <param name="register">0 to 15.</param>
    /// <param name="bits">The new value, as bits.</param>
    public void SetXf(int register, uint bits) => Back[register] = bits;

    /// <summary>Sets FPSCR where the banks stay as they are.</summary>
    /// <returns>Whether they do.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TrySetFpscr(uint value)
    {
        if (((value ^ FpscrNow) & FloatingStatus.FrBit) != 0)
        {
            return false;
        }
        FpscrNow = (value & FloatingStatus.Implemented) | (FpscrNow & FloatingStatus.CompletesBit);
        return true;
    }

    /// <summary>Rn by a field of four bits, without a check of the range.</summary>
    /// <param name="register">0 to 15: a masked field of an opcode.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref uint R(uint register) =>
        ref Files[register];

    /// <summary>FRn by a field of four bits, without a check of the range.</summary>
    /// <param name="register">0 to 15: a masked field of an opcode.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref uint Fr(uint register) =>
        ref Files[FileLength + register];

    /// <summary>XFn by a field of four bits, without a check of the range.</summary>
    /// <param name="register">0 to 15: a masked field of an opcode.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref uint Xf(uint register) =>
        ref Files[(2 * FileLength) + register];

    private Span<uint> General => _files.AsSpan(0, FileLength);

    private Span<uint> Front => _files.AsSpan(FileLength, FileLength);

    private Span<uint> Back => _files.AsSpan(2 * FileLength, FileLength);
}
