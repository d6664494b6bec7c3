using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>Makes a program that differs smaller, as long as it still differs.</summary>
internal static class Shrinker
{
    /// <summary>Takes out groups, ever smaller runs of them, then single instructions.</summary>
    /// <param name="program">A program that differs.</param>
    /// <param name="differs">Which of some programs differ.</param>
    public static RandomProgram Shrink(RandomProgram program, Func<IReadOnlyList<RandomProgram>, IReadOnlyList<bool>> differs)
    {
        int[] groups = [.. program.Items.Select(i => i.Group).Distinct()];
        for (int length = Math.Max(1, groups.Length / 2); length > 0; length /= 2)
        {
            while (true)
            {
                groups = [.. program.Items.Select(i => i.Group).Distinct()];
                RandomProgram[] smaller =
                [
                    .. groups.Chunk(length).Select(taken =>
                        program with { Items = [.. program.Items.Where(i => !taken.Contains(i.Group))] }),
                ];
                if (First(smaller, differs) is not { } found)
                {
                    break;
                }
                program = found;
            }
        }
        while (true)
        {
            // Not from branches and loops: what is left of them might never end. Not from what masks a known difference.
            HashSet<int> whole =
            [
                .. program.Items.Where(i => i is not Op op
                    || KnownDifferences.Reasons.ContainsKey(DecodeTable.Find(op.Opcode).Name)).Select(i => i.Group),
            ];
            RandomProgram[] smaller =
            [
                .. program.Items.OfType<Op>().Where(op => !whole.Contains(op.Group)).Select(op =>
                    program with { Items = [.. program.Items.Where(i => !ReferenceEquals(i, op))] }),
            ];
            if (First(smaller, differs) is not { } found)
            {
                return program;
            }
            program = found;
        }
    }

    private static RandomProgram? First(
        RandomProgram[] smaller, Func<IReadOnlyList<RandomProgram>, IReadOnlyList<bool>> differs) =>
        smaller.Length == 0 ? null
            : smaller.Zip(differs(smaller)).Where(p => p.Second).Select(p => p.First).FirstOrDefault();
}
