using SiloSim.Explorer;
using SiloSim.Ftrace;

namespace SiloSim.Grains;

/// <summary>One step of the protocol as a line that a person reads.</summary>
internal static class StepText
{
    /// <summary>The line: who, what, and what came of it.</summary>
    public static string Of(SharedWords words, ProtocolAccess access, AccessResult result)
    {
        string who = access.Cpu < 0 ? "coordinator" : $"cpu {access.Cpu} nmi {access.Nmi}";
        string where = Name(words, access.Address);
        string what = (OperationKind)access.Kind switch
        {
            OperationKind.Load => $"reads {where}: {result.Value:x8}",
            OperationKind.ProbeRead => $"reads site {where}{Outcome(result.Status, $": {result.Value:x8}")}",
            OperationKind.Store or OperationKind.Note => $"sets {where} to {access.Value:x8}",
            OperationKind.Tally or OperationKind.AddAndReturn =>
                $"adds {unchecked((int)access.Value)} to {where}: {result.Value:x8}",
            OperationKind.CompareExchange =>
                $"exchanges {where}, {access.Comparand:x8} for {access.Value:x8}: finds {result.Value:x8}",
            OperationKind.SpinUntilCompareExchange =>
                $"exchanges {where}, {access.Comparand:x8} for {access.Value:x8}{Waited(result)}",
            OperationKind.SpinUntilEqual => $"finds {where} {access.Comparand:x8}{Waited(result)}",
            OperationKind.ProbeWrite =>
                $"writes {access.Value:x8} at site {where}{Outcome(result.Status, "")}",
            OperationKind.ProbeWriteHalfword =>
                $"writes {access.Value:x4} at site {where}{Outcome(result.Status, "")}",
            _ => $"{(OperationKind)access.Kind} {where}",
        };
        return $"{who} {what}";
    }

    private static string Waited(AccessResult result) => result.Value != 0 ? ", after waiting" : "";

    private static string Outcome(int status, string ok) => status == 0 ? ok : $" fails with {status}";

    private static string Name(SharedWords words, uint address) =>
        address == words.NmiRunning ? "nmi_running"
        : address == words.ModCodeIp ? "mod_code_ip"
        : address == words.ModCodeNewcode ? "mod_code_newcode"
        : address == words.ModCodeStatus ? "mod_code_status"
        : address == words.NmiWaitCount ? "nmi_wait_count"
        : address == words.NmiUpdateCount ? "nmi_update_count"
        : $"{address:x8}";
}
