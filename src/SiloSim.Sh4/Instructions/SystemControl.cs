using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>System control instructions.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "System Control Instructions".</remarks>
internal static class SystemControl
{
    [Instruction("0000000000101000", "clrmac")]
    public static void Clrmac(Core c, Fields f)
    {
        c.State.MachNow = 0;
        c.State.MaclNow = 0;
    }

    [Instruction("0000000001001000", "clrs")]
    public static void Clrs(Core c, Fields f) => c.State.SrWithoutT &= ~StatusRegister.SBit;

    [Instruction("0000000000001000", "clrt")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clrt(Core c, Fields f) => c.T = 0;

    [Instruction("0100mmmm00001110", "ldc Rm,SR", Traits.Privileged | Traits.IllegalInSlot)]
    public static void LdcSr(Core c, Fields f) => c.WriteSr(c.R(f.N));

    [Instruction("0100mmmm00011110", "ldc Rm,GBR")]
    public static void LdcGbr(Core c, Fields f) => c.State.GbrNow = c.R(f.N);

    [Instruction("0100mmmm00101110", "ldc Rm,VBR", Traits.Privileged)]
    public static void LdcVbr(Core c, Fields f) => c.State.Vbr = c.R(f.N);

    [Instruction("0100mmmm00111110", "ldc Rm,SSR", Traits.Privileged)]
    public static void LdcSsr(Core c, Fields f) => c.State.Ssr = c.R(f.N);

    [Instruction("0100mmmm01001110", "ldc Rm,SPC", Traits.Privileged)]
    public static void LdcSpc(Core c, Fields f) => c.State.Spc = c.R(f.N);

    [Instruction("0100mmmm11111010", "ldc Rm,DBR", Traits.Privileged)]
    public static void LdcDbr(Core c, Fields f) => c.State.Dbr = c.R(f.N);

    [Instruction("0100mmmm1nnn1110", "ldc Rm,Rn_BANK", Traits.Privileged)]
    public static void LdcBank(Core c, Fields f) => c.State.SetBanked(f.Bank, c.R(f.N));

    [Instruction("0100mmmm00000111", "ldc.l @Rm+,SR", Traits.Privileged | Traits.IllegalInSlot)]
    public static void LdcLongSr(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.WriteSr(value);
        }
    }

    [Instruction("0100mmmm00010111", "ldc.l @Rm+,GBR")]
    public static void LdcLongGbr(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.GbrNow = value;
        }
    }

    [Instruction("0100mmmm00100111", "ldc.l @Rm+,VBR", Traits.Privileged)]
    public static void LdcLongVbr(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.Vbr = value;
        }
    }

    [Instruction("0100mmmm00110111", "ldc.l @Rm+,SSR", Traits.Privileged)]
    public static void LdcLongSsr(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.Ssr = value;
        }
    }

    [Instruction("0100mmmm01000111", "ldc.l @Rm+,SPC", Traits.Privileged)]
    public static void LdcLongSpc(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.Spc = value;
        }
    }

    [Instruction("0100mmmm11110110", "ldc.l @Rm+,DBR", Traits.Privileged)]
    public static void LdcLongDbr(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.Dbr = value;
        }
    }

    [Instruction("0100mmmm1nnn0111", "ldc.l @Rm+,Rn_BANK", Traits.Privileged)]
    public static void LdcLongBank(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.SetBanked(f.Bank, value);
        }
    }

    [Instruction("0100mmmm00001010", "lds Rm,MACH")]
    public static void LdsMach(Core c, Fields f) => c.State.MachNow = c.R(f.N);

    [Instruction("0100mmmm00011010", "lds Rm,MACL")]
    public static void LdsMacl(Core c, Fields f) => c.State.MaclNow = c.R(f.N);

    [Instruction("0100mmmm00101010", "lds Rm,PR")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LdsPr(Core c, Fields f) => c.State.PrNow = c.R(f.N);

    [Instruction("0100mmmm01011010", "lds Rm,FPUL", Traits.Fpu)]
    public static void LdsFpul(Core c, Fields f) => c.State.FpulNow = c.R(f.N);

    [Instruction("0100mmmm01101010", "lds Rm,FPSCR", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LdsFpscr<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint value = c.R(f.N);
        if (TPath.IsWhole)
        {
            c.State.Fpscr = value;
        }
        else if (!c.State.TrySetFpscr(value))
        {
            c.LeaveToWhole();
        }
    }

    [Instruction("0100mmmm00000110", "lds.l @Rm+,MACH")]
    public static void LdsLongMach(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.MachNow = value;
        }
    }

    [Instruction("0100mmmm00010110", "lds.l @Rm+,MACL")]
    public static void LdsLongMacl(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.MaclNow = value;
        }
    }

    [Instruction("0100mmmm00100110", "lds.l @Rm+,PR")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LdsLongPr<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.N);
        if (c.Load32<TPath>(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.PrNow = value;
        }
    }

    [Instruction("0100mmmm01010110", "lds.l @Rm+,FPUL", Traits.Fpu)]
    public static void LdsLongFpul(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.FpulNow = value;
        }
    }

    [Instruction("0100mmmm01100110", "lds.l @Rm+,FPSCR", Traits.Fpu)]
    public static void LdsLongFpscr(Core c, Fields f)
    {
        uint address = c.R(f.N);
        if (c.Load32(address, out uint value))
        {
            c.R(f.N) = address + 4;
            c.State.Fpscr = value;
        }
    }

    [Instruction("0000000000111000", "ldtlb", Traits.Privileged)]
    public static void Ldtlb(Core c, Fields f) => c.LoadTlb();

    [Instruction("0000nnnn11000011", "movca.l R0,@Rn")]
    public static void Movca(Core c, Fields f) => c.Store32(c.R(f.N), c.R(0));

    [Instruction("0000000000001001", "nop")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Nop(Core c, Fields f)
    {
        // Nothing is its meaning.
    }

    [Instruction("0000nnnn10010011", "ocbi @Rn")]
    public static void Ocbi(Core c, Fields f) => c.CheckCacheOperation(c.R(f.N), store: true);

    [Instruction("0000nnnn10100011", "ocbp @Rn")]
    public static void Ocbp(Core c, Fields f) => c.CheckCacheOperation(c.R(f.N), store: false);

    [Instruction("0000nnnn10110011", "ocbwb @Rn")]
    public static void Ocbwb(Core c, Fields f) => c.CheckCacheOperation(c.R(f.N), store: false);

    [Instruction("0000nnnn10000011", "pref @Rn")]
    public static void Pref(Core c, Fields f) => c.Prefetch(c.R(f.N));

    [Instruction("0000000000101011", "rte", Traits.Branch | Traits.Delayed | Traits.Privileged | Traits.IllegalInSlot)]
    public static void Rte(Core c, Fields f)
    {
        c.WriteSr(c.State.Ssr);
        c.BranchTo(c.State.Spc);
    }

    [Instruction("0000000001011000", "sets")]
    public static void Sets(Core c, Fields f) => c.State.SrWithoutT |= StatusRegister.SBit;

    [Instruction("0000000000011000", "sett")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sett(Core c, Fields f) => c.T = 1;

    [Instruction("0000000000011011", "sleep", Traits.Privileged)]
    public static void Sleep(Core c, Fields f) => c.FallAsleep();

    [Instruction("0000nnnn00000010", "stc SR,Rn", Traits.Privileged)]
    public static void StcSr(Core c, Fields f) => c.R(f.N) = c.State.Sr;

    [Instruction("0000nnnn00010010", "stc GBR,Rn")]
    public static void StcGbr(Core c, Fields f) => c.R(f.N) = c.State.GbrNow;

    [Instruction("0000nnnn00100010", "stc VBR,Rn", Traits.Privileged)]
    public static void StcVbr(Core c, Fields f) => c.R(f.N) = c.State.Vbr;

    [Instruction("0000nnnn00110010", "stc SSR,Rn", Traits.Privileged)]
    public static void StcSsr(Core c, Fields f) => c.R(f.N) = c.State.Ssr;

    [Instruction("0000nnnn01000010", "stc SPC,Rn", Traits.Privileged)]
    public static void StcSpc(Core c, Fields f) => c.R(f.N) = c.State.Spc;

    [Instruction("0000nnnn00111010", "stc SGR,Rn", Traits.Privileged)]
    public static void StcSgr(Core c, Fields f) => c.R(f.N) = c.State.Sgr;

    [Instruction("0000nnnn11111010", "stc DBR,Rn", Traits.Privileged)]
    public static void StcDbr(Core c, Fields f) => c.R(f.N) = c.State.Dbr;

    [Instruction("0000nnnn1mmm0010", "stc Rm_BANK,Rn", Traits.Privileged)]
    public static void StcBank(Core c, Fields f) => c.R(f.N) = c.State.GetBanked(f.Bank);

    [Instruction("0100nnnn00000011", "stc.l SR,@-Rn", Traits.Privileged)]
    public static void StcLongSr(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.Sr))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn00010011", "stc.l GBR,@-Rn")]
    public static void StcLongGbr(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.GbrNow))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn00100011", "stc.l VBR,@-Rn", Traits.Privileged)]
    public static void StcLongVbr(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.Vbr))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn00110011", "stc.l SSR,@-Rn", Traits.Privileged)]
    public static void StcLongSsr(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.Ssr))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn01000011", "stc.l SPC,@-Rn", Traits.Privileged)]
    public static void StcLongSpc(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.Spc))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn00110010", "stc.l SGR,@-Rn", Traits.Privileged)]
    public static void StcLongSgr(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.Sgr))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn11110010", "stc.l DBR,@-Rn", Traits.Privileged)]
    public static void StcLongDbr(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.Dbr))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn1mmm0011", "stc.l Rm_BANK,@-Rn", Traits.Privileged)]
    public static void StcLongBank(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.GetBanked(f.Bank)))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0000nnnn00001010", "sts MACH,Rn")]
    public static void StsMach(Core c, Fields f) => c.R(f.N) = c.State.MachNow;

    [Instruction("0000nnnn00011010", "sts MACL,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StsMacl(Core c, Fields f) => c.R(f.N) = c.State.MaclNow;

    [Instruction("0000nnnn00101010", "sts PR,Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StsPr(Core c, Fields f) => c.R(f.N) = c.State.PrNow;

    [Instruction("0000nnnn01011010", "sts FPUL,Rn", Traits.Fpu)]
    public static void StsFpul(Core c, Fields f) => c.R(f.N) = c.State.FpulNow;

    [Instruction("0000nnnn01101010", "sts FPSCR,Rn", Traits.Fpu)]
    public static void StsFpscr(Core c, Fields f) => c.R(f.N) = c.State.Fpscr;

    [Instruction("0100nnnn00000010", "sts.l MACH,@-Rn")]
    public static void StsLongMach(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.MachNow))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn00010010", "sts.l MACL,@-Rn")]
    public static void StsLongMacl(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.MaclNow))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn00100010", "sts.l PR,@-Rn")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StsLongPr<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32<TPath>(address, c.State.PrNow))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn01010010", "sts.l FPUL,@-Rn", Traits.Fpu)]
    public static void StsLongFpul(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.FpulNow))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("0100nnnn01100010", "sts.l FPSCR,@-Rn", Traits.Fpu)]
    public static void StsLongFpscr(Core c, Fields f)
    {
        uint address = c.R(f.N) - 4;
        if (c.Store32(address, c.State.Fpscr))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("11000011iiiiiiii", "trapa #imm", Traits.Trap | Traits.IllegalInSlot)]
    public static void Trapa(Core c, Fields f) => c.Trap(f.Byte);
}
