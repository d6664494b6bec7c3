using System.Buffers.Binary;

namespace SiloSim.Machine.Linux;

/// <content>Time and chance.</content>
internal sealed partial class SystemCalls
{
    private const long Second = 1_000_000_000;
    private const long TickNanoseconds = 10_000_000;
    private const int MaximumChance = 1 << 20;

    /// <summary>time.</summary>
    public int Time(uint buffer)
    {
        uint now = (uint)(_host.Now(HostClock.Realtime) / Second);
        return buffer == 0 || _space.TryWrite32(buffer, now) ? (int)now : -Errno.Fault;
    }

    /// <summary>times.</summary>
    public int Times(uint buffer)
    {
        uint spent = (uint)(_host.Now(HostClock.Processor) / TickNanoseconds);
        return buffer != 0 && !WriteWords(buffer, spent, 0, 0, 0)
            ? -Errno.Fault
            : (int)(_host.Now(HostClock.Monotonic) / TickNanoseconds & int.MaxValue);
    }

    /// <summary>gettimeofday; the zone is Greenwich.</summary>
    public int TimeOfDay(uint buffer, uint zone)
    {
        long now = _host.Now(HostClock.Realtime);
        return (buffer == 0 || WriteWords(buffer, (uint)(now / Second), (uint)(now % Second / 1000)))
            && (zone == 0 || WriteWords(zone, 0, 0)) ? 0 : -Errno.Fault;
    }

    /// <summary>clock_gettime.</summary>
    public int Clock(uint clock, uint buffer, bool isLong) =>
        Of(clock) is not { } known ? -Errno.Invalid
        : WriteTime(buffer, _host.Now(known), isLong) ? 0 : -Errno.Fault;

    /// <summary>clock_getres.</summary>
    public int Resolution(uint clock, uint buffer, bool isLong) =>
        Of(clock) is null ? -Errno.Invalid
        : buffer == 0 || WriteTime(buffer, 1, isLong) ? 0 : -Errno.Fault;

    /// <summary>nanosleep, clock_nanosleep.</summary>
    public int Sleep(uint buffer, uint left, bool isLong, bool isAbsolute, uint clock)
    {
        if (Of(clock) is not { } known)
        {
            return -Errno.Invalid;
        }
        if (!ReadTime(buffer, isLong, out long nanoseconds))
        {
            return -Errno.Fault;
        }
        if (nanoseconds < 0)
        {
            return -Errno.Invalid;
        }
        long start = _host.Now(HostClock.Monotonic);
        long length = Math.Max(0, isAbsolute ? nanoseconds - _host.Now(known) : nanoseconds);
        int woken = Wait(length, restarts: false);
        if (woken != 0 && left != 0 && !isAbsolute)
        {
            long rest = Math.Max(0, length - (_host.Now(HostClock.Monotonic) - start));
            return WriteTime(left, rest, isLong) ? woken : -Errno.Fault;
        }
        return woken;
    }

    /// <summary>getrandom.</summary>
    public int Chance(uint buffer, uint bytes)
    {
        byte[] chance = new byte[Math.Min(bytes, MaximumChance)];
        _host.Fill(chance);
        return _space.TryWrite(buffer, chance) ? chance.Length : -Errno.Fault;
    }

    /// <summary>
    /// futex: one thread alone wakes nobody; waiting for a value that is there ends by its timeout, or never, and is
    /// refused.
    /// </summary>
    public int Futex(uint address, uint operation, uint value, uint timeout, bool isLong)
    {
        const uint Wait = 0, Wake = 1, Requeue = 3, WaitBits = 9, WakeBits = 10;
        const int WouldDeadlock = 35, TimedOut = 110;
        uint kind = operation & 0x7f;
        if (kind is Wake or WakeBits or Requeue)
        {
            return 0;
        }
        if (kind is not (Wait or WaitBits))
        {
            return -Errno.NoSystemCall;
        }
        if (!_space.TryRead32(address, out uint seen))
        {
            return -Errno.Fault;
        }
        if (seen != value)
        {
            return -Errno.Again;
        }
        if (timeout == 0)
        {
            return -WouldDeadlock;
        }
        int wrong = Sleep(timeout, 0, isLong, isAbsolute: kind == WaitBits, clock: 1);
        return wrong != 0 ? wrong : -TimedOut;
    }

    private static HostClock? Of(uint clock) => clock switch
    {
        0 or 5 => HostClock.Realtime,
        1 or 4 or 6 or 7 => HostClock.Monotonic,
        2 or 3 => HostClock.Processor,
        _ => null,
    };

    private bool ReadTime(uint buffer, bool isLong, out long nanoseconds)
    {
        Span<byte> bytes = stackalloc byte[isLong ? 16 : 8];
        nanoseconds = -1;
        if (!_space.TryRead(buffer, bytes))
        {
            return false;
        }
        long seconds = isLong ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        long rest = BinaryPrimitives.ReadInt32LittleEndian(bytes[(isLong ? 8 : 4)..]);
        const long MostSeconds = 1L << 33;
        if (seconds >= 0 && rest is >= 0 and < Second)
        {
            nanoseconds = (Math.Min(seconds, MostSeconds) * Second) + rest;
        }
        return true;
    }

    private bool WriteTime(uint buffer, long nanoseconds, bool isLong) => isLong
        ? WriteWords(buffer, (uint)(nanoseconds / Second), (uint)(nanoseconds / Second >> 32), (uint)(nanoseconds % Second), 0)
        : WriteWords(buffer, (uint)(nanoseconds / Second), (uint)(nanoseconds % Second));

    private bool WriteWords(uint address, params ReadOnlySpan<uint> words)
    {
        Span<byte> bytes = stackalloc byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * 4)..], words[i]);
        }
        return _space.TryWrite(address, bytes);
    }
}
