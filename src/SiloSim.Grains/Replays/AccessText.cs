using System.Globalization;
using SiloSim.Explorer;

namespace SiloSim.Grains;

/// <summary>Accesses of a replay: whether two are the same, and what they are called.</summary>
internal static class AccessText
{
    /// <summary>Whether an access waits until its word has a value.</summary>
    public static bool MayWait(AccessMessage access) =>
        (OperationKind)access.Kind is OperationKind.SpinUntilCompareExchange or OperationKind.SpinUntilEqual;

    /// <summary>Whether two accesses ask for the same.</summary>
    public static bool IsSame(AccessMessage one, AccessMessage other) =>
        (one.Kind, one.Address, one.Value, one.Comparand) == (other.Kind, other.Address, other.Value, other.Comparand);

    /// <summary>What is different, in one line, or null; whether an access had to wait before does not matter.</summary>
    public static string? Difference(AccessMessage made, AccessMessage wanted) =>
        IsSame(made, wanted) && made.Status == wanted.Status && (MayWait(made) || made.Result == wanted.Result)
            ? null : $"the machine does '{Made(made)}'";

    /// <summary>An access that is to be made.</summary>
    public static string Asked(AccessMessage access) =>
        $"{new Operation((OperationKind)access.Kind, access.Address, access.Value, access.Comparand)}";

    /// <summary>An access that was made, and what came of it.</summary>
    public static string Made(AccessMessage access) =>
        access.Status != 0 ? string.Create(CultureInfo.InvariantCulture, $"{Asked(access)} fails with {access.Status}")
        : access.Result != 0 ? string.Create(CultureInfo.InvariantCulture, $"{Asked(access)} gives {access.Result:x8}")
        : Asked(access);
}
