using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>
/// What QEMU 7.2 does otherwise than the single-step vectors and the manual say. The generator avoids these cases or
/// overwrites the one result in question at once; all others are compared.
/// </summary>
internal static class KnownDifferences
{
    private const ushort Clrt = 0x0008;
    private const ushort Sett = 0x0018;

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
}
