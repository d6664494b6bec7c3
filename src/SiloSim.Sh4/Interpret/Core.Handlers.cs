using System.Numerics;
using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <content>What handlers ask of the core: see <see cref="Straight{TFirst}"/>.</content>
public sealed partial class Core
{
    /// <summary>What a handler returns when the loop must look at something.</summary>
    internal const int Stopped = int.MaxValue;

    // So that an index and a budget can be added.
    private const int LongestStretch = 1 << 30;

    private PageCode? _page;
    private uint _pageStart;

    // The index at which the budget would be spent, less the room for one entry. A jump moves it along.
    private int _end;

    private int _stoppedAt;
    private bool _stoppedInSlot;

    /// <summary>SR.FD: instructions of the FPU raise an exception.</summary>
    internal bool FpuDisabled { get; private set; }

    /// <summary>Whether the body that just ran is done and asks for nothing.</summary>
    internal bool Completed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _attention == Attention.None;
    }

    /// <summary>The instruction at an index runs now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void At(int i) => _state.PcNow = _pageStart + ((uint)i * 2);

    /// <summary>A branch at an index runs now; if it is not taken, it goes on so many bytes further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeginBranch(int i, uint bytes)
    {
        uint pc = _pageStart + ((uint)i * 2);
        _state.PcNow = pc;
        _next = pc + bytes;
    }

    /// <summary>A branch is done.</summary>
    /// <param name="i">The index behind it and its slot.</param>
    /// <returns>The index where it goes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Arrive(int i)
    {
        // An odd address becomes a large number.
        uint target = BitOperations.RotateRight(_next - _pageStart, 1);
        if (target >= PageCode.EntryCount)
        {
            return LeavePage(i);
        }
        _end += (int)target - i;
        return (int)target;
    }

    /// <summary>Text goes on at <see cref="_next"/>, in another page.</summary>
    /// <param name="i">The index up to which everything is done.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int LeavePage(int i)
    {
        _stoppedAt = i;
        _attention = Attention.Branched;
        return Stopped;
    }

    /// <summary>Text goes on at the beginning of the page that follows.</summary>
    internal int EndPage(int i)
    {
        _next = _pageStart + FrameTables.FrameBytes;
        return LeavePage(i);
    }

    /// <summary>The instruction at an index asks for attention.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int Stop(int i)
    {
        _stoppedAt = i;
        _stoppedInSlot = false;
        return Stopped;
    }

    /// <summary>The slot of the branch at an index asks for attention.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int StopInSlot(int i, uint pr)
    {
        if (_attention == Attention.TextMayHaveChanged)
        {
            return LeavePage(i + 2);
        }

        // The branch has not happened.
        _state.PrNow = pr;
        _stoppedAt = i;
        _stoppedInSlot = true;
        return Stopped;
    }

    /// <summary>The instruction at an index must be run with every check.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int StopForChecks(int i)
    {
        _stoppedAt = i;
        _attention = Attention.NeedsChecks;
        return Stopped;
    }

    /// <summary>The entry at an index is not decoded.</summary>
    /// <returns>The same index.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int DecodeAndRetry(int i)
    {
        _page!.Decode(i);
        return i;
    }
}
