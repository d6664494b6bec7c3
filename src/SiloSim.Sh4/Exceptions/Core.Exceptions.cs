using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <content>Exceptions, interrupts and NMIs.</content>
/// <remarks>Source: SH-4 software manual, "Exceptions".</remarks>
public sealed partial class Core
{
    private const uint GeneralVector = 0x100;
    private const uint InterruptVector = 0x600;
    private const uint NmiCode = 0x1C0;

    private int _exceptionsInsideNmi;

    /// <summary>
    /// Whether the core is inside an NMI: from its acceptance to the <c>rte</c> that ends it. Exceptions and
    /// interrupts taken inside are counted, so their <c>rte</c> does not end it.
    /// </summary>
    public bool InNmi { get; private set; }

    /// <summary>Accepts an NMI, if it is not held back.</summary>
    /// <returns>
    /// False: held back, since SR.BL is set or an NMI is running; nothing changed, but a sleeping core wakes. True:
    /// SPC, SSR and SGR are saved, MD = RB = BL = 1, INTEVT = 1C0, PC = VBR + 600, the core is awake.
    /// </returns>
    /// <remarks>Source: SH-4 software manual, "Exceptions", "Interrupts", "NMI".</remarks>
    public bool TryAcceptNmi()
    {
        Asleep = false;
        if (InNmi || (_state.SrWithoutT & StatusRegister.BlBit) != 0)
        {
            return false;
        }
        InNmi = true;
        _exceptionsInsideNmi = 0;
        _state.Intevt = NmiCode;
        Enter(_state.PcNow, InterruptVector);
        return true;
    }

    /// <summary>Accepts an interrupt, if it is not masked.</summary>
    /// <param name="level">Its level, 1 to 15: accepted when above SR.IMASK.</param>
    /// <param name="intevt">Its code for INTEVT.</param>
    /// <returns>
    /// False: masked or held back by SR.BL; nothing changed, but where only BL is in the way a sleeping core wakes.
    /// True: as for an NMI, with the code given.
    /// </returns>
    /// <remarks>Source: SH-4 software manual, "Exceptions", "Interrupts"; "Sleep Mode" on SLEEP with BL = 1.</remarks>
    public bool TryAcceptInterrupt(int level, uint intevt)
    {
        var sr = new StatusRegister(_state.SrWithoutT);
        if (level <= sr.Imask)
        {
            return false;
        }
        Asleep = false;
        if (sr.Bl)
        {
            return false;
        }
        CountExceptionInsideNmi();
        _state.Intevt = intevt;
        Enter(_state.PcNow, InterruptVector);
        return true;
    }

    private void CountExceptionInsideNmi()
    {
        if (InNmi)
        {
            _exceptionsInsideNmi++;
        }
    }

    private void Enter(uint returnTo, uint vector)
    {
        CpuState s = _state;
        s.Spc = returnTo;
        s.Ssr = s.Sr;
        s.Sgr = s[15];
        s.Sr |= StatusRegister.MdBit | StatusRegister.RbBit | StatusRegister.BlBit;
        s.PcNow = s.Vbr + vector;
        _hostCallPending = false;
        ClearLink();
        ModeChanged();
    }

    /// <summary>The running instruction has no meaning.</summary>
    internal void RaiseIllegal() => Raise(ExceptionCode.Illegal);

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
        switch (attention)
        {
            case Attention.FrameAbsent:
                exit = new CoreExit(ExitReason.FrameAbsent, _attentionAddress, _attentionKind, s.PcNow);
                return true;
            case Attention.HostCall:
                _hostCallPending = true;
                exit = new CoreExit(ExitReason.HostCall, Pc: s.PcNow);
                return true;
            case Attention.NoMemory:
                exit = Failed(entry, $"no memory at {_attentionAddress:x8}");
                return true;
            case Attention.ReadOnly:
                exit = Failed(entry, $"read-only memory at {_attentionAddress:x8}");
                return true;
        }

        bool trap = _exception == ExceptionCode.Trapa;
        uint vector = s.Vbr + GeneralVector;
        if ((s.SrWithoutT & StatusRegister.BlBit) != 0)
        {
            exit = Failed(entry, $"{Cause(entry)} with SR.BL set");
            return true;
        }
        if (vector >= ControlSegment || _memory is null || _memory.IndexOf(Physical(vector)) < 0)
        {
            exit = Failed(entry, $"{Cause(entry)} with no memory at its vector {vector:x8}");
            return true;
        }
        CountExceptionInsideNmi();
        s.Expevt = (uint)_exception;
        if (trap)
        {
            s.Tra = _attentionAddress << 2;
        }
        else if (_exception is ExceptionCode.AddressErrorLoad or ExceptionCode.AddressErrorStore)
        {
            s.Tea = _attentionAddress;
        }
        Enter(s.PcNow + (trap ? 2u : 0u), GeneralVector);
        return false;
    }

    private CoreExit Failed(uint entry, string cause) =>
        new(ExitReason.Failed, Pc: _state.PcNow, Opcode: (ushort)entry, Cause: cause);

    private string Cause(uint entry) => _exception switch
    {
        ExceptionCode.AddressErrorLoad when entry == 0 => $"address error (fetch at {_attentionAddress:x8})",
        ExceptionCode.AddressErrorLoad => $"address error (load at {_attentionAddress:x8})",
        ExceptionCode.AddressErrorStore => $"address error (store at {_attentionAddress:x8})",
        ExceptionCode.Fpu => "FPU exception",
        ExceptionCode.Trapa => $"trapa #{_attentionAddress}",
        ExceptionCode.Illegal => "illegal instruction",
        ExceptionCode.SlotIllegal => "slot illegal instruction",
        ExceptionCode.FpuDisabled => "FPU disabled",
        _ => "slot FPU disabled",
    };
}
