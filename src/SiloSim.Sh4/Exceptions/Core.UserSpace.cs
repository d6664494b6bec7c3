namespace SiloSim.Sh4;

/// <content>
/// A user program over <see cref="FrameTables.OfUserSpace"/>: there is no kernel in the guest, so every exception and
/// every TRAPA leaves to the host, which is the kernel.
/// </content>
public sealed partial class Core
{
    private const uint NoPageLoad = 0x040;
    private const uint NoPageStore = 0x060;
    private const uint ProtectedStore = 0x0C0;

    /// <summary>
    /// The exit for an attention. What nothing answers is what a TLB without such a page would raise, what refuses
    /// stores is a protection violation.
    /// </summary>
    private CoreExit LeaveUserSpace(Attention attention, uint entry)
    {
        CpuState s = _state;
        ushort opcode = (ushort)entry;
        if (attention == Attention.HostCall || (attention == Attention.Exception && _exception == ExceptionCode.Trapa))
        {
            _hostCallPending = true;
            return new CoreExit(ExitReason.HostCall, Pc: s.PcNow, Opcode: opcode);
        }
        if (attention == Attention.FrameAbsent)
        {
            return new CoreExit(ExitReason.FrameAbsent, _attentionAddress, _attentionKind, s.PcNow);
        }
        ClearLink();
        bool store = _attentionKind == AccessKind.Write;
        (uint code, string cause) = attention switch
        {
            Attention.NoMemory => (store ? NoPageStore : NoPageLoad, $"no memory at {_attentionAddress:x8}"),
            Attention.ReadOnly => (ProtectedStore, $"read-only memory at {_attentionAddress:x8}"),
            _ => ((uint)_exception, Cause(entry)),
        };
        bool hasAddress = attention != Attention.Exception
            || _exception is ExceptionCode.AddressErrorLoad or ExceptionCode.AddressErrorStore;
        AccessKind kind = attention != Attention.Exception ? _attentionKind
            : _exception == ExceptionCode.AddressErrorStore ? AccessKind.Write
            : AccessKind.Read;
        s.Expevt = code;
        return new CoreExit(ExitReason.Exception, hasAddress ? _attentionAddress : 0, kind, s.PcNow, opcode, cause);
    }
}
