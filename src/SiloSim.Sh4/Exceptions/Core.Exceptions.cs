using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <content>General exceptions: what an instruction raises, and how the core enters the handler.</content>
/// <remarks>Source: SH-4 software manual, "Exceptions".</remarks>
public sealed partial class Core
{
    /// <summary>The running instruction has no meaning; where it is a slot, that is told later: see <see cref="BlameSlot"/>.</summary>
    internal void RaiseIllegal() => Raise(ExceptionCode.Illegal);

    /// <summary>
    /// The body that raised what waits in the attention is that of a slot: illegal for the registers it names or for FPSCR,
    /// it is a slot illegal instruction.
    /// </summary>
    private void BlameSlot()
    {
        if (_attention == Attention.Exception && _exception == ExceptionCode.Illegal)
        {
            _exception = ExceptionCode.SlotIllegal;
        }
    }

    /// <summary>An FPU instruction has a cause that FPSCR enables.</summary>
    internal void RaiseFpuException() => Raise(ExceptionCode.Fpu);

    /// <summary>A TRAPA: a call of the host, or the guest's exception.</summary>
    internal void Trap(uint number)
    {
        if (number == HostCall.Immediate)
        {
            Leave(Attention.HostCall, 0, AccessKind.Read);
        }
        else
        {
            _attentionAddress = number;
            Raise(ExceptionCode.Trapa);
        }
    }

    private void Raise(ExceptionCode code)
    {
        _exception = code;
        _attention = Attention.Exception;
    }

    private void RaiseAddressError(uint address, bool store)
    {
        _attentionAddress = address;
        Raise(store ? ExceptionCode.AddressErrorStore : ExceptionCode.AddressErrorLoad);
    }

    private void Leave(Attention attention, uint address, AccessKind kind)
    {
        _attention = attention;
        _attentionAddress = address;
        _attentionKind = kind;
    }

    /// <summary>
    /// Does what the attention says, with the state as before the instruction (or before the branch of the slot).
    /// </summary>
    /// <param name="entry">The entry of the instruction, 0 where none was fetched.</param>
    /// <param name="exit">How the run ends.</param>
    /// <returns>Whether the run ends; if not, an exception was entered.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Leaves(uint entry, out CoreExit exit)
    {
        CpuState s = _state;
        Attention attention = _attention;
        _attention = Attention.None;
        exit = default;
        if (_memory is { IsUserSpace: true })
        {
            exit = LeaveUserSpace(attention, entry);
            return true;
        }
        switch (attention)
        {
            case Attention.FrameAbsent:
                exit = new CoreExit(ExitReason.FrameAbsent, _attentionAddress, _attentionKind, s.PcNow);
                return true;
            case Attention.HostCall:
                _hostCallPending = true;
                exit = new CoreExit(ExitReason.HostCall, Pc: s.PcNow);
                return true;
            case Attention.Device:
                _deviceWanted = true;
                exit = new CoreExit(ExitReason.Budget, Pc: s.PcNow);
                return true;
            case Attention.NoMemory:
                exit = Failed(entry, $"no memory at {_attentionAddress:x8}");
                return true;
            case Attention.ReadOnly:
                exit = Failed(entry, $"read-only memory at {_attentionAddress:x8}");
                return true;
            default:
                return !TryEnterException(entry, out exit);
        }
    }

    private bool TryEnterException(uint entry, out CoreExit exit)
    {
        CpuState s = _state;
        exit = default;
        uint vector = _exception == ExceptionCode.UserBreak ? UserBreakVector : s.Vbr + ExceptionRules.Vector(_exception);
        string? failure =
            ExceptionRules.IsReset(_exception) ? ""
            : (s.SrWithoutT & StatusRegister.BlBit) != 0 ? " with SR.BL set"
            : !IsText(vector) ? $" with no memory at its vector {vector:x8}"
            : null;
        if (failure is not null)
        {
            exit = Failed(entry, Cause(entry) + failure);
            return false;
        }
        CountExceptionInsideNmi();
        s.Expevt = (uint)_exception;
        uint returnTo = s.PcNow;
        if (_exception == ExceptionCode.Trapa)
        {
            s.Tra = _attentionAddress << 2;
            returnTo += 2;
        }
        else if (ExceptionRules.SetsTea(_exception))
        {
            s.Tea = _attentionAddress;
            NoteFaultingPage(_exception, _attentionAddress);
        }
        Enter(returnTo, vector);
        return true;
    }

    private void Enter(uint returnTo, uint vector)
    {
        CpuState s = _state;
        s.Spc = returnTo;
        s.Ssr = s.Sr;
        s.Sgr = s[15];
        s.Sr |= StatusRegister.MdBit | StatusRegister.RbBit | StatusRegister.BlBit;
        s.PcNow = vector;
        _hostCallPending = false;
        ClearLink();
        ModeChanged();
    }

    // Text behind the MMU is found, or not, by its fetch.
    private bool IsText(uint vector) =>
        IsTranslated(vector)
        || (vector < ControlSegment && _memory is not null && _memory.IndexOf(Physical(vector)) >= 0);

    private CoreExit Failed(uint entry, string cause) =>
        new(ExitReason.Failed, Pc: _state.PcNow, Opcode: (ushort)entry, Cause: cause);

    private string Cause(uint entry) => _exception == ExceptionCode.Trapa
        ? $"trapa #{_attentionAddress}"
        : ExceptionText.Of(_exception, _attentionAddress, fetch: entry == 0);
}
