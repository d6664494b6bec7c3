namespace SiloSim.Sh4;

/// <content>The registers as a row of words, so that a state can be kept, compared and set again.</content>
public sealed unsafe partial class CpuState
{
    /// <summary>Words of a snapshot.</summary>
    internal const int SnapshotWords = (3 * FileLength) + 8 + 23;

    /// <summary>Writes all registers. Not the TLB and the store queues.</summary>
    internal void Save(Span<uint> words)
    {
        _files.CopyTo(words);
        words = words[_files.Length..];
        ((ReadOnlySpan<uint>)OtherBank).CopyTo(words);
        words = words[8..];
        ReadOnlySpan<uint> rest =
        [
            Sr, PcNow, PrNow, MachNow, MaclNow, GbrNow, Vbr, Ssr, Spc, Sgr, Dbr, FpulNow, FpscrNow,
            Tra, Expevt, Intevt, Tea, Ccr, Pteh, Ptel, Ttb, Mmucr, Ptea,
        ];
        rest.CopyTo(words);
    }

    /// <summary>Sets all registers as they were saved.</summary>
    internal void Restore(ReadOnlySpan<uint> words)
    {
        words[.._files.Length].CopyTo(_files);
        words = words[_files.Length..];
        words[..8].CopyTo(OtherBank);
        words = words[8..];

        // The banks are where they were: nothing is exchanged.
        TBit = words[0] & StatusRegister.TBit;
        SrWithoutT = words[0] & StatusRegister.Implemented & ~StatusRegister.TBit;
        (PcNow, PrNow, MachNow, MaclNow, GbrNow) = (words[1], words[2], words[3], words[4], words[5]);
        (Vbr, Ssr, Spc, Sgr, Dbr) = (words[6], words[7], words[8], words[9], words[10]);
        (FpulNow, FpscrNow) = (words[11], words[12] & (FloatingStatus.Implemented | FloatingStatus.CompletesBit));
        (Tra, Expevt, Intevt, Tea, Ccr) = (words[13], words[14], words[15], words[16], words[17]);
        (Pteh, Ptel, Ttb, _mmucr, Ptea) = (words[18], words[19], words[20], words[21] & MmuControl.Kept, words[22]);
    }
}
