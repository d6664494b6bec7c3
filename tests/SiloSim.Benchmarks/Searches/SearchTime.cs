using System.Diagnostics;

namespace SiloSim.Benchmarks.Searches;

/// <summary>How long a search took, in seconds.</summary>
/// <param name="Clock">By the clock.</param>
/// <param name="Cpu">By CPU time, of user and system: other processes do not disturb it.</param>
internal readonly record struct SearchTime(double Clock, double Cpu)
{
    /// <summary>Measures a search in this process; all of its threads count for the CPU time, those of the runtime too.</summary>
    public static (T Result, SearchTime Time) Of<T>(Func<T> search)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        T result = search();
        double clock = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (result, new SearchTime(clock, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
    }

    /// <summary>Measures a process that is waited for.</summary>
    public static (T Result, SearchTime Time) OfChild<T>(Func<T> process)
    {
        double cpu = ChildTime.Total;
        long start = Stopwatch.GetTimestamp();
        T result = process();
        double clock = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (result, new SearchTime(clock, ChildTime.Total - cpu));
    }

    /// <summary>What is left of a time when a part of it is taken off.</summary>
    public static SearchTime operator -(SearchTime whole, SearchTime part) => new(whole.Clock - part.Clock, whole.Cpu - part.Cpu);
}
