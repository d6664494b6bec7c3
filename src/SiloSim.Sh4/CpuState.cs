using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>All registers of one core. A new state is that after a power-on reset, other registers 0.</summary>
/// <remarks>Source: SH-4 software manual, "Programming Model".</remarks>
public sealed unsafe class CpuState
{
    /// <summary>The bits of FPSCR that exist.</summary>
    public const uint FpscrImplemented = 0x003F_FFFF;

    /// <summary>FPSCR.FR: which bank of floating-point registers stands in front.</summary>
    public const uint FpscrFrBit = 1u << 21;

    // The T bit is kept apart, as 0 or 1: most instructions that touch SR touch only T.
    // R0 to R15. Pinned, so that a pointer to it is good as long as this object is alive, and no access checks anything.
    private readonly uint[] _general = GC.AllocateArray<uint>(16, pinned: true);
    internal readonly uint* General;
    internal EightRegisters OtherBank;
    internal uint TBit;
    internal uint SrWithoutT = StatusRegister.AtReset;
    internal uint PcNow = 0xA000_0000;
    internal uint PrNow;
    internal uint MachNow;
    internal uint MaclNow;
    internal uint GbrNow;
    internal uint FpulNow;
    private uint _fpscr = 0x0004_0001;
    private SixteenRegisters _front;
    private SixteenRegisters _back;

    /// <summary>Makes the state after a power-on reset.</summary>
    public CpuState() => General = (uint*)Unsafe.AsPointer(ref _general[0]);

    /// <summary>R0 to R15, as the mode and SR.RB show them.</summary>
    /// <param name="register">0 to 15.</param>
    public uint this[int register]
    {
        get => _general[register];
        set => _general[register] = value;
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
        get => _fpscr;
        set
        {
            if (((value ^ _fpscr) & FpscrFrBit) != 0)
            {
                (_front, _back) = (_back, _front);
            }
            _fpscr = value & FpscrImplemented;
        }
    }

    /// <summary>TRAPA exception register, FF000020: the number of the last TRAPA times four.</summary>
    public uint Tra { get; set; }

    /// <summary>Exception event register, FF000024.</summary>
    public uint Expevt { get; set; }

    /// <summary>Interrupt event register, FF000028.</summary>
    public uint Intevt { get; set; }

    /// <summary>TLB exception address register, FF00000C: the address of the last address error.</summary>
    public uint Tea { get; set; }

    /// <summary>Cache control register, FF00001C: kept, without effect.</summary>
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
    public uint GetFr(int register) => _front[register];

    /// <summary>Sets FRn.</summary>
    /// <param name="register">0 to 15.</param>
    /// <param name="bits">The new value, as bits.</param>
    public void SetFr(int register, uint bits) => _front[register] = bits;

    /// <summary>XFn, the floating-point registers of the other bank, as bits.</summary>
    /// <param name="register">0 to 15.</param>
    /// <returns>The register.</returns>
    public uint GetXf(int register) => _back[register];

    /// <summary>Sets XFn.</summary>
    /// <param name="register">0 to 15.</param>
    /// <param name="bits">The new value, as bits.</param>
    public void SetXf(int register, uint bits) => _back[register] = bits;

    /// <summary>Rn by a field of four bits, without a check of the range.</summary>
    /// <param name="register">0 to 15: a masked field of an opcode.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref uint R(uint register) =>
        ref General[register];
}
