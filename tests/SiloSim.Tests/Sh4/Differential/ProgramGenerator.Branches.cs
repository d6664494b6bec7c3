using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <content>Branches: each may be taken over a few pieces; those with a label also make loops.</content>
internal sealed partial class ProgramGenerator
{
    private static readonly Row s_branchIfFalse = RowOf(nameof(Branch.BranchIfFalse));
    private static readonly Row s_branchIfTrue = RowOf(nameof(Branch.BranchIfTrue));

    private static readonly Row[] s_slotRows =
        [.. UserRows.Present.Where(r => (r.Traits & ~Traits.Fpu) == Traits.None && !ChangesFpscr(r))];

    private static Row RowOf(string method) => UserRows.Present.Single(r => r.Body.Name == method);

    private static ushort Opcode(Row row, int n = 0) => (ushort)(row.Fixed | (n << 8));

    /// <summary>A forward branch of any kind.</summary>
    private void Skip(Row row, int depth)
    {
        int group = _group;
        int target = _label++;
        int branch = _label++;
        bool mova = row.Syntax is "jmp @Rn" or "jsr @Rn" or "rts";
        bool distance = row.Syntax is "braf Rn" or "bsrf Rn";
        int register = Free(0);
        (List<ushort> before, ushort slot) = Slot(row, register);
        Add(before);
        if (mova)
        {
            _items.Add(new MovaOf(group, target));
            _items.Add(new Op(group, row.Syntax == "rts" ? (ushort)0x402A : (ushort)(0x6003 | (register << 8))));
        }
        else if (distance)
        {
            _items.Add(new HalfDistance(group, register, branch, target));
            _items.Add(new Op(group, (ushort)(0x300C | (register << 8) | (register << 4))));
        }
        _items.Add(new Label(group, branch));
        if (row.Syntax.EndsWith(" label", StringComparison.Ordinal))
        {
            _items.Add(new BranchTo(group, Opcode(row), target));
        }
        else
        {
            _items.Add(new Op(group, Opcode(row, row.Syntax == "rts" ? 0 : register)));
        }
        if (row.Traits.HasFlag(Traits.Delayed))
        {
            _items.Add(new Op(group, slot));
        }
        // What follows is skipped, if the branch is taken.
        int pieces = 1 + _random.Next(depth == 0 ? 3 : 2);
        for (int i = 0; i < pieces; i++)
        {
            Piece(distance ? 2 : depth + 1);
        }
        _items.Add(new Label(group, target, aligned: mova));
    }

    /// <summary>A loop that ends after a few rounds: a register counts them.</summary>
    private void Loop(Row row, int depth)
    {
        int group = _group;
        int begin = _label++;
        int end = _label++;
        int counter = Free(0);
        _items.Add(new Op(group, (ushort)(0xE001 | (counter << 8) | _random.Next(4))));
        _items.Add(new Label(group, begin));
        _kept.Add(counter);
        int pieces = 1 + _random.Next(2);
        for (int i = 0; i < pieces; i++)
        {
            Piece(depth + 1);
        }
        (List<ushort> before, ushort slot) = Slot(row, counter);
        _items.AddRange(before.Select(o => new Op(group, o)));
        _items.Add(new Op(group, (ushort)(0x4010 | (counter << 8))));
        if (row.Body.Name.StartsWith("BranchIfTrue", StringComparison.Ordinal))
        {
            // T is inverted for a branch if true: T = (counter != 0).
            _items.Add(new Op(group, (ushort)(0x0029 | (0 << 8))));
            _items.Add(new Op(group, 0xCA01));
            _items.Add(new Op(group, 0x4001));
        }
        else if (!row.Body.Name.StartsWith("BranchIf", StringComparison.Ordinal))
        {
            _items.Add(new BranchTo(group, Opcode(s_branchIfTrue), end));
        }
        _items.Add(new BranchTo(group, Opcode(row), begin));
        if (row.Traits.HasFlag(Traits.Delayed))
        {
            _items.Add(new Op(group, slot));
        }
        _kept.Remove(counter);
        _items.Add(new Label(group, end));
    }

    /// <summary>An instruction for the slot of a branch, with what must stand in front of the branch.</summary>
    private (List<ushort> Before, ushort Slot) Slot(Row branch, int notTouched)
    {
        if (!branch.Traits.HasFlag(Traits.Delayed))
        {
            return ([], 0);
        }
        // A branch to a register goes by R0, and so does a loop that ends on T = 0: the slot leaves it alone.
        bool byR0 = branch.Syntax is "jmp @Rn" or "jsr @Rn" or "rts" or "bt/s label";
        int[] kept = [.. new[] { notTouched, byR0 ? 0 : notTouched }.Where(_kept.Add)];
        while (true)
        {
            Row row = s_slotRows[_random.Next(s_slotRows.Length)];
            if (!FitsMode(row) || (byR0 && row.Syntax.Contains("R0", StringComparison.Ordinal)))
            {
                continue;
            }
            (List<ushort> before, ushort opcode, List<ushort> after) = Instruction(row);
            if (after.Count == 0)
            {
                _kept.ExceptWith(kept);
                return (before, opcode);
            }
        }
    }
}
