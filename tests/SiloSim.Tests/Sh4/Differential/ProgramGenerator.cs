using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>
/// Makes a random program from a seed: straight pieces, forward branches of every kind over a few pieces, bounded
/// loops. Two registers are never written: one leads to where the registers are saved, one into the scratch memory.
/// </summary>
internal sealed partial class ProgramGenerator
{
    private const int Instructions = 330;
    private const int MiddleOfScratch = Outcome.ScratchBytes / 2;

    private readonly Random _random;
    private readonly List<Item> _items = [];
    private readonly HashSet<int> _kept = [];
    private readonly int _base;
    private readonly int _savePointer;
    private readonly int _seed;

    // What FPSCR holds here, on every way: it changes outside of branches and loops only.
    private bool _double;
    private bool _pairs;

    private int _group;
    private int _label;

    private ProgramGenerator(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _savePointer = 1 + _random.Next(15);
        do
        {
            _base = 1 + _random.Next(15);
        }
        while (_base == _savePointer);
        _kept.Add(_savePointer);
        _kept.Add(_base);
    }

    private enum Mode
    {
        Single,
        Double,
        Pairs,
    }

    /// <summary>Makes the program of a seed.</summary>
    public static RandomProgram Make(int seed) => new ProgramGenerator(seed).Make();

    private RandomProgram Make()
    {
        Outcome start = Start();
        _double = (start.Words[Outcome.Fpscr] & 0x8_0000) != 0;
        _pairs = (start.Words[Outcome.Fpscr] & 0x10_0000) != 0;
        while (_items.Count(i => i is not Label) < Instructions)
        {
            Piece(depth: 0);
        }
        return new RandomProgram(_seed, start, _savePointer, _items);
    }

    private Outcome Start()
    {
        var words = new uint[Outcome.Names.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = AnyWord();
        }
        words[Outcome.T] &= 1;
        words[Outcome.S] &= 1;
        words[Outcome.QDiffersFromM] &= 1;
        words[_base] = Image.ScratchAddress + MiddleOfScratch;
        words[_savePointer] = 0;
        words[Outcome.Fpscr] = Fpscr((Mode)_random.Next(3)) | (words[Outcome.Fpscr] & FpscrCauseAndFlag);
        var scratch = new byte[Outcome.ScratchBytes];
        for (int i = 0; i < scratch.Length; i += 4)
        {
            BitConverter.TryWriteBytes(scratch.AsSpan(i), AnyWord());
        }
        return new Outcome(words, scratch);
    }

    /// <summary>A word: often one that is special as an integer or as a floating-point number.</summary>
    private uint AnyWord() => _random.Next(12) switch
    {
        0 => 0,
        1 => (uint)_random.Next(-4, 5),
        2 => 0x8000_0000u + (uint)_random.Next(-2, 3),
        3 => (uint)_random.Next(0, 0x1_0000),
        4 => 1u << _random.Next(32),
        5 or 6 => Float(_random.Next(110, 145)),          // not far from 1
        7 => Float(_random.Next(255)),
        8 => 0x3FF0_0000 + (uint)(_random.Next(-40, 40) * 0x10_0000) + (uint)_random.Next(0x10_0000), // of a double
        9 => SpecialFloat(),
        _ => (uint)_random.NextInt64(0x1_0000_0000),
    };

    private uint Float(int exponent) => ((uint)_random.Next(2) << 31) | ((uint)exponent << 23) | (uint)_random.Next(0x80_0000);

    private uint SpecialFloat()
    {
        uint[] special =
        [
            0x7F80_0000, 0xFF80_0000, 0x7FBF_FFFF, 0x7FC0_0000, 0x7F80_0001, 0x8000_0000, 0x0080_0000, 0x007F_FFFF, 1,
            0x7F7F_FFFF, 0x3F80_0000, 0xBF80_0000, 0x4F00_0000, 0xCF00_0000, 0x7FF0_0000, 0xFFF0_0000, 0x7FF7_FFFF,
            0x7FF8_0000, 0x0010_0000, 0x000F_FFFF, 0x41DF_FFFF, 0xC1E0_0000,
        ];
        return special[_random.Next(special.Length)];
    }

    private void Piece(int depth)
    {
        _group++;
        Row row = UserRows.Present[_random.Next(UserRows.Present.Length)];
        if (row.Traits.HasFlag(Traits.Branch))
        {
            if (depth < 2)
            {
                if (_random.Next(3) == 0 && row.Syntax.StartsWith('b') && row.Syntax.EndsWith(" label", StringComparison.Ordinal))
                {
                    Loop(row, depth);
                }
                else
                {
                    Skip(row, depth);
                }
            }
            return;
        }
        if (ChangesFpscr(row))
        {
            if (depth == 0)
            {
                ChangeFpscr(row);
            }
            return;
        }
        if (!FitsMode(row))
        {
            if (depth != 0)
            {
                return;
            }
            SetFpscr(ModeFor(row));
            _group++;
        }
        (List<ushort> before, ushort opcode, List<ushort> after) = Instruction(row);
        Add(before);
        Add(opcode);
        Add(after);
    }

    private void Add(ushort opcode) => _items.Add(new Op(_group, opcode));

    private void Add(IEnumerable<ushort> opcodes) => _items.AddRange(opcodes.Select(o => new Op(_group, o)));

    /// <summary>A register that may be written.</summary>
    private int Free(params int[] not)
    {
        while (true)
        {
            int register = _random.Next(16);
            if (!_kept.Contains(register) && !not.Contains(register))
            {
                return register;
            }
        }
    }

    /// <summary>An opcode of a row; what is not given is random.</summary>
    internal static ushort Encode(Row row, Random random, int? n = null, int? m = null, int? d = null, int? i = null)
    {
        int bits = random.Next(0x1_0000) & ~row.Mask;
        int opcode = row.Fixed | bits;
        foreach ((char letter, int? value) in new[] { ('n', n), ('m', m), ('d', d), ('i', i) })
        {
            int place = 0;
            for (int bit = 0; bit < 16 && value is not null; bit++)
            {
                if (row.Pattern[15 - bit] == letter)
                {
                    opcode = (opcode & ~(1 << bit)) | (((value.Value >> place++) & 1) << bit);
                }
            }
        }
        return (ushort)opcode;
    }
}
