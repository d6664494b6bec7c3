using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>Which rows of the decode table programs of the differential test have, and why the others have none.</summary>
internal static class UserRows
{
    private const string Privileged = "privileged";
    private const string Vectors = "the single-step vectors";

    /// <summary>The rows that no user program runs, by name: why, and what proves them instead.</summary>
    public static readonly IReadOnlyDictionary<string, (string Why, string Proof)> Absent =
        new Dictionary<string, (string, string)>
        {
            ["SystemControl.LdcSr"] = (Privileged, Vectors),
            ["SystemControl.LdcVbr"] = (Privileged, Vectors),
            ["SystemControl.LdcSsr"] = (Privileged, Vectors),
            ["SystemControl.LdcSpc"] = (Privileged, Vectors),
            ["SystemControl.LdcDbr"] = (Privileged, Vectors),
            ["SystemControl.LdcBank"] = (Privileged, Vectors),
            ["SystemControl.LdcLongSr"] = (Privileged, Vectors),
            ["SystemControl.LdcLongVbr"] = (Privileged, Vectors),
            ["SystemControl.LdcLongSsr"] = (Privileged, Vectors),
            ["SystemControl.LdcLongSpc"] = (Privileged, Vectors),
            ["SystemControl.LdcLongDbr"] = (Privileged, Vectors),
            ["SystemControl.LdcLongBank"] = (Privileged, Vectors),
            ["SystemControl.StcSr"] = (Privileged, Vectors),
            ["SystemControl.StcVbr"] = (Privileged, Vectors),
            ["SystemControl.StcSsr"] = (Privileged, Vectors),
            ["SystemControl.StcSpc"] = (Privileged, Vectors),
            ["SystemControl.StcSgr"] = (Privileged, Vectors),
            ["SystemControl.StcDbr"] = (Privileged, Vectors),
            ["SystemControl.StcBank"] = (Privileged, Vectors),
            ["SystemControl.StcLongSr"] = (Privileged, Vectors),
            ["SystemControl.StcLongVbr"] = (Privileged, Vectors),
            ["SystemControl.StcLongSsr"] = (Privileged, Vectors),
            ["SystemControl.StcLongSpc"] = (Privileged, Vectors),
            ["SystemControl.StcLongSgr"] = (Privileged, Vectors),
            ["SystemControl.StcLongDbr"] = (Privileged, Vectors),
            ["SystemControl.StcLongBank"] = (Privileged, Vectors),
            ["SystemControl.Rte"] = (Privileged, Vectors),
            ["SystemControl.Ldtlb"] = (Privileged, nameof(ExceptionTests)),
            ["SystemControl.Sleep"] = (Privileged, nameof(ExceptionTests)),
            ["SystemControl.Trapa"] = ("a system call of Linux there", nameof(ExceptionTests)),
            ["Sh4aAdditions.LdcSgr"] = (Privileged, nameof(PrivilegedRowTests)),
            ["Sh4aAdditions.LdcLongSgr"] = (Privileged, nameof(PrivilegedRowTests)),
            ["FloatingPointGraphics.Fipr"] = ("QEMU traps", Vectors),
            ["FloatingPointGraphics.Ftrv"] = ("QEMU traps", Vectors),
            ["FloatingPointGraphics.Fsca"] = ("QEMU traps", Vectors),
            ["FloatingPointGraphics.Fsrra"] = ("QEMU traps", Vectors),
        };

    /// <summary>The rows that programs have.</summary>
    public static readonly Row[] Present =
        [.. DecodeTable.Rows.Where(r => r.Pattern.Length != 0 && !Absent.ContainsKey(r.Name))];
}
