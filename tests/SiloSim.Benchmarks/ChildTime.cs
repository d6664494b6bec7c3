using System.Runtime.InteropServices;

namespace SiloSim.Benchmarks;

/// <summary>
/// The CPU time of processes that this one has started, that have ended and been waited for: to the microsecond, where the
/// class of the library counts in hundredths of a second.
/// </summary>
internal static class ChildTime
{
    private const int Children = -1;

    /// <summary>Seconds of user time.</summary>
    public static double User => Seconds(0);

    /// <summary>Seconds of user and system time.</summary>
    public static double Total => Seconds(0) + Seconds(2);

    // The usage begins with the user time and the system time, each in seconds and microseconds.
    private static double Seconds(int at)
    {
        Span<long> usage = stackalloc long[18];
        return GetUsage(Children, ref MemoryMarshal.GetReference(usage)) == 0 ? usage[at] + (usage[at + 1] / 1e6) : 0;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, ref long usage);
}
