using System.Buffers.Binary;
using System.Numerics;

namespace SiloSim.Machine.Linux;

/// <content>Signals: what the program wants, what waits, what is held back, and handlers that are called.</content>
internal sealed partial class SystemCalls
{
    private const int ActionBytes = 20;
    private const uint StackDisabled = 2;
    private const uint OnStack = 1;
    private const uint LeastStackBytes = 2048;

    // Faults come before all others: SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS.
    private const ulong Faults = (1UL << 10) | (1UL << 6) | (1UL << 3) | (1UL << 4) | (1UL << 7) | (1UL << 30);
    private const ulong NeverHeld = (1UL << 8) | (1UL << 18);

    private readonly SignalAction[] _actions = new SignalAction[Signals.Last + 1];
    private readonly SignalCause[] _causes = new SignalCause[Signals.Last + 1];
    private ulong _mask;
    private ulong _pending;
    private ulong? _maskAfterWait;
    private uint _stackBase;
    private uint _stackBytes;
    private bool? _returnsLong;

    /// <summary>The signal that ends it, if one does.</summary>
    public int FatalSignal { get; private set; }

    /// <summary>Whether a signal waits that is not held back.</summary>
    private bool IsStruck => (_pending & ~_mask) != 0;

    /// <summary>Sends the program a signal: it is delivered when the call is over.</summary>
    public void Send(SignalCause cause)
    {
        SignalAction action = _actions[cause.Number];
        if (action.Handler != SignalAction.Ignore && (action.IsHandled || !Signals.IsIgnoredByDefault(cause.Number)))
        {
            _pending |= Bit(cause.Number);
            _causes[cause.Number] = cause;
        }
    }

    /// <summary>Sends a fault of the instruction that the program stands at.</summary>
    /// <returns>Whether a handler has it; if not, the program is at its end.</returns>
    public bool TryHandle(SignalCause cause)
    {
        SignalAction action = _actions[cause.Number];
        return action.IsHandled && (_mask & Bit(cause.Number)) == 0 && TryCall(cause, action);
    }

    /// <summary>Ends a call: what r0 becomes is there. A frame is taken back, signals are delivered.</summary>
    /// <param name="result">The answer of the call.</param>
    /// <param name="before">r0 before the call, for one that is made again.</param>
    public void AfterCall(uint result, uint before)
    {
        if (_returnsLong is { } isLong)
        {
            _returnsLong = null;
            if (!SignalFrame.TryPop(_space, _state, isLong, out ulong mask))
            {
                FatalSignal = (int)Signal.Segmentation;
                return;
            }
            _mask = mask & ~NeverHeld;
        }
        bool again = (int)result == -Errno.Restart;
        Deliver(again, before);
        if (_maskAfterWait is { } wanted)
        {
            _mask = wanted;
            _maskAfterWait = null;
        }
    }

    /// <summary>Sends what the timers are due for, and delivers what waits.</summary>
    public void Deliver()
    {
        ExpireTimers();
        Deliver(again: false, 0);
    }

    /// <summary>rt_sigreturn, sigreturn.</summary>
    public int Return(bool isLong)
    {
        _returnsLong = isLong;
        return 0;
    }

    /// <summary>kill: itself, or all that there are, which is itself.</summary>
    public int Kill(uint process, uint signal, int code)
    {
        if (signal > Signals.Last)
        {
            return -Errno.Invalid;
        }
        bool isGroup = code == SignalCause.ByUser && ((int)process is 0 or -1 || (int)process == -ProcessId);
        if ((int)process != ProcessId && !isGroup)
        {
            return -Errno.NoProcess;
        }
        if (signal != 0)
        {
            Send(new SignalCause((int)signal, code, (uint)ProcessId));
        }
        return 0;
    }

    /// <summary>signal: as on System V, the handler is called once.</summary>
    public int SetHandler(uint signal, uint handler)
    {
        if (!CanHandle(signal))
        {
            return -Errno.Invalid;
        }
        uint before = _actions[signal].Handler;
        _actions[signal] = new SignalAction(handler, SignalAction.Once | SignalAction.DoesNotDefer);
        return (int)before;
    }

    /// <summary>rt_sigaction.</summary>
    public int SetAction(uint signal, uint action, uint before, uint bytes)
    {
        if (bytes != 8 || signal is 0 or > Signals.Last || (action != 0 && !CanHandle(signal)))
        {
            return -Errno.Invalid;
        }
        Span<byte> wanted = stackalloc byte[ActionBytes];
        SignalAction old = _actions[signal];
        if ((action != 0 && !_space.TryRead(action, wanted))
            || (before != 0 && !WriteWords(before, old.Handler, old.Flags, old.Restorer, (uint)old.Mask, (uint)(old.Mask >> 32))))
        {
            return -Errno.Fault;
        }
        if (action != 0)
        {
            _actions[signal] = new SignalAction(
                BinaryPrimitives.ReadUInt32LittleEndian(wanted),
                BinaryPrimitives.ReadUInt32LittleEndian(wanted[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(wanted[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(wanted[12..]) & ~NeverHeld);
            if (!_actions[signal].IsHandled
                && (_actions[signal].Handler == SignalAction.Ignore || Signals.IsIgnoredByDefault((int)signal)))
            {
                _pending &= ~Bit((int)signal);
            }
        }
        return 0;
    }

    /// <summary>rt_sigprocmask.</summary>
    public int SetMask(uint how, uint set, uint before, uint bytes)
    {
        if (bytes != 8 || (set != 0 && how > 2))
        {
            return -Errno.Invalid;
        }
        ulong wanted = 0, old = _mask;
        if (set != 0 && !TryReadSet(set, out wanted))
        {
            return -Errno.Fault;
        }
        if (set != 0)
        {
            _mask = how switch { 0 => _mask | wanted, 1 => _mask & ~wanted, _ => wanted };
        }
        return before == 0 || WriteWords(before, (uint)old, (uint)(old >> 32)) ? 0 : -Errno.Fault;
    }

    /// <summary>rt_sigpending.</summary>
    public int Pending(uint set, uint bytes) =>
        bytes > 8 ? -Errno.Invalid
        : WriteWords(set, (uint)(_pending & _mask), (uint)((_pending & _mask) >> 32)) ? 0 : -Errno.Fault;

    /// <summary>pause.</summary>
    public int Pause() => Wait(long.MaxValue, restarts: false);

    /// <summary>rt_sigsuspend.</summary>
    public int Suspend(uint set, uint bytes)
    {
        if (bytes != 8)
        {
            return -Errno.Invalid;
        }
        if (!TryReadSet(set, out ulong wanted))
        {
            return -Errno.Fault;
        }
        _maskAfterWait = _mask;
        _mask = wanted;
        return Pause();
    }

    /// <summary>rt_sigtimedwait: takes one of the signals, without a handler.</summary>
    public int TakeSignal(uint set, uint information, uint timeout, bool isLong)
    {
        long nanoseconds = long.MaxValue;
        if (!TryReadSet(set, out ulong wanted) || (timeout != 0 && !ReadTime(timeout, isLong, out nanoseconds)))
        {
            return -Errno.Fault;
        }
        if (nanoseconds < 0)
        {
            return -Errno.Invalid;
        }
        ulong mask = _mask;
        _mask &= ~wanted;
        int woken = Wait(nanoseconds, restarts: false);
        _mask = mask;
        if ((_pending & wanted) == 0)
        {
            return woken != 0 ? woken : -Errno.Again;
        }
        SignalCause cause = _causes[First(_pending & wanted)];
        _pending &= ~Bit(cause.Number);
        byte[] bytes = new byte[128];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, cause.Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), cause.Code);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), cause.Value);
        return information == 0 || _space.TryWrite(information, bytes) ? cause.Number : -Errno.Fault;
    }

    /// <summary>sigaltstack.</summary>
    public int AlternateStack(uint stack, uint before)
    {
        bool isUsed = IsOnAlternateStack;
        Span<byte> wanted = stackalloc byte[12];
        (uint oldBase, uint oldBytes) = (_stackBase, _stackBytes);
        if (stack != 0)
        {
            if (!_space.TryRead(stack, wanted))
            {
                return -Errno.Fault;
            }
            uint address = BinaryPrimitives.ReadUInt32LittleEndian(wanted);
            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(wanted[4..]) & int.MaxValue;
            uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(wanted[8..]);
            if (isUsed)
            {
                return -Errno.NotPermitted;
            }
            if (flags is not 0 and not OnStack and not StackDisabled)
            {
                return -Errno.Invalid;
            }
            if (flags != StackDisabled && bytes < LeastStackBytes)
            {
                return -Errno.NoMemory;
            }
            (_stackBase, _stackBytes) = flags == StackDisabled ? (0, 0) : (address, bytes);
        }
        uint state = oldBytes == 0 ? StackDisabled : isUsed ? OnStack : 0;
        return before == 0 || WriteWords(before, oldBase, state, oldBytes) ? 0 : -Errno.Fault;
    }

    private bool IsOnAlternateStack => _stackBytes != 0 && _state[15] - _stackBase - 1 < _stackBytes;

    private static ulong Bit(int signal) => 1UL << (signal - 1);

    private static int First(ulong signals) =>
        1 + BitOperations.TrailingZeroCount((signals & Faults) != 0 ? signals & Faults : signals);

    private static bool CanHandle(uint signal) => signal is > 0 and <= Signals.Last and not (uint)Signal.Kill and not 19;

    private bool TryReadSet(uint address, out ulong set)
    {
        bool isThere = _space.TryRead32(address, out uint low) & _space.TryRead32(address + 4, out uint high);
        set = (((ulong)high << 32) | low) & ~NeverHeld;
        return isThere;
    }

    private void Deliver(bool again, uint before)
    {
        bool hasCalled = false;
        while (FatalSignal == 0 && IsStruck)
        {
            SignalCause cause = _causes[First(_pending & ~_mask)];
            SignalAction action = _actions[cause.Number];
            _pending &= ~Bit(cause.Number);
            if (!action.IsHandled)
            {
                // It has come back to its default since it was sent; those that do nothing are gone already.
                FatalSignal = cause.Number;
                return;
            }
            if (again && !hasCalled)
            {
                SetRestart((action.Flags & SignalAction.Restarts) != 0, before);
            }
            hasCalled = true;
            if (!TryCall(cause, action))
            {
                FatalSignal = (int)Signal.Segmentation;
            }
        }
        if (again && !hasCalled)
        {
            SetRestart(true, before);
        }
    }

    /// <summary>Lets a call that was interrupted be made again after the handler, or answer EINTR.</summary>
    private void SetRestart(bool again, uint before)
    {
        _state[0] = again ? before : unchecked((uint)-Errno.Interrupted);
        _state.Pc -= again ? 2u : 0;
    }

    private bool TryCall(SignalCause cause, SignalAction action)
    {
        bool changesStack = (action.Flags & SignalAction.OnAlternateStack) != 0 && _stackBytes != 0 && !IsOnAlternateStack;
        uint stack = changesStack ? _stackBase + _stackBytes : 0;
        if (!SignalFrame.TryPush(_space, _state, cause, action, _maskAfterWait ?? _mask, stack))
        {
            return false;
        }
        _maskAfterWait = null;
        _mask |= action.Mask | ((action.Flags & SignalAction.DoesNotDefer) != 0 ? 0 : Bit(cause.Number));
        if ((action.Flags & SignalAction.Once) != 0)
        {
            _actions[cause.Number] = default;
        }
        return true;
    }
}
