using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SiloSim.Sh4;

/// <content>The interpreter.</content>
/// <remarks>
/// For a body that reads the PC, <see cref="CpuState.PcNow"/> holds the address of the running instruction, for a delay
/// slot that of its branch; else it is stored where the loop is left. A body reads, checks and loads first and writes
/// last; one that cannot finish has changed nothing and has left its reason in <see cref="_attention"/>.
/// </remarks>
public sealed partial class Core
{
    private Attention _attention;
    private AccessKind _attentionKind;
    private uint _attentionAddress;
    private ExceptionCode _exception;

    // The text of a page of 1 KiB, and where in its frame the instruction is.
    private PageCode? _smallPage;
    private uint _smallPageOffset;

    // Where the running branch goes.
    private uint _next;

    internal uint Pc => _state.PcNow;

    internal uint T
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _state.TBit;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _state.TBit = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe ref uint R(uint register) => ref _registers[register];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetT(bool condition) => _state.TBit = condition ? 1u : 0u;

    /// <summary>Behind the running branch and its slot.</summary>
    internal uint Next => _next;

    /// <summary>The running branch goes there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BranchTo(uint target) => _next = target;

    internal void WriteSr(uint value)
    {
        _state.Sr = value;
        ModeChanged();
        LookForInterrupt();
    }

    internal void FallAsleep() => Asleep = true;

    /// <summary>Runs text, entry by entry, until something needs more than that.</summary>
    /// <remarks>
    /// While <see cref="_end"/> is not reached, the budget has room for the longest entry. What is left then runs one by
    /// one. A jump moves <see cref="_end"/> as far as it goes itself, so nothing is counted while text runs.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe CoreExit Interpret(int budget)
    {
        const int Room = TextEntry.LongestRun - 1;
        CpuState s = _state;
        int left = budget;
        CoreExit exit;
        while (true)
        {
            // Every way through this loop has stored the PC and has counted what retired.
            if (left <= 0 || _leavesLoop)
            {
                exit = new CoreExit(ExitReason.Budget, Pc: s.PcNow);
                break;
            }
            PageCode? page = FindPage(s.PcNow);
            if (page is null)
            {
                if (_attention == Attention.SmallPage ? RunInSmallPage(ref left, out exit) : Leaves(0, out exit))
                {
                    break;
                }
                continue;
            }
            int i = (int)(s.PcNow % FrameTables.FrameBytes) / 2;
            if (left <= Room)
            {
                if (RunCarefully(page.Single(i), ref left, out exit))
                {
                    break;
                }
                continue;
            }

            _page = page;
            _pageStart = s.PcNow & ~(uint)(FrameTables.FrameBytes - 1);
            _end = i + Math.Min(left, LongestStretch) - Room;
            int spent = left - _end + i;
            delegate*<Core, int, ulong, int>* handlers = _handlers;
            ref ulong entries = ref MemoryMarshal.GetArrayDataReference(page.Entries);
            do
            {
                ulong text = Unsafe.Add(ref entries, i);
                i = handlers[text >> TextEntry.HandlerShift](this, i, text);
            }
            while (i < _end);

            if (i != Stopped)
            {
                _stoppedAt = i;
                s.PcNow = _pageStart + ((uint)i * 2);
                left = spent + _end - i;
                continue;
            }
            i = _stoppedAt;
            left = spent + _end - i;
            s.PcNow = _pageStart + ((uint)i * 2);
            switch (_attention)
            {
                case Attention.Branched:
                    _attention = Attention.None;
                    s.PcNow = _next;
                    break;
                case Attention.TextMayHaveChanged:
                    _attention = Attention.None;
                    left--;
                    s.PcNow += 2;
                    break;
                case Attention.NeedsChecks:
                    _attention = Attention.None;
                    if (RunCarefully(page.Single(i), ref left, out exit))
                    {
                        goto stopped;
                    }
                    break;
                default:
                    if (Leaves(page.Single(_stoppedInSlot ? i + 1 : i), out exit))
                    {
                        goto stopped;
                    }
                    break;
            }
        }
    stopped:
        Retired += budget - left;
        return exit;
    }

    /// <summary>
    /// Runs one instruction that needs checks, or one branch with its slot, with every check there is. This is the
    /// definition; the loop above does the same for what needs none.
    /// </summary>
    /// <returns>Whether the run ends here, with the exit given.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe bool RunCarefully(uint entry, ref int left, out CoreExit exit)
    {
        CpuState s = _state;
        Row row = DecodeTable.Rows[(int)(entry >> DecodeTable.RowShift)];
        if (!Allowed(row, entry, inSlot: false))
        {
            return Leaves(entry, out exit);
        }
        uint slot = 0;
        Row? slotRow = null;
        if ((row.Traits & Traits.Delayed) != 0)
        {
            if (!TryFetch(s.PcNow + 2, out slot))
            {
                return Leaves(0, out exit);
            }
            slotRow = DecodeTable.Rows[(int)(slot >> DecodeTable.RowShift)];

            // The slot of RTE runs with the SR that RTE restores: it is checked below.
            if (!ReferenceEquals(row, DecodeTable.Rte) && !Allowed(slotRow, slot, inSlot: true))
            {
                return Leaves(slot, out exit);
            }
        }
        (uint sr, uint pr) = (s.Sr, s.PrNow);
        _next = s.PcNow + (slotRow is null ? 2u : 4u);
        DecodeTable.Bodies[row.Number](this, new Fields(entry));
        if (slotRow is not null && _attention <= Attention.TextMayHaveChanged)
        {
            if (Allowed(slotRow, slot, inSlot: true))
            {
                DecodeTable.Bodies[slotRow.Number](this, new Fields(slot));
            }
            if (_attention > Attention.TextMayHaveChanged)
            {
                BlameSlot();
                s.PrNow = pr;
                WriteSr(sr);
            }
        }
        if (_attention > Attention.TextMayHaveChanged)
        {
            if (Leaves(slotRow is null ? entry : slot, out exit))
            {
                return true;
            }

            // A TRAPA completes: it is the one instruction that retires with its exception.
            left -= _exception == ExceptionCode.Trapa ? 1 : 0;
            return false;
        }
        _attention = Attention.None;
        s.PcNow = _next;
        left -= slotRow is null ? 1 : 2;
        exit = new CoreExit(ExitReason.Sleep, Pc: s.PcNow);
        if (ReferenceEquals(row, DecodeTable.Rte) && InNmi)
        {
            if (_exceptionsInsideNmi > 0)
            {
                _exceptionsInsideNmi--;
            }
            else
            {
                InNmi = false;
                exit = new CoreExit(ExitReason.NmiReturned, Pc: s.PcNow);
                return true;
            }
        }
        return Asleep;
    }

    /// <summary>Whether an instruction may run here and now; if not, its exception waits in the attention.</summary>
    private bool Allowed(Row row, uint entry, bool inSlot)
    {
        if (_flatCode is not null)
        {
            return true;
        }
        var sr = new StatusRegister(_state.SrWithoutT);
        ExceptionCode exception = row.Traits switch
        {
            Traits t when sr.Fd && ((t & Traits.Fpu) != 0 || IsReservedForFpu(row, entry)) =>
                inSlot ? ExceptionCode.SlotFpuDisabled : ExceptionCode.FpuDisabled,
            Traits t when inSlot && (t & Traits.IllegalInSlot) != 0 => ExceptionCode.SlotIllegal,
            Traits t when (t & Traits.Privileged) != 0 && !sr.Md =>
                inSlot ? ExceptionCode.SlotIllegal : ExceptionCode.Illegal,
            _ => ExceptionCode.None,
        };
        if (exception == ExceptionCode.None)
        {
            return true;
        }
        Raise(exception);
        return false;
    }

    /// <summary>
    /// Whether an opcode without a meaning counts as an instruction of the FPU: all that begin with F do, but FFFD, which is
    /// defined to be none.
    /// </summary>
    /// <remarks>Source: SH-4 software manual, "General FPU Disable Exception", its note.</remarks>
    private static bool IsReservedForFpu(Row row, uint entry) =>
        row.Number == DecodeTable.IllegalRow && (entry & 0xF000) == 0xF000 && (ushort)entry != 0xFFFD;

    /// <summary>Runs one instruction, or one branch with its slot, where text cannot be run by frames.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunInSmallPage(ref int left, out CoreExit exit) =>
        TryFetch(_state.PcNow, out uint entry) ? RunCarefully(entry, ref left, out exit) : Leaves(0, out exit);

    /// <summary>The text at an address, in a page of any size.</summary>
    /// <returns>False: the reason is in the attention.</returns>
    private bool TryFindText(uint pc, [NotNullWhen(true)] out PageCode? page, out uint offset)
    {
        page = FindPage(pc);
        offset = pc % FrameTables.FrameBytes;
        if (page is null && _attention == Attention.SmallPage)
        {
            _attention = Attention.None;
            (page, offset) = (_smallPage, _smallPageOffset);
        }
        return page is not null;
    }

    /// <summary>
    /// The text of the frame at an address, or null with the reason in the attention. Pages of 1 KiB are such a reason:
    /// the frame has other neighbours than the page.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PageCode? FindPage(uint pc)
    {
        PageCode? page = (pc & 1) == 0 && pc < _loadLimit ? _memory!.CodeAt(pc & _addressMask) : null;
        return page ?? FindPageSlow(pc);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PageCode? FindPageSlow(uint pc)
    {
        if (_flatCode is not null)
        {
            return _flatCode(pc);
        }
        if (!CheckAddress(pc, 2, store: false))
        {
            return null;
        }
        if (pc >= ControlSegment)
        {
            Answered(Access.NoMemory, pc, AccessKind.Fetch);
            return null;
        }
        uint physical = Physical(pc);
        uint pageBytes = FrameTables.FrameBytes;
        if (IsTranslated(pc) && !TranslateFetch(pc, out physical, out pageBytes))
        {
            return null;
        }
        PageCode? page = _memory!.CodeAt(physical);
        if (page is null)
        {
            if (!Answered(_world.Fetch(physical), physical, AccessKind.Fetch))
            {
                return null;
            }
            page = _memory.CodeAt(physical);
        }
        if (page is null)
        {
            Answered(Access.NoMemory, physical, AccessKind.Fetch);
        }
        else if (pageBytes < FrameTables.FrameBytes)
        {
            (_smallPage, _smallPageOffset) = (page, physical % FrameTables.FrameBytes);
            _attention = Attention.SmallPage;
            return null;
        }
        return page;
    }
}
