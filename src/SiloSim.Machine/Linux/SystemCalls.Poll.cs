using System.Buffers.Binary;

namespace SiloSim.Machine.Linux;

/// <content>Waiting for files.</content>
internal sealed partial class SystemCalls
{
    private const uint ReadReady = 1;
    private const uint WriteReady = 4;
    private const uint NotOpen = 0x20;
    private const uint MostSelected = 1024;
    private const long PollStep = 10_000_000;

    /// <summary>poll.</summary>
    public int Poll(uint files, uint count, int milliseconds) =>
        PollFor(files, count, milliseconds < 0 ? Never : milliseconds * 1_000_000L);

    /// <summary>ppoll.</summary>
    public int Poll(uint files, uint count, uint timeout, uint mask, bool isLong) =>
        Timeout(timeout, isLong, out long nanoseconds) is var wrong and not 0 ? wrong
        : WithMask(mask, () => PollFor(files, count, nanoseconds));

    /// <summary>select: the time that is left is not written back.</summary>
    public int Select(uint count, uint reads, uint writes, uint errors, uint timeout)
    {
        long nanoseconds = Never;
        Span<byte> time = stackalloc byte[8];
        if (timeout != 0 && !_space.TryRead(timeout, time))
        {
            return -Errno.Fault;
        }
        return timeout != 0 && !TryTime(time, out nanoseconds) ? -Errno.Invalid
            : SelectFor(count, reads, writes, errors, nanoseconds);
    }

    /// <summary>pselect6: the last argument is the address of the mask's address.</summary>
    public int Select(uint count, uint reads, uint writes, uint errors, uint timeout, uint maskAt, bool isLong)
    {
        uint mask = 0;
        return Timeout(timeout, isLong, out long nanoseconds) is var wrong and not 0 ? wrong
            : maskAt != 0 && !_space.TryRead32(maskAt, out mask) ? -Errno.Fault
            : WithMask(mask, () => SelectFor(count, reads, writes, errors, nanoseconds));
    }

    private int Timeout(uint address, bool isLong, out long nanoseconds)
    {
        nanoseconds = Never;
        return address == 0 ? 0
            : !ReadTime(address, isLong, out nanoseconds) ? -Errno.Fault
            : nanoseconds < 0 ? -Errno.Invalid : 0;
    }

    private int WithMask(uint address, Func<int> wait)
    {
        if (address == 0)
        {
            return wait();
        }
        if (!TryReadSet(address, out ulong mask))
        {
            return -Errno.Fault;
        }
        (ulong before, _mask) = (_mask, mask);
        int result = wait();
        if (result == -Errno.Interrupted)
        {
            _maskAfterWait = before;
        }
        else
        {
            _mask = before;
        }
        return result;
    }

    private int PollFor(uint files, uint count, long nanoseconds)
    {
        if (count > Descriptors.Maximum)
        {
            return -Errno.Invalid;
        }
        byte[] bytes = new byte[count * 8];
        if (!_space.TryRead(files, bytes))
        {
            return -Errno.Fault;
        }
        var asked = new (uint Descriptor, uint Events)[count];
        for (int i = 0; i < asked.Length; i++)
        {
            asked[i] = (
                BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * 8)),
                BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan((i * 8) + 4)));
        }
        int ready = WaitFor(asked, nanoseconds, out uint[] found);
        for (int i = 0; i < found.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((i * 8) + 6), (ushort)found[i]);
        }
        return ready < 0 || _space.TryWrite(files, bytes) ? ready : -Errno.Fault;
    }

    private int SelectFor(uint count, uint reads, uint writes, uint errors, long nanoseconds)
    {
        if (count > MostSelected)
        {
            return -Errno.Invalid;
        }
        var asked = new List<(uint Descriptor, uint Events)>();
        for (uint i = 0; i < count; i++)
        {
            if (!TryTest(reads, i, out bool isRead) || !TryTest(writes, i, out bool isWritten))
            {
                return -Errno.Fault;
            }
            if (isRead || isWritten)
            {
                if (!_open.TryFind(i, out _))
                {
                    return -Errno.BadDescriptor;
                }
                asked.Add((i, (isRead ? ReadReady : 0) | (isWritten ? WriteReady : 0)));
            }
        }
        int ready = WaitFor([.. asked], nanoseconds, out uint[] found);
        if (ready < 0)
        {
            return ready;
        }
        (uint Set, uint Event)[] sets = [(reads, ReadReady), (writes, WriteReady), (errors, 0)];
        int bits = 0;
        foreach ((uint set, uint wanted) in sets)
        {
            uint[] words = new uint[(count + 31) / 32];
            for (int i = 0; i < found.Length; i++)
            {
                bool isSet = set != 0 && (found[i] & wanted) != 0;
                words[asked[i].Descriptor / 32] |= isSet ? 1u << (int)(asked[i].Descriptor % 32) : 0;
                bits += isSet ? 1 : 0;
            }
            if (set != 0 && !WriteWords(set, words))
            {
                return -Errno.Fault;
            }
        }
        return bits;
    }

    private bool TryTest(uint set, uint bit, out bool isSet)
    {
        uint word = 0;
        bool isThere = set == 0 || _space.TryRead32(set + (bit / 32 * 4), out word);
        isSet = ((word >> (int)(bit % 32)) & 1) != 0;
        return isThere;
    }

    private int WaitFor((uint Descriptor, uint Events)[] asked, long nanoseconds, out uint[] found)
    {
        found = new uint[asked.Length];
        long now = _host.Now(HostClock.Monotonic), end = nanoseconds > Never - now ? Never : now + nanoseconds;
        while (true)
        {
            int ready = 0, outside = 0;
            IOpenFile? awaited = null;
            uint events = 0;
            for (int i = 0; i < asked.Length; i++)
            {
                found[i] = ReadyNow(asked[i].Descriptor, asked[i].Events, out IOpenFile? file);
                ready += found[i] == 0 ? 0 : 1;
                if (file is { IsOutside: true } && (asked[i].Events & (ReadReady | WriteReady)) != 0)
                {
                    (awaited, events) = (file, asked[i].Events);
                    outside++;
                }
            }
            ExpireTimers();
            now = _host.Now(HostClock.Monotonic);
            if (ready > 0 || now >= end)
            {
                return ready;
            }
            if (IsStruck)
            {
                return -Errno.Interrupted;
            }
            if (awaited is null)
            {
                return Wait(end == Never ? Never : end - now, restarts: false);
            }
            long most = Math.Min(end, _timers[0].Due);
            long step = most == Never ? Never : Math.Max(0, most - now);
            awaited.IsReady((events & ReadReady) != 0, outside > 1 || (events & 5) == 5 ? Math.Min(step, PollStep) : step);
        }
    }

    private uint ReadyNow(uint descriptor, uint events, out IOpenFile? file)
    {
        file = null;
        if ((int)descriptor < 0)
        {
            return 0;
        }
        if (!_open.TryFind(descriptor, out Descriptors.Open? open))
        {
            return NotOpen;
        }
        file = open.File;
        return ((events & ReadReady) != 0 && file.IsReady(reads: true, 0) ? ReadReady : 0)
            | ((events & WriteReady) != 0 && file.IsReady(reads: false, 0) ? WriteReady : 0);
    }
}
