using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>All that a user program can see of its processor, and the scratch memory.</summary>
/// <param name="Words">The registers, as <see cref="Names"/> has them.</param>
/// <param name="Scratch">The memory, <see cref="ScratchBytes"/> of it.</param>
/// <remarks>
/// M and Q of SR are not visible apart: DIV1 depends on whether they are equal, DIV0S and DIV0U set both. The banks of
/// floating-point registers are those that FPSCR.FR = 0 and 1 show.
/// </remarks>
internal sealed record Outcome(uint[] Words, byte[] Scratch)
{
    public const int ScratchBytes = 2048;
    public const int T = 16;
    public const int S = 17;
    public const int QDiffersFromM = 18;
    public const int Mach = 19;
    public const int Macl = 20;
    public const int Pr = 21;
    public const int Gbr = 22;
    public const int Fpul = 23;
    public const int Fpscr = 24;
    public const int Bank0 = 25;
    public const int Bank1 = 41;

    public static readonly string[] Names =
    [
        .. Enumerable.Range(0, 16).Select(i => $"r{i}"),
        "T", "S", "Q^M", "MACH", "MACL", "PR", "GBR", "FPUL", "FPSCR",
        .. Enumerable.Range(0, 16).Select(i => $"fr{i} of bank 0"),
        .. Enumerable.Range(0, 16).Select(i => $"fr{i} of bank 1"),
    ];

    /// <summary>Reads the registers of a core.</summary>
    public static Outcome Of(CpuState state, byte[] scratch)
    {
        var words = new uint[Names.Length];
        for (int i = 0; i < 16; i++)
        {
            words[i] = state[i];
            bool exchanged = (state.Fpscr & CpuState.FpscrFrBit) != 0;
            words[(exchanged ? Bank1 : Bank0) + i] = state.GetFr(i);
            words[(exchanged ? Bank0 : Bank1) + i] = state.GetXf(i);
        }
        var sr = new StatusRegister(state.Sr);
        (words[T], words[S]) = (sr.T ? 1u : 0, sr.S ? 1u : 0);
        words[QDiffersFromM] = ((sr.Value / StatusRegister.QBit) ^ (sr.Value / StatusRegister.MBit)) & 1;
        (words[Mach], words[Macl], words[Pr]) = (state.Mach, state.Macl, state.Pr);
        (words[Gbr], words[Fpul], words[Fpscr]) = (state.Gbr, state.Fpul, state.Fpscr);
        return new Outcome(words, [.. scratch]);
    }

    /// <summary>The registers of a core that has these.</summary>
    public CpuState ToState()
    {
        var state = new CpuState();
        Set(state);
        return state;
    }

    /// <summary>Sets the registers of a core in user mode.</summary>
    public void Set(CpuState state)
    {
        state.Sr = (Words[T] * StatusRegister.TBit) | (Words[S] * StatusRegister.SBit)
            | (Words[QDiffersFromM] * StatusRegister.MBit);
        state.Fpscr = Words[Fpscr];
        for (int i = 0; i < 16; i++)
        {
            state[i] = Words[i];
            bool exchanged = (state.Fpscr & CpuState.FpscrFrBit) != 0;
            state.SetFr(i, Words[(exchanged ? Bank1 : Bank0) + i]);
            state.SetXf(i, Words[(exchanged ? Bank0 : Bank1) + i]);
        }
        (state.Mach, state.Macl, state.Pr) = (Words[Mach], Words[Macl], Words[Pr]);
        (state.Gbr, state.Fpul) = (Words[Gbr], Words[Fpul]);
    }

    /// <summary>What is other than there, one line each; empty if nothing is.</summary>
    public IEnumerable<string> DifferencesFrom(Outcome other)
    {
        for (int i = 0; i < Words.Length; i++)
        {
            if (Words[i] != other.Words[i])
            {
                yield return $"{Names[i]}: here {Words[i]:x8}, there {other.Words[i]:x8}";
            }
        }
        for (int i = 0; i < ScratchBytes; i += 4)
        {
            (uint here, uint there) = (BitConverter.ToUInt32(Scratch, i), BitConverter.ToUInt32(other.Scratch, i));
            if (here != there)
            {
                yield return $"scratch+{i:x3}: here {here:x8}, there {there:x8}";
            }
        }
    }
}
