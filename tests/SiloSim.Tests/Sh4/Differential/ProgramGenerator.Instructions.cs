using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <content>One instruction of a row, with what it needs in front of it (addresses) and behind it (masks).</content>
internal sealed partial class ProgramGenerator
{
    private (List<ushort> Before, ushort Opcode, List<ushort> After) Instruction(Row row)
    {
        List<ushort> before = [];
        List<ushort> after = [];
        string syntax = row.Syntax;
        int? m = null;
        int? n = null;
        if (row.Traits.HasFlag(Traits.Fpu) && !syntax.StartsWith("lds", StringComparison.Ordinal) && !syntax.StartsWith("sts", StringComparison.Ordinal))
        {
            return FloatingPoint(row);
        }
        if (syntax.StartsWith("sts", StringComparison.Ordinal) && syntax.Contains("FPSCR", StringComparison.Ordinal))
        {
            // A branch to what follows: see the known differences.
            after.AddRange([0xA000, 0x0009]);
        }
        if (syntax.Contains("@(disp,PC)", StringComparison.Ordinal))
        {
            return ([], Encode(row, _random, n: Free(), d: _random.Next(12)), []);
        }
        int bytes = Bytes(row);
        if (syntax.StartsWith("mac", StringComparison.Ordinal))
        {
            return Mac(row, bytes);
        }
        if (syntax.Contains("GBR)", StringComparison.Ordinal))
        {
            int x = Free(0);
            before.AddRange(Point(x, bytes, -128, 0));
            before.Add((ushort)(0x401E | (x << 8)));
            if (syntax.Contains("R0,GBR", StringComparison.Ordinal))
            {
                before.Add((ushort)(0xE000 | _random.Next(0x80)));
            }
            return (before, Encode(row, _random, d: _random.Next(4) == 0 ? null : _random.Next(16)), after);
        }
        int at = syntax.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            bool indexed = syntax.Contains("(R0,", StringComparison.Ordinal);
            bool usesR0 = syntax.Contains("R0", StringComparison.Ordinal);
            string operand = syntax[at..];
            char letter = operand[..(operand.IndexOf("Rn", StringComparison.Ordinal) is var rn && rn >= 0 && (operand.IndexOf("Rm", StringComparison.Ordinal) is var rm && (rm < 0 || rn < rm)) ? rn + 2 : operand.IndexOf("Rm", StringComparison.Ordinal) + 2)][^1];
            int address = usesR0 ? Free(0) : Free();
            before.AddRange(Point(address, bytes, -128, 127));
            if (indexed)
            {
                before.Add((ushort)(0xE000 | (_random.Next(-128, 128) / bytes * bytes & 0xFF)));
            }
            bool store = at > 0 && syntax[at - 1] == ',';
            int data = store ? _random.Next(16) : Free();
            (n, m) = letter == 'n' ? (address, data) : (data, address);
            if (row.Body.Name == nameof(Sh4aAdditions.Movco))
            {
                // The reservation, and often the store that uses it up.
                ushort movli = (ushort)(0x0063 | (address << 8));
                before.Add(movli);
                before.Add((ushort)(0x7000 | _random.Next(0x100)));
                if (_random.Next(3) == 0)
                {
                    before.Add((ushort)(0x0073 | (address << 8)));
                }
            }
            return (before, Encode(row, _random, n, m), after);
        }
        m = row.Pattern.Contains('n', StringComparison.Ordinal) && _random.Next(6) != 0 ? _random.Next(16) : Free();
        n = Free();
        if (syntax.StartsWith("ldc Rm,GBR", StringComparison.Ordinal) || syntax.StartsWith("lds", StringComparison.Ordinal))
        {
            m = _random.Next(16);
        }
        switch (row.Body.Name)
        {
            case nameof(Arithmetic.Div1):
                m = Free();
                n = Free(m.Value);
                before.Add((ushort)(0xE000 | (m.Value << 8) | (_random.Next(1, 0x100))));
                break;
            default:
                KnownDifferences.Mask(row, ref m, n.Value, () => Free(), after);
                break;
        }
        return (before, Encode(row, _random, n, m), after);
    }

    /// <summary>MAC: the operands are not the same register, and aligned to words (see the known differences).</summary>
    private (List<ushort> Before, ushort Opcode, List<ushort> After) Mac(Row row, int bytes)
    {
        int n = Free();
        int m = Free(n);
        List<ushort> before = [.. Point(n, 4, -128, 124), .. Point(m, 4, -128, 124)];
        List<ushort> after = [];
        if (_random.Next(2) == 0)
        {
            before.Add(0x0048); // clrs
            return (before, Encode(row, _random, n, m), after);
        }
        before.Add(0x0058); // sets
        if (bytes == 4)
        {
            // A product and a sum of less than 48 bits.
            int x = Free(n, m);
            before.Add(0x0028);
            before.Add((ushort)(0xE000 | (x << 8) | _random.Next(0x100)));
            before.Add((ushort)(0x2002 | (n << 8) | (x << 4)));
            before.Add((ushort)(0xE000 | (x << 8) | _random.Next(0x100)));
            before.Add((ushort)(0x2002 | (m << 8) | (x << 4)));
        }
        else
        {
            after.Add((ushort)(0x400A | (Free() << 8)));
            after.Add((ushort)(0x401A | (Free() << 8)));
        }
        return (before, Encode(row, _random, n, m), after);
    }

    /// <summary>Points a register into the scratch memory, aligned.</summary>
    private IEnumerable<ushort> Point(int register, int bytes, int from, int to)
    {
        int offset = _random.Next(from, to + 1) / bytes * bytes;
        return [(ushort)(0x6003 | (register << 8) | (_base << 4)), (ushort)(0x7000 | (register << 8) | (offset & 0xFF))];
    }

    private int Bytes(Row row)
    {
        string mnemonic = row.Syntax.Split(' ')[0];
        return mnemonic switch
        {
            "movua.l" or "tas.b" or "pref" or "prefi" or "icbi" or "ocbi" or "ocbp" or "ocbwb" => 1,
            _ when mnemonic.EndsWith(".b", StringComparison.Ordinal) => 1,
            _ when mnemonic.EndsWith(".w", StringComparison.Ordinal) => 2,
            "fmov" => _pairs ? 8 : 4,
            _ => 4,
        };
    }
}
