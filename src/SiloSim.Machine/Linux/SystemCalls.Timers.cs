using System.Buffers.Binary;

namespace SiloSim.Machine.Linux;

/// <content>Interval timers, and waiting that a signal ends.</content>
internal sealed partial class SystemCalls
{
    private const long Never = long.MaxValue;
    private const long Microsecond = 1000;

    // Real time, and twice processor time: all of it is the program's.
    private static readonly (HostClock Clock, int Signal)[] s_timers =
        [(HostClock.Monotonic, (int)Signal.Alarm), (HostClock.Processor, 26), (HostClock.Processor, 27)];

    private readonly (long Due, long Interval)[] _timers = [(Never, 0), (Never, 0), (Never, 0)];

    /// <summary>Whether a timer runs, so that the program must be stopped now and then.</summary>
    public bool HasTimers { get; private set; }

    /// <summary>alarm.</summary>
    public int Alarm(uint seconds)
    {
        long left = Left(0);
        Set(0, seconds * Second, 0);
        return (int)((left + Second - 1) / Second);
    }

    /// <summary>setitimer.</summary>
    public int SetTimer(uint timer, uint value, uint before)
    {
        if (timer >= s_timers.Length)
        {
            return -Errno.Invalid;
        }
        Span<byte> words = stackalloc byte[16];
        if (value != 0 && !_space.TryRead(value, words))
        {
            return -Errno.Fault;
        }
        if (!TryTime(words, out long interval) || !TryTime(words[8..], out long due))
        {
            return -Errno.Invalid;
        }
        int wrong = before == 0 ? 0 : GetTimer(timer, before);
        if (wrong == 0)
        {
            Set((int)timer, due, interval);
        }
        return wrong;
    }

    /// <summary>getitimer.</summary>
    public int GetTimer(uint timer, uint buffer)
    {
        if (timer >= s_timers.Length)
        {
            return -Errno.Invalid;
        }
        long left = Left((int)timer), interval = _timers[timer].Interval;
        return WriteWords(
            buffer,
            (uint)(interval / Second), (uint)(interval % Second / Microsecond),
            (uint)(left / Second), (uint)(left % Second / Microsecond)) ? 0 : -Errno.Fault;
    }

    private static bool TryTime(ReadOnlySpan<byte> words, out long nanoseconds)
    {
        long seconds = BinaryPrimitives.ReadInt32LittleEndian(words);
        long micros = BinaryPrimitives.ReadInt32LittleEndian(words[4..]);
        nanoseconds = (seconds * Second) + (micros * Microsecond);
        return seconds >= 0 && micros is >= 0 and < 1_000_000;
    }

    private void Set(int timer, long due, long interval)
    {
        _timers[timer] = due == 0 ? (Never, 0) : (_host.Now(s_timers[timer].Clock) + due, interval);
        HasTimers = _timers.Any(set => set.Due != Never);
    }

    private long Left(int timer) =>
        _timers[timer].Due == Never ? 0 : Math.Max(Microsecond, _timers[timer].Due - _host.Now(s_timers[timer].Clock));

    private void ExpireTimers()
    {
        for (int i = 0; HasTimers && i < s_timers.Length; i++)
        {
            (long due, long interval) = _timers[i];
            if (due != Never && _host.Now(s_timers[i].Clock) is var now && now >= due)
            {
                // Those that were missed meanwhile are one.
                _timers[i].Due = interval == 0 ? Never : due + (((now - due) / interval) + 1) * interval;
                Send(new SignalCause(s_timers[i].Signal, SignalCause.ByKernel, 0));
            }
        }
        HasTimers = _timers.Any(set => set.Due != Never);
    }

    /// <summary>Waits, until a signal strikes.</summary>
    /// <param name="nanoseconds">How long.</param>
    /// <param name="restarts">Whether the call may be made again after the handler.</param>
    /// <returns>0 when the time is over, else an error.</returns>
    private int Wait(long nanoseconds, bool restarts)
    {
        long now = _host.Now(HostClock.Monotonic), end = nanoseconds > Never - now ? Never : now + nanoseconds;
        while (true)
        {
            ExpireTimers();
            if (IsStruck)
            {
                return restarts ? -Errno.Restart : -Errno.Interrupted;
            }
            now = _host.Now(HostClock.Monotonic);
            long due = _timers[0].Due;
            if (now >= end)
            {
                return 0;
            }
            _host.Sleep(Math.Min(end, due) - now);
            if (due >= end && !(due == Never && end == Never))
            {
                return 0;
            }
            if (due == Never)
            {
                // Nothing can end this wait but the end of the program from outside.
                return -Errno.Interrupted;
            }
        }
    }
}
