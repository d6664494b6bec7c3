using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains;

namespace SiloSim.Tests.Grains;

/// <summary>The lines under a violation.</summary>
public class StepTextTests
{
    private const uint Site = 0x8c00_1000;
    private static readonly SharedWords s_words = SharedWords.From(0x8c00_0000);

    public static TheoryData<string, Operation, uint, int> Lines => new()
    {
        { "reads nmi_running: 80000001", Operation.Load(s_words.NmiRunning), 0x8000_0001, 0 },
        { "reads site 8c001000: 8c001004", Operation.ProbeRead(Site), 0x8c00_1004, 0 },
        { "reads site 8c001000 fails with -14", Operation.ProbeRead(Site), 0, Errno.Efault },
        { "sets mod_code_ip to 8c001000", Operation.Store(s_words.ModCodeIp, Site), 0, 0 },
        { "sets mod_code_newcode to 00000005", Operation.Store(s_words.ModCodeNewcode, 5), 0, 0 },
        { "sets mod_code_status to fffffff2", Operation.Note(s_words.ModCodeStatus, unchecked((uint)-14)), 0, 0 },
        { "adds 1 to nmi_running: 80000001", Operation.AddAndReturn(s_words.NmiRunning, 1), 0x8000_0001, 0 },
        { "adds -1 to nmi_running: 00000000", Operation.AddAndReturn(s_words.NmiRunning, uint.MaxValue), 0, 0 },
        { "adds 1 to nmi_update_count: 00000003", Operation.Tally(s_words.NmiUpdateCount, 1), 3, 0 },
        {
            "exchanges nmi_running, 80000000 for 00000000: finds 80000001",
            Operation.CompareExchange(s_words.NmiRunning, 0x8000_0000, 0), 0x8000_0001, 0
        },
        {
            "exchanges nmi_running, 00000000 for 80000000",
            Operation.SpinUntilCompareExchange(s_words.NmiRunning, 0, 0x8000_0000), 0, 0
        },
        { "finds nmi_running 00000000, after waiting", Operation.SpinUntilEqual(s_words.NmiRunning, 0), 1, 0 },
        { "writes 8c001004 at site 8c001000", Operation.ProbeWrite(Site, 0x8c00_1004), 0, 0 },
        { "writes 8c001004 at site 8c001000 fails with -14", Operation.ProbeWrite(Site, 0x8c00_1004), 0, Errno.Efault },
        { "writes 8c00 at site 8c001002", Operation.ProbeWriteHalfword(Site + 2, 0x8c00), 0, 0 },
    };

    [Theory, MemberData(nameof(Lines))]
    public void OneLine(string line, Operation operation, uint value, int status)
    {
        Assert.Equal($"coordinator {line}", Of(operation, new AccessResult(value, status, false), cpu: -1, nmi: 0));
        Assert.Equal($"cpu 17 nmi 3 {line}", Of(operation, new AccessResult(value, status, false), cpu: 17, nmi: 3));
    }

    private static string Of(Operation operation, AccessResult result, int cpu, int nmi) => StepText.Of(
        s_words,
        new((int)operation.Kind, operation.Location, operation.Value, operation.Comparand, cpu, nmi, false, null),
        result);
}
