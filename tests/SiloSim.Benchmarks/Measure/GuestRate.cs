using System.Diagnostics;

namespace SiloSim.Benchmarks.Measure;

/// <summary>Million guest instructions in a window: per second of the clock, and per second of this process's CPU time.</summary>
/// <param name="PerSecond">By the clock.</param>
/// <param name="PerCpuSecond">By CPU time, which other processes do not disturb.</param>
internal readonly record struct GuestRate(double PerSecond, double PerCpuSecond)
{
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(10);

    /// <summary>Measures a machine that stands still before and after.</summary>
    public static async Task<GuestRate> Of(GuestMachine machine, TimeSpan window)
    {
        await machine.Resume();
        await Task.Delay(s_settle);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long before = machine.Instructions;
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(window);
        long ticks = Stopwatch.GetTimestamp() - start;
        long instructions = machine.Instructions - before;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        await machine.Pause();
        return Of(instructions, ticks, cpu);
    }

    /// <summary>Measures a bare core.</summary>
    public static async Task<GuestRate> Of(DirectCore core, TimeSpan window)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        (long instructions, long ticks) = await core.Run(window);
        return Of(instructions, ticks, Environment.CpuUsage.TotalTime - cpu);
    }

    private static GuestRate Of(long instructions, long ticks, TimeSpan cpu) => new(
        instructions / 1e6 * Stopwatch.Frequency / ticks, instructions / 1e6 / cpu.TotalSeconds);
}
