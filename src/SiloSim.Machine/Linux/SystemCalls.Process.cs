using System.Text;

namespace SiloSim.Machine.Linux;

/// <content>The process and its signals, which end it or are ignored: no handler is ever called.</content>
internal sealed partial class SystemCalls
{
    private const uint DefaultHandler = 0;
    private const uint IgnoreHandler = 1;
    private const int ActionBytes = 20;
    private const int NameBytes = 65;
    private const uint Infinity = uint.MaxValue;

    private readonly byte[]?[] _actions = new byte[]?[Signals.Last + 1];
    private ulong _mask;

    /// <summary>Whether the program has asked for a handler of its own, which is not called.</summary>
    public bool HasHandler(int signal) => Handler(signal) > IgnoreHandler;

    /// <summary>Sends the program a signal that it has caused itself.</summary>
    public void Raise(int signal)
    {
        if (signal != 0 && Handler(signal) != IgnoreHandler
            && !(Handler(signal) == DefaultHandler && Signals.IsIgnoredByDefault(signal)))
        {
            FatalSignal = signal;
        }
    }

    /// <summary>kill, tkill, tgkill: only itself.</summary>
    public int Kill(uint process, uint signal)
    {
        if (signal > Signals.Last)
        {
            return -Errno.Invalid;
        }
        if ((int)process != ProcessId && (int)process is not 0 and not -1)
        {
            return -Errno.NoProcess;
        }
        bool held = signal != 0 && signal != (uint)Signal.Kill && (_mask & (1UL << ((int)signal - 1))) != 0;
        if (!held)
        {
            Raise((int)signal);
        }
        return 0;
    }

    /// <summary>signal.</summary>
    public int SetHandler(uint signal, uint handler)
    {
        if (!CanHandle(signal))
        {
            return -Errno.Invalid;
        }
        uint before = Handler((int)signal);
        byte[] action = new byte[ActionBytes];
        BitConverter.TryWriteBytes(action, handler);
        _actions[signal] = action;
        return (int)before;
    }

    /// <summary>rt_sigaction: kept and given back.</summary>
    public int SetAction(uint signal, uint action, uint before)
    {
        if (!CanHandle(signal) && (signal is 0 or > Signals.Last || action != 0))
        {
            return -Errno.Invalid;
        }
        byte[] wanted = new byte[ActionBytes];
        if ((action != 0 && !_space.TryRead(action, wanted))
            || (before != 0 && !_space.TryWrite(before, _actions[signal] ?? new byte[ActionBytes])))
        {
            return -Errno.Fault;
        }
        if (action != 0)
        {
            _actions[signal] = wanted;
        }
        return 0;
    }

    /// <summary>rt_sigprocmask.</summary>
    public int SetMask(uint how, uint set, uint before, uint bytes)
    {
        if (bytes != 8)
        {
            return -Errno.Invalid;
        }
        uint low = 0, high = 0;
        if ((set != 0 && !(_space.TryRead32(set, out low) && _space.TryRead32(set + 4, out high)))
            || (before != 0 && !WriteWords(before, (uint)_mask, (uint)(_mask >> 32))))
        {
            return -Errno.Fault;
        }
        if (set != 0)
        {
            ulong wanted = ((ulong)high << 32) | low;
            switch (how)
            {
                case 0:
                    _mask |= wanted;
                    break;
                case 1:
                    _mask &= ~wanted;
                    break;
                case 2:
                    _mask = wanted;
                    break;
                default:
                    return -Errno.Invalid;
            }
        }
        return 0;
    }

    /// <summary>sigaltstack: none is set, and none is used.</summary>
    public int AlternateStack(uint before) => before == 0 || WriteWords(before, 0, 2, 0) ? 0 : -Errno.Fault;

    /// <summary>Answers with zeros.</summary>
    public int Zero(uint buffer, int bytes) => _space.TryWrite(buffer, new byte[bytes]) ? 0 : -Errno.Fault;

    /// <summary>uname.</summary>
    public int Name(uint buffer)
    {
        byte[] names = new byte[6 * NameBytes];
        string[] parts = ["Linux", "silosim", "6.1.0", "#1 SiloSim", "sh4", "(none)"];
        for (int i = 0; i < parts.Length; i++)
        {
            Encoding.ASCII.GetBytes(parts[i], names.AsSpan(i * NameBytes));
        }
        return _space.TryWrite(buffer, names) ? 0 : -Errno.Fault;
    }

    /// <summary>getrlimit.</summary>
    public int Limit(uint resource, uint buffer)
    {
        uint limit = LimitOf(resource);
        return WriteWords(buffer, limit, limit) ? 0 : -Errno.Fault;
    }

    /// <summary>prlimit64: what the limits are; none can be set.</summary>
    public int LongLimit(uint resource, uint buffer)
    {
        uint limit = LimitOf(resource);
        uint high = limit == Infinity ? Infinity : 0;
        return buffer == 0 || WriteWords(buffer, limit, high, limit, high) ? 0 : -Errno.Fault;
    }

    /// <summary>getrusage: the time alone.</summary>
    public int Usage(uint buffer)
    {
        long spent = _host.Now(HostClock.Processor);
        byte[] usage = new byte[72];
        BitConverter.TryWriteBytes(usage.AsSpan(0), (uint)(spent / Second));
        BitConverter.TryWriteBytes(usage.AsSpan(4), (uint)(spent % Second / 1000));
        return _space.TryWrite(buffer, usage) ? 0 : -Errno.Fault;
    }

    /// <summary>sched_getaffinity: one CPU.</summary>
    public int Affinity(uint bytes, uint buffer) =>
        bytes < 4 || bytes % 4 != 0 ? -Errno.Invalid : WriteWords(buffer, 1) ? 4 : -Errno.Fault;

    /// <summary>getcpu.</summary>
    public int Processor(uint cpu, uint node) =>
        (cpu == 0 || _space.TryWrite32(cpu, 0)) && (node == 0 || _space.TryWrite32(node, 0)) ? 0 : -Errno.Fault;

    /// <summary>prctl: the name of the process is taken and forgotten.</summary>
    public static int ControlProcess(uint what) => what == 15 ? 0 : -Errno.Invalid;

    private static uint LimitOf(uint resource) => resource switch
    {
        3 => ProgramLayout.StackBytes,
        7 => Descriptors.Maximum,
        _ => Infinity,
    };

    private static bool CanHandle(uint signal) => signal is > 0 and <= Signals.Last and not (uint)Signal.Kill and not 19;

    private uint Handler(int signal) => _actions[signal] is { } action ? BitConverter.ToUInt32(action) : DefaultHandler;
}
