namespace SiloSim.Sh4;

/// <content>Fetches through the modelled instruction cache, and the operations on it.</content>
/// <remarks>Source: SH-4 hardware manual, "Caches", "Cache Control Register (CCR)", "Instruction Cache (IC)".</remarks>
public sealed partial class Core
{
    private const uint CcrInvalidateOperand = 1u << 3;
    private const uint CcrEnableInstruction = 1u << 8;
    private const uint CcrInvalidateInstruction = 1u << 11;
    private const uint CcrIndexInstruction = 1u << 15;
    private const uint CcrBroadcast = 1u << 24;
    private const uint UncachedSegment = 0xA000_0000;
    private const uint SegmentField = 0xE000_0000;

    private readonly InstructionCache? _instructionCache;

    /// <summary>
    /// The core's instruction cache forgets a range, before its next fetch. From any thread; nothing where text is coherent.
    /// </summary>
    /// <param name="physical">Physical address of the first byte.</param>
    /// <param name="bytes">Bytes, 0 or more.</param>
    public void ForgetText(uint physical, int bytes) => _instructionCache?.Post(physical, bytes);

    /// <summary>ICBI: checked as a load, also where text is coherent.</summary>
    internal void InvalidateInstructionLine(uint address)
    {
        if (!Translate(address, 1, store: false, out uint physical) || _instructionCache is null)
        {
            return;
        }
        _instructionCache.Invalidate(address, physical);
        if ((_state.Ccr & CcrBroadcast) != 0)
        {
            _world.BroadcastInvalidate(physical & ~(InstructionCache.LineBytes - 1u), InstructionCache.LineBytes);
        }
    }

    private void StoreCcr(uint value)
    {
        // The bits that start something read 0.
        _state.Ccr = value & ~(CcrInvalidateInstruction | CcrInvalidateOperand);
        if (_instructionCache is not null)
        {
            _instructionCache.IndexMode = (value & CcrIndexInstruction) != 0;
            if ((value & CcrInvalidateInstruction) != 0)
            {
                _instructionCache.InvalidateAll();
            }
        }
    }

    /// <summary>Whether the text there comes from the modelled cache: it is enabled, and the segment is not P2.</summary>
    private bool IsCached(uint pc) =>
        _instructionCache is not null && (_state.Ccr & CcrEnableInstruction) != 0
        && (pc & SegmentField) != UncachedSegment && pc < ControlSegment;

    /// <summary>Translation, permission and presence first, as for any fetch; then the line, filled where it is not valid.</summary>
    private bool TryFetchCached(uint pc, out uint entry)
    {
        entry = 0;
        if (!TryFindText(pc, out PageCode? page, out uint offset))
        {
            return false;
        }
        uint physical = page.PhysicalBase + offset;
        if (!_instructionCache!.TryRead(pc, physical, out entry))
        {
            entry = _instructionCache.Fill(pc, physical, page);
        }
        return true;
    }
}
