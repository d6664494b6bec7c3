using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <content>Floating point: which row means what in which mode of FPSCR.</content>
internal sealed partial class ProgramGenerator
{
    private const uint FpscrCauseAndFlag = 0x1_F07C;
    private const uint PrBit = 0x8_0000;
    private const uint SzBit = 0x10_0000;

    private static bool ChangesFpscr(Row row) => row.Syntax is "lds Rm,FPSCR" or "lds.l @Rm+,FPSCR" or "fschg" or "fpchg";

    private uint Fpscr(Mode mode) =>
        (mode == Mode.Double ? PrBit : mode == Mode.Pairs ? SzBit : 0)
        | (uint)_random.Next(2)                // RM: nearest or zero
        | ((uint)_random.Next(2) << 18)        // DN
        | ((uint)_random.Next(2) << 21);       // FR

    /// <summary>Whether a row has a meaning in the mode of now.</summary>
    private bool FitsMode(Row row) => row.Body.Name switch
    {
        nameof(FloatingPointDouble.Fcnvds) or nameof(FloatingPointDouble.Fcnvsd) => _double,
        nameof(FloatingPointSingle.Fldi0) or nameof(FloatingPointSingle.Fldi1) or nameof(FloatingPointSingle.Fmac)
            or nameof(FloatingPointGraphics.Frchg) => !_double,
        _ => true,
    };

    private Mode ModeFor(Row row) =>
        row.Body.Name is nameof(FloatingPointDouble.Fcnvds) or nameof(FloatingPointDouble.Fcnvsd) ? Mode.Double
        : _random.Next(2) == 0 ? Mode.Single : Mode.Pairs;

    private void ChangeFpscr(Row row)
    {
        switch (row.Syntax)
        {
            case "fschg" when !_double:
                Add(row.Fixed);
                _pairs = !_pairs;
                break;
            case "fpchg" when !_pairs:
                Add(row.Fixed);
                _double = !_double;
                break;
            case "fschg" or "fpchg":
                SetFpscr(row.Syntax == "fschg" ? Mode.Single : Mode.Double);
                break;
            default:
                SetFpscr((Mode)_random.Next(3), fromMemory: row.Syntax[3] == '.');
                break;
        }
    }

    private void SetFpscr(Mode mode, bool? fromMemory = null)
    {
        (_double, _pairs) = (mode == Mode.Double, mode == Mode.Pairs);
        Add(LoadFpscr(mode, fromMemory ?? (_random.Next(2) == 0)));
    }

    private List<ushort> LoadFpscr(Mode mode, bool fromMemory)
    {
        uint value = Fpscr(mode);
        int x = Free();
        List<ushort> text =
        [
            (ushort)(0xE000 | (x << 8) | (int)(value >> 16)),
            (ushort)(0x4028 | (x << 8)),
            (ushort)(0x7000 | (x << 8) | (int)(value & 1)),
        ];
        if (fromMemory)
        {
            int y = Free(x);
            text.AddRange(Point(y, 4, -128, 127));
            text.Add((ushort)(0x2002 | (y << 8) | (x << 4)));
            text.Add((ushort)(0x4066 | (y << 8)));
        }
        else
        {
            text.Add((ushort)(0x406A | (x << 8)));
        }
        return text;
    }

    private (List<ushort> Before, ushort Opcode, List<ushort> After) FloatingPoint(Row row)
    {
        // In double precision only pairs: even numbers. FMOV looks at SZ alone, and may name any.
        bool even = _double && row.Body.Name is not (nameof(FloatingPointSingle.Flds) or nameof(FloatingPointSingle.Fsts))
            && !row.Syntax.StartsWith("fmov", StringComparison.Ordinal);
        int mask = even && row.Pattern.Count(c => c is 'n') != 3 && row.Pattern.Count(c => c is 'm') != 3 ? 14 : 15;
        int n = _random.Next(16) & mask;
        int m = _random.Next(16) & mask;
        if (!row.Syntax.Contains('@', StringComparison.Ordinal))
        {
            Mode mode = _double ? Mode.Double : _pairs ? Mode.Pairs : Mode.Single;
            List<ushort> fpscr =
                row.Body.Name == nameof(FloatingPointSingle.Ftrc) ? LoadFpscr(mode, fromMemory: false) : [];
            return ([], Encode(row, _random, n, m), fpscr);
        }
        bool indexed = row.Syntax.Contains("R0", StringComparison.Ordinal);
        int bytes = _pairs ? 8 : 4;
        int address = indexed ? Free(0) : Free();
        List<ushort> before = [.. Point(address, bytes, -128, 127)];
        if (indexed)
        {
            before.Add((ushort)(0xE000 | (_random.Next(-128, 128) / bytes * bytes & 0xFF)));
        }
        bool store = row.Syntax.StartsWith("fmov FR", StringComparison.Ordinal);
        List<ushort> after = [];
        if (_pairs)
        {
            // QEMU exchanges the words of a pair in memory: load two that are equal, and leave no order of those stored.
            int at = address;
            int x = Free(0, address);
            int y = Free(0, address, x);
            if (indexed)
            {
                at = Free(0, address, x, y);
                before.Add((ushort)(0x6003 | (at << 8) | (address << 4)));
                before.Add((ushort)(0x300C | (at << 8)));
            }
            if (store)
            {
                after.Add((ushort)(0x5000 | (x << 8) | (at << 4)));
                after.Add((ushort)(0x5001 | (y << 8) | (at << 4)));
                after.Add((ushort)(0x200A | (x << 8) | (y << 4)));
                after.Add((ushort)(0x6003 | (y << 8) | (x << 4)));
            }
            List<ushort> both = store ? after : before;
            both.Add((ushort)(0x1000 | (at << 8) | (x << 4)));
            both.Add((ushort)(0x1001 | (at << 8) | (x << 4)));
        }
        return (before, store ? Encode(row, _random, address, m) : Encode(row, _random, n, address), after);
    }
}
