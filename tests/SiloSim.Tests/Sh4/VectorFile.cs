using System.Buffers.Binary;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>One record of the single-step vectors: the state before, after, and the four cycles between.</summary>
internal sealed class VectorRecord
{
    public const int Bytes = 756;
    private const int StateWords = 69;

    private readonly uint[] _words;

    public VectorRecord(ReadOnlySpan<byte> record)
    {
        _words = new uint[Bytes / 4];
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] = BinaryPrimitives.ReadUInt32LittleEndian(record[(i * 4)..]);
        }
        if (_words[0] != Bytes || _words[1] != 284 || _words[72] != 284 || _words[143] != 156 || _words[182] != 28)
        {
            throw new InvalidDataException("not a record of the single-step vectors");
        }
    }

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Enumerable.Range(0, 16).Select(i => $"R{i}"),
        .. Enumerable.Range(0, 8).Select(i => $"R{i}_BANK"),
        .. Enumerable.Range(0, 16).Select(i => $"FR{i}"),
        .. Enumerable.Range(0, 16).Select(i => $"XF{i}"),
        "PC", "GBR", "SR", "SSR", "SPC", "VBR", "SGR", "DBR", "MACL", "MACH", "PR", "FPSCR", "FPUL",
    ];

    public ReadOnlySpan<uint> Initial => _words.AsSpan(3, StateWords);

    public ReadOnlySpan<uint> Final => _words.AsSpan(74, StateWords);

    public ReadOnlySpan<uint> Opcodes => _words.AsSpan(184, 5);

    public uint BaseAddress => Cycle(0)[1];

    public ReadOnlySpan<uint> Cycle(int index) => _words.AsSpan(146 + (index * 9), 9);

    public static IEnumerable<VectorRecord> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 0; i + Bytes <= bytes.Length; i += Bytes)
        {
            yield return new VectorRecord(bytes.AsSpan(i, Bytes));
        }
    }

    public static CpuState Load(ReadOnlySpan<uint> words)
    {
        // SR and FPSCR first: setting them exchanges banks.
        var state = new CpuState { Sr = words[58], Fpscr = words[67] };
        for (int i = 0; i < 16; i++)
        {
            state[i] = words[i];
            state.SetFr(i, words[24 + i]);
            state.SetXf(i, words[40 + i]);
        }
        for (int i = 0; i < 8; i++)
        {
            state.SetBanked(i, words[16 + i]);
        }
        state.Pc = words[56];
        state.Gbr = words[57];
        state.Ssr = words[59];
        state.Spc = words[60];
        state.Vbr = words[61];
        state.Sgr = words[62];
        state.Dbr = words[63];
        state.Macl = words[64];
        state.Mach = words[65];
        state.Pr = words[66];
        state.Fpul = words[68];
        return state;
    }

    public static uint[] Save(CpuState state) =>
    [
        .. Enumerable.Range(0, 16).Select(i => state[i]),
        .. Enumerable.Range(0, 8).Select(state.GetBanked),
        .. Enumerable.Range(0, 16).Select(state.GetFr),
        .. Enumerable.Range(0, 16).Select(state.GetXf),
        state.Pc, state.Gbr, state.Sr, state.Ssr, state.Spc, state.Vbr, state.Sgr, state.Dbr, state.Macl, state.Mach,
        state.Pr, state.Fpscr, state.Fpul,
    ];
}
