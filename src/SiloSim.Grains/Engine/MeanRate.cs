using System.Diagnostics;

namespace SiloSim.Grains.Engine;

/// <summary>Guest instructions per second of one core, as the engine's threads have run them so far.</summary>
internal sealed class MeanRate
{
    private const double Unmeasured = 50e6;   // Until enough has run; the order of what an interpreter does.
    private const long Enough = 1_000_000;    // The first quanta compile and fetch more than they execute.
    private long _instructions;
    private long _ticks;

    /// <summary>Instructions per second of one thread of the engine.</summary>
    public double PerSecond
    {
        get
        {
            long ticks = Volatile.Read(ref _ticks);
            long instructions = Volatile.Read(ref _instructions);
            return instructions < Enough || ticks == 0 ? Unmeasured : instructions * (double)Stopwatch.Frequency / ticks;
        }
    }

    /// <summary>A quantum has run.</summary>
    public void Add(long instructions, long ticks)
    {
        Interlocked.Add(ref _instructions, instructions);
        Interlocked.Add(ref _ticks, ticks);
    }
}
