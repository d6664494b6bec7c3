using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>A program and what it starts from. It ends where its text ends.</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Start">The registers and the scratch memory at the start.</param>
/// <param name="SavePointer">The register that no instruction writes: it leads to where the registers are saved.</param>
/// <param name="Items">Its text.</param>
internal sealed record RandomProgram(int Seed, Outcome Start, int SavePointer, IReadOnlyList<Item> Items)
{
    private const ushort Nop = 0x0009;

    /// <summary>The text, for an address that is a multiple of four.</summary>
    public ushort[] Text() => [.. Assemble().Select(p => p.Opcode)];

    /// <summary>The same program with NOPs in the place of some instructions, which are named by their offset.</summary>
    public RandomProgram Without(IReadOnlySet<uint> offsets)
    {
        HashSet<Item?> gone =
            [.. Assemble().Where((p, i) => offsets.Contains((uint)i * 2)).Select(p => p.From)];
        return this with { Items = [.. Items.Select(i => gone.Contains(i) ? new Op(i.Group, Nop) : i)] };
    }

    private List<(ushort Opcode, Item? From)> Assemble()
    {
        Dictionary<int, int> labels = [];
        int offset = 0;
        foreach (Item item in Items)
        {
            if (item is Label label)
            {
                offset += label.Aligned ? offset % 4 : 0;
                labels[label.Id] = offset;
            }
            else
            {
                offset += 2;
            }
        }
        List<(ushort, Item?)> text = [];
        foreach (Item item in Items)
        {
            int here = text.Count * 2;
            switch (item)
            {
                case Op op:
                    text.Add((op.Opcode, op));
                    break;
                case Label { Aligned: true } when here % 4 != 0:
                    text.Add((Nop, null));
                    break;
                case BranchTo branch:
                    bool far = DecodeTable.Find(branch.Opcode).Pattern.EndsWith("dddddddddddd", StringComparison.Ordinal);
                    int distance = (labels[branch.Target] - here - 4) / 2;
                    distance = far ? Within(distance, 12) & 0xFFF : Within(distance, 8) & 0xFF;
                    text.Add(((ushort)(branch.Opcode | distance), branch));
                    break;
                case MovaOf mova:
                    int words = (labels[mova.Target] - (here & ~3) - 4) / 4;
                    text.Add(((ushort)(0xC700 | (Within(words, 9) & 0xFF)), mova));
                    break;
                case HalfDistance move:
                    int half = (labels[move.Target] - labels[move.Branch] - 4) / 2;
                    text.Add(((ushort)(0xE000 | (move.Register << 8) | (Within(half, 8) & 0xFF)), move));
                    break;
            }
        }
        return text;
    }

    private static int Within(int value, int bits) =>
        value >= -(1 << (bits - 1)) && value < 1 << (bits - 1)
            ? value
            : throw new InvalidOperationException($"a distance of {value} does not fit into {bits} bits");
}
