using System.Reflection;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>
/// What QEMU 7.2 does otherwise than the single-step vectors and the manual say. The generator avoids these cases or
/// overwrites the one result in question at once; all others are compared.
/// </summary>
internal static class KnownDifferences
{
    private const uint CauseUnderflow = 0x2000;
    private const uint CauseInexact = 0x1000;
    private const ushort Clrt = 0x0008;
    private const ushort Sett = 0x0018;

    private const string Stale =
        "QEMU keeps FPSCR as read until the next branch, whatever calculates meanwhile: a branch follows";

    private const string Pairs =
        "with SZ = 1 QEMU exchanges the words of a pair in memory: those loaded are equal, those stored are replaced at "
        + "once by their exclusive or";

    /// <summary>By row: what QEMU does, and what the generator does about it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["Shift.RotateLeft"] = "QEMU clears T; T is overwritten at once",
        ["Shift.RotateRight"] = "QEMU clears T; T is overwritten at once",
        ["Arithmetic.Addv"] = "QEMU writes the sum to Rm; both registers are overwritten at once",
        ["Arithmetic.SubtractWithOverflow"] = "QEMU's T is wrong; T is overwritten at once",
        ["Arithmetic.Div1"] = "QEMU's Q is wrong for Rm = 0; Rm is another number, and not Rn",
        ["Arithmetic.MacWord"] =
            "QEMU loads words, and reads both operands from one place if Rm is Rn: pointers are aligned to words and "
            + "differ; with S = 1 it saturates every sum: MACH and MACL are overwritten at once",
        ["Arithmetic.MacLong"] =
            "QEMU reads both operands from one place if Rm is Rn: pointers differ; with S = 1 it masks where hardware "
            + "saturates: the sums stay small",
        ["SystemControl.StsFpscr"] = Stale,
        ["SystemControl.StsLongFpscr"] = Stale,
        ["FloatingPointSingle.Ftrc"] =
            "QEMU sets I, and the manual has only V for FTRC: FPSCR is written at once; of NaN QEMU makes 7fffffff, and the "
            + "vectors 80000000: taken out where it meets one",
        ["FloatingPointSingle.FcmpEqual"] =
            "QEMU takes a quiet NaN as an invalid operand, which is FCMP/GT's rule: taken out where it meets one",
        ["FloatingPointSingle.Fmac"] =
            "QEMU does not find zero times infinity invalid if a quiet NaN is added: taken out where it meets that",
        ["FloatingPointSingle.FmovLoad"] = Pairs,
        ["FloatingPointSingle.FmovLoadIndexed"] = Pairs,
        ["FloatingPointSingle.FmovLoadPostIncrement"] = Pairs,
        ["FloatingPointSingle.FmovStore"] = Pairs,
        ["FloatingPointSingle.FmovStorePreDecrement"] = Pairs,
        ["FloatingPointSingle.FmovStoreIndexed"] = Pairs,
    };

    /// <summary>What any calculation may meet where FPSCR.DN = 1: QEMU flushes otherwise. Each is taken out where it is met.</summary>
    public static readonly IReadOnlyDictionary<string, string> FlushReasons = new Dictionary<string, string>
    {
        ["DN = 1, denormalised operand"] = "QEMU calculates with it, and the manual has it as zero",
        ["DN = 1, denormalised result"] = "QEMU sets neither U nor I for the zero that it becomes",
        ["DN = 1, rounded to the smallest normal number"] =
            "QEMU flushes what is tiny before rounding, our core what is tiny after it",
    };

    /// <summary>Does what the reasons say, for instructions without memory.</summary>
    public static void Mask(Row row, ref int? m, int n, Func<int> free, List<ushort> after)
    {
        switch (row.Name)
        {
            case "Shift.RotateLeft" or "Shift.RotateRight" or "Arithmetic.SubtractWithOverflow":
                after.Add((n & 1) == 0 ? Clrt : Sett);
                break;
            case "Arithmetic.Addv":
                m = free();
                after.Add((ushort)(0xE000 | (n << 8) | (m.Value * 9)));
                after.Add((ushort)(0xE000 | (m.Value << 8) | (n * 9)));
                break;
        }
    }

    /// <summary>Takes out of programs the instructions that meet a known difference while they run.</summary>
    public static RandomProgram[] Avoid(IReadOnlyList<RandomProgram> programs)
    {
        RandomProgram[] avoiding = [.. programs];
        int[] changed = [.. Enumerable.Range(0, avoiding.Length)];
        while (changed.Length > 0)
        {
            RandomProgram[] again = [.. changed.Select(i => avoiding[i])];
            var here = new Here(new Image(again));
            List<int> next = [];
            for (int i = 0; i < again.Length; i++)
            {
                HashSet<uint> met = [];
                (ushort Opcode, uint Offset) last = default;
                (Outcome? outcome, _) = here.Run(again[i], i, (opcode, offset, state) =>
                {
                    if (IsMet(opcode, state))
                    {
                        met.Add(offset);
                    }
                    if (WasTiny(last.Opcode, state))
                    {
                        met.Add(last.Offset);
                    }
                    last = (opcode, offset);
                });
                if (outcome is not null && WasTiny(last.Opcode, outcome.ToState()))
                {
                    met.Add(last.Offset);
                }
                if (met.Count > 0)
                {
                    avoiding[changed[i]] = again[i].Without(met);
                    next.Add(changed[i]);
                }
            }
            changed = [.. next];
        }
        return avoiding;
    }

    /// <summary>Whether an instruction will meet a known difference with these registers.</summary>
    private static bool IsMet(ushort opcode, CpuState state)
    {
        Row row = DecodeTable.Find(opcode);
        if (!row.Traits.HasFlag(Traits.Fpu))
        {
            return false;
        }
        if (row.Body.Name is nameof(FloatingPointSingle.FcmpEqual) or nameof(FloatingPointSingle.Ftrc))
        {
            return Operands(row, opcode, state).Any(IsNan) || (Flushes(state.Fpscr) && Operands(row, opcode, state).Any(IsDenormal));
        }
        return (Flushes(state.Fpscr) && Operands(row, opcode, state).Any(IsDenormal))
            || (row.Body.Name == nameof(FloatingPointSingle.Fmac) && IsNothingTimesInfinity(opcode, state));
    }

    /// <summary>Whether FMAC adds a NaN to the product of zero and infinity.</summary>
    private static bool IsNothingTimesInfinity(ushort opcode, CpuState state)
    {
        (uint a, uint b) = (state.GetFr(0) << 1, state.GetFr((opcode >> 4) & 15) << 1);
        return (Math.Min(a, b), Math.Max(a, b)) == (0, 0xFF00_0000) && IsNan((false, state.GetFr((opcode >> 8) & 15)));
    }

    private static bool Flushes(uint fpscr) => (fpscr & 0x4_0000) != 0;

    /// <summary>Whether what has just run had a result that was tiny, at least before it was rounded.</summary>
    private static bool WasTiny(ushort opcode, CpuState state)
    {
        MethodInfo body = DecodeTable.Find(opcode).Body;
        if (!Flushes(state.Fpscr)
            || (body.DeclaringType != typeof(FloatingPointSingle) && body.DeclaringType != typeof(FloatingPointDouble)))
        {
            return false;
        }
        int n = (opcode >> 8) & 15;
        bool isSingle = (state.Fpscr & 0x8_0000) == 0 || body.Name == nameof(FloatingPointDouble.Fcnvds);
        bool isSmallestNormal = body.Name == nameof(FloatingPointDouble.Fcnvds) ? state.Fpul << 1 == 0x0100_0000
            : isSingle ? state.GetFr(n) << 1 == 0x0100_0000
            : state.GetFr(n & 14) << 1 == 0x0020_0000 && state.GetFr(n | 1) == 0;
        return (state.Fpscr & CauseUnderflow) != 0 || (isSmallestNormal && (state.Fpscr & CauseInexact) != 0);
    }

    private static bool IsDenormal((bool Double, ulong Bits) o) => o.Double
        ? (o.Bits & 0x7FF0_0000_0000_0000) == 0 && o.Bits << 1 != 0
        : (o.Bits & 0x7F80_0000) == 0 && (uint)o.Bits << 1 != 0;

    private static bool IsNan((bool Double, ulong Bits) o) => o.Double
        ? o.Bits << 1 > 0xFFE0_0000_0000_0000
        : (uint)o.Bits << 1 > 0xFF00_0000;

    /// <summary>The floating-point operands of an instruction that calculates.</summary>
    private static IEnumerable<(bool Double, ulong Bits)> Operands(Row row, ushort opcode, CpuState state)
    {
        bool isDouble = (state.Fpscr & 0x8_0000) != 0;
        (int n, int m) = ((opcode >> 8) & 15, (opcode >> 4) & 15);
        int[] registers = row.Body.Name switch
        {
            nameof(FloatingPointSingle.Fadd) or nameof(FloatingPointSingle.Fsub) or nameof(FloatingPointSingle.Fmul)
                or nameof(FloatingPointSingle.Fdiv) or nameof(FloatingPointSingle.FcmpEqual)
                or nameof(FloatingPointSingle.FcmpGreater) => [n, m],
            nameof(FloatingPointSingle.Fmac) => [0, n, m],
            nameof(FloatingPointSingle.Fsqrt) or nameof(FloatingPointSingle.Ftrc) => [n],
            nameof(FloatingPointDouble.Fcnvds) => [n & 14],
            _ => [],
        };
        if (row.Body.Name == nameof(FloatingPointDouble.Fcnvsd))
        {
            yield return (false, state.Fpul);
        }
        foreach (int register in registers)
        {
            yield return isDouble
                ? (true, ((ulong)state.GetFr(register & 14) << 32) | state.GetFr(register | 1))
                : (false, state.GetFr(register));
        }
    }
}
