using System.Globalization;

namespace SiloSim.Ftrace;

/// <summary>Writes the function tracer's entries as the kernel prints them in its file <c>trace</c>.</summary>
/// <remarks>
/// <para>
/// Source: Linux, <c>kernel/trace/trace.c</c> (<c>print_func_help_header_irq</c>) and <c>trace_output.c</c>
/// (<c>trace_print_context</c>, <c>trace_print_lat_fmt</c>).
/// </para>
/// <para>
/// The kernel prints seconds with six digits behind the point. Virtual time is counted in retired instructions, and one
/// instruction is printed as one microsecond: so no digit is lost, entries of one processor keep distinct times, and
/// the digits without the point are the count. Of the five flags, <c>d</c> (interrupts off) and <c>Z</c> (in an NMI)
/// are printed for entries that are known to be in an NMI; the rest is not known here, and stays <c>.</c>.
/// </para>
/// </remarks>
public static class FunctionTracerText
{
    private const long InstructionsPerSecond = 1_000_000;

    private static readonly string[] s_legend =
    [
        "#                                _-----=> irqs-off/BH-disabled",
        "#                               / _----=> need-resched",
        "#                              | / _---=> hardirq/softirq",
        "#                              || / _--=> preempt-depth",
        "#                              ||| / _-=> migrate-disable",
        "#                              |||| /     delay",
        "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION",
        "#              | |         |   |||||     |         |",
    ];

    /// <summary>Writes the header and all entries, by time, then by processor, then as they come.</summary>
    /// <param name="writer">Where to; lines end in LF whatever the host.</param>
    /// <param name="task">The name of the task: that of the guest.</param>
    /// <param name="cpus">How many processors the machine has.</param>
    /// <param name="entries">The entries of all rings, each ring's in its order.</param>
    /// <param name="entriesWritten">
    /// How many were ever written to the rings, those that were overwritten included.
    /// </param>
    /// <param name="symbol">The name of the function around an address; null if there is none.</param>
    public static void Write(
        TextWriter writer,
        string task,
        int cpus,
        IReadOnlyCollection<FunctionTracerEntry> entries,
        long entriesWritten,
        Func<uint, string?> symbol)
    {
        Line(writer, "# tracer: function");
        Line(writer, "#");
        Line(writer, string.Create(
            CultureInfo.InvariantCulture,
            $"# entries-in-buffer/entries-written: {entries.Count}/{entriesWritten}   #P:{cpus}"));
        Line(writer, "#");
        foreach (string legend in s_legend)
        {
            Line(writer, legend);
        }

        foreach (FunctionTracerEntry entry in entries.OrderBy(entry => entry.Time).ThenBy(entry => entry.Cpu))
        {
            Line(writer, Text(entry, task, symbol));
        }
    }

    /// <summary>One line, without its end.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="task">The name of the task.</param>
    /// <param name="symbol">The name of the function around an address; null if there is none.</param>
    /// <returns>The line.</returns>
    public static string Text(FunctionTracerEntry entry, string task, Func<uint, string?> symbol)
    {
        (long seconds, long microseconds) = Math.DivRem(entry.Time, InstructionsPerSecond);
        string flags = entry.InNmi ? "d.Z.." : ".....";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{task,16}-{0,-7} [{entry.Cpu:d3}] {flags} {seconds,5}.{microseconds:d6}: ")
            + $"{Name(entry.Ip, symbol)} <-{Name(entry.ParentIp, symbol)}";
    }

    private static string Name(uint address, Func<uint, string?> symbol) => symbol(address) ?? $"0x{address:x8}";

    private static void Line(TextWriter writer, string text)
    {
        writer.Write(text);
        writer.Write('\n');
    }
}
