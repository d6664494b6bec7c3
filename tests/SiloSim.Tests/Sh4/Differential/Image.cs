using System.Buffers.Binary;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>
/// Many programs in one Linux program. Each has a block of words in memory: its start code loads the registers from
/// the block, its end code saves them there again, and likewise for the scratch memory. The last thing is to write all
/// blocks to standard output.
/// </summary>
internal sealed class Image
{
    public const uint TextAddress = 0x0040_0000;
    public const uint DataAddress = 0x0100_0000;
    public const uint ScratchAddress = DataAddress;

    // The words of a block, in the order in which they stand; the save pointer itself has none.
    private static readonly int[] s_order =
    [
        .. Enumerable.Range(Outcome.Bank1, 16), .. Enumerable.Range(Outcome.Bank0, 16),
        Outcome.S, -1, Outcome.QDiffersFromM,
        Outcome.Gbr, Outcome.Fpscr, Outcome.Fpul, Outcome.Pr, Outcome.Macl, Outcome.Mach, Outcome.T,
    ];

    private static readonly int s_blockBytes = ((s_order.Length + 15) * 4) + Outcome.ScratchBytes;
    private static readonly Dictionary<string, ushort> s_opcodes = [];

    private readonly IReadOnlyList<RandomProgram> _programs;
    private readonly List<ushort> _text = [];

    public Image(IReadOnlyList<RandomProgram> programs)
    {
        _programs = programs;
        Add("bra 0x00400012", "nop");
        foreach (string line in new[] { "mov.l @r4+,r0", "dt r6", "mov.l r0,@r5" })
        {
            Add(line); // The copy: from r4 to r5, r6 words.
        }
        Add($"bf.s 0x{TextAddress + 4:x}", "add #4,r5", "rts", "nop");
        for (int i = 0; i < programs.Count; i++)
        {
            Add(programs[i], i);
        }
        AddWriteAndExit();
    }

    /// <summary>Where the text of each program begins, and where it ends.</summary>
    public List<(uint Begin, uint End)> Places { get; } = [];

    public byte[] Text => [.. _text.SelectMany(BitConverter.GetBytes)];

    private uint Here => TextAddress + ((uint)_text.Count * 2);

    private static uint Block(int program) => DataAddress + Outcome.ScratchBytes + (uint)(program * s_blockBytes);

    /// <summary>The Linux program.</summary>
    public byte[] Elf()
    {
        byte[] text = Text;
        byte[] data = Data();
        int dataOffset = 0x1000 + ((text.Length + 0xFFF) & ~0xFFF);
        var elf = new byte[dataOffset + data.Length];
        Span<byte> header = elf;
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1 }.CopyTo(header);
        void Half(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), (ushort)value);
        void Word(int at, long value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), (uint)value);
        Half(16, 2);    // an executable
        Half(18, 42);   // for SH
        Word(20, 1);
        Word(24, TextAddress);
        Word(28, 52);
        Word(36, 9);    // of the SH-4
        Half(40, 52);
        Half(42, 32);
        Half(44, 2);
        Half(46, 40);
        Segment(52, 0x1000, TextAddress, text.Length, 5);
        Segment(84, dataOffset, DataAddress, data.Length, 6);
        text.CopyTo(elf, 0x1000);
        data.CopyTo(elf, dataOffset);
        return elf;

        void Segment(int at, int offset, uint address, int bytes, int flags)
        {
            // The offset and the address of a segment are equal within a page.
            Word(at, 1);
            Word(at + 4, offset);
            Word(at + 8, address);
            Word(at + 12, address);
            Word(at + 16, bytes);
            Word(at + 20, bytes);
            Word(at + 24, flags);
            Word(at + 28, 4);
        }
    }

    /// <summary>What the programs left, from what the Linux program wrote.</summary>
    public Outcome[] Outcomes(byte[] written)
    {
        var outcomes = new Outcome[_programs.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            var words = new uint[Outcome.Names.Length];
            int at = i * s_blockBytes;
            foreach (int word in Order(_programs[i].SavePointer))
            {
                uint value = BinaryPrimitives.ReadUInt32LittleEndian(written.AsSpan(at));
                if (word >= 0)
                {
                    words[word] = value;
                }
                at += 4;
            }

            // What shows S and Q^M: see the end code. The save pointer is where it was.
            words[Outcome.S] = words[Outcome.S] == 0x8000 ? 0u : 1u;
            words[Outcome.QDiffersFromM] = words[Outcome.QDiffersFromM] == 195 ? 0u : 1u;
            words[_programs[i].SavePointer] = SavePointer(i);
            outcomes[i] = new Outcome(words, written.AsSpan(at, Outcome.ScratchBytes).ToArray());
        }
        return outcomes;
    }

    /// <summary>What the save pointer of a program holds while it runs.</summary>
    public static uint SavePointer(int program) => Block(program) + (uint)(s_blockBytes - Outcome.ScratchBytes);

    public int WrittenBytes => _programs.Count * s_blockBytes;

    private static IEnumerable<int> Order(int savePointer) =>
        s_order.Concat(Enumerable.Range(0, 16).Where(r => r != savePointer));

    private byte[] Data()
    {
        var data = new byte[Outcome.ScratchBytes + WrittenBytes];
        for (int i = 0; i < _programs.Count; i++)
        {
            int at = (int)(Block(i) - DataAddress);
            foreach (int word in Order(_programs[i].SavePointer))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(at), word < 0 ? 0 : _programs[i].Start.Words[word]);
                at += 4;
            }
            _programs[i].Start.Scratch.CopyTo(data, at);
        }
        return data;
    }

    private void Add(RandomProgram program, int number)
    {
        int k = program.SavePointer;
        uint[] start = program.Start.Words;
        Copy(SavePointer(number), ScratchAddress);

        // The start: all registers from the block.
        Constant(k, Block(number));
        SetFpscr(Fpscr1);
        Add(Enumerable.Range(0, 16).Select(i => $"fmov @r{k}+,fr{i}"));
        SetFpscr(0);
        Add(Enumerable.Range(0, 16).Select(i => $"fmov @r{k}+,fr{i}"));
        Add($"add #12,r{k}", $"ldc.l @r{k}+,gbr", $"lds.l @r{k}+,fpscr", $"lds.l @r{k}+,fpul", $"lds.l @r{k}+,pr");
        Add($"lds.l @r{k}+,macl", $"lds.l @r{k}+,mach", $"add #4,r{k}");
        (int x, int y) = Two(k);
        Add($"mov #{(start[Outcome.QDiffersFromM] != 0 ? -1 : 1)},r{x}", $"mov #1,r{y}", $"div0s r{x},r{y}");
        Add(Enumerable.Range(0, 16).Where(i => i != k).Select(i => $"mov.l @r{k}+,r{i}"));
        Add(start[Outcome.S] != 0 ? "sets" : "clrs", start[Outcome.T] != 0 ? "sett" : "clrt");
        Align();

        uint begin = Here;
        _text.AddRange(program.Text());

        // Literals that the last instructions may load, in front of the end.
        int literals = 40;
        Add($"bra 0x{Here + 4 + (literals * 2):x}", "nop");
        for (int i = 0; i < literals; i++)
        {
            _text.Add((ushort)(program.Seed * (i + 7)));
        }
        Places.Add((begin, Here));

        // The end: all registers into the block. S shows in a MAC.L that overflows 48 bits, Q^M in a DIV1.
        Add(Enumerable.Range(0, 16).Reverse().Where(i => i != k).Select(i => $"mov.l r{i},@-r{k}"));
        Add($"movt r{x}", $"mov.l r{x},@-r{k}", $"sts.l mach,@-r{k}", $"sts.l macl,@-r{k}", $"sts.l pr,@-r{k}");
        Add($"sts.l fpul,@-r{k}", $"sts.l fpscr,@-r{k}", $"stc.l gbr,@-r{k}");
        Add("clrt", $"mov #5,r{x}", $"mov #100,r{y}", $"div1 r{x},r{y}", $"mov.l r{y},@-r{k}");
        Add($"mov #1,r{x}", $"mov.l r{x},@-r{k}", $"mov #-1,r{x}", $"lds r{x},macl", $"extu.w r{x},r{x}", $"shlr r{x}");
        Add($"lds r{x},mach", $"mov r{k},r{x}", $"mov r{k},r{y}", $"mac.l @r{x}+,@r{y}+", $"sts.l mach,@-r{k}");
        SetFpscr(0);
        Add(Enumerable.Range(0, 16).Reverse().Select(i => $"fmov fr{i},@-r{k}"));
        SetFpscr(Fpscr1);
        Add(Enumerable.Range(0, 16).Reverse().Select(i => $"fmov fr{i},@-r{k}"));
        Copy(ScratchAddress, SavePointer(number));

        void SetFpscr(int upper) => Add($"mov #{upper},r{(k == 0 ? 1 : 0)}", $"shll16 r{(k == 0 ? 1 : 0)}", $"lds r{(k == 0 ? 1 : 0)},fpscr");
    }

    // FPSCR.FR, in the upper half.
    private const int Fpscr1 = 0x20;

    private static (int X, int Y) Two(int not) => not switch { 0 => (1, 2), 1 => (0, 2), _ => (0, 1) };

    private void Copy(uint from, uint to)
    {
        Constant(4, from);
        Constant(5, to);
        Constant(6, Outcome.ScratchBytes / 4);
        Constant(0, TextAddress + 4);
        Add("jsr @r0", "nop");
    }

    private void AddWriteAndExit()
    {
        Constant(8, Block(0));
        Constant(9, (uint)WrittenBytes);
        uint again = Here;
        Add("mov r8,r5", "mov r9,r6", "mov #1,r4", "mov #4,r3", "trapa #19", "cmp/pl r0", $"bf 0x{again + 28:x}");
        Add("add r0,r8", "sub r0,r9", "cmp/pl r9", $"bt 0x{again:x}", "mov #0,r4", "mov #1,r3", "trapa #17");
        Add("mov #1,r4", "mov #1,r3", "trapa #17");
    }

    private void Constant(int register, uint value)
    {
        uint literal = (Here + 6 + 3) & ~3u;
        Add($"mov.l 0x{literal:x},r{register}", $"bra 0x{literal + 4:x}", "nop");
        Align();
        _text.Add((ushort)value);
        _text.Add((ushort)(value >> 16));
    }

    private void Align()
    {
        if (Here % 4 != 0)
        {
            Add("nop");
        }
    }

    private void Add(IEnumerable<string> lines) => Add([.. lines]);

    private void Add(params string[] lines)
    {
        foreach (string line in lines)
        {
            if (line.Contains("0x", StringComparison.Ordinal))
            {
                _text.Add(Relative(line));
                continue;
            }
            lock (s_opcodes)
            {
                if (!s_opcodes.TryGetValue(line, out ushort opcode))
                {
                    s_opcodes[line] = opcode = Assembler.Opcode(line);
                }
                _text.Add(opcode);
            }
        }
    }

    // Assembler.Opcode searches: too slow for tens of thousands of lines.
    private ushort Relative(string line)
    {
        string[] parts = line.Split(' ', ',');
        uint target = Convert.ToUInt32(parts[1], 16);
        int half = (int)(target - Here - 4) / 2;
        return parts[0] switch
        {
            "bra" => (ushort)(0xA000 | (half & 0xFFF)),
            "bf" => (ushort)(0x8B00 | (half & 0xFF)),
            "bt" => (ushort)(0x8900 | (half & 0xFF)),
            "bf.s" => (ushort)(0x8F00 | (half & 0xFF)),
            "mov.l" => (ushort)(0xD000 | (int.Parse(parts[2][1..], null) << 8) | (int)((target - (Here & ~3u) - 4) / 4)),
            _ => throw new ArgumentException(line),
        };
    }
}
