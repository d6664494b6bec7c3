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

    // Those of the path that the mode asks for.
    private unsafe delegate*<Core, int, ulong, int>* _handlers;

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
    internal void At(int i) => _state.PcNow = AddressOf(i);

    /// <summary>The address of an index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint AddressOf(int i) => _pageStart + ((uint)i * 2);

    /// <summary>A branch is done.</summary>
    /// <param name="i">The index behind it and its slot.</param>
    /// <param name="target">Where it goes.</param>
    /// <returns>The index of the target.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Arrive(int i, uint target)
    {
        // An odd address becomes a large number.
        uint index = BitOperations.RotateRight(target - _pageStart, 1);
        if (index >= PageCode.EntryCount)
        {
            return LeavePage(i, target);
        }
        _end += (int)index - i;
        return (int)index;
    }

    /// <summary>Text goes on in another page.</summary>
    /// <param name="i">The index up to which everything is done.</param>
    /// <param name="target">Where.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int LeavePage(int i, uint target)
    {
        _stoppedAt = i;
        _next = target;
        _attention = Attention.Branched;
        return Stopped;
    }

    /// <summary>Text goes on at the beginning of the page that follows.</summary>
    internal int EndPage(int i) => LeavePage(i, _pageStart + FrameTables.FrameBytes);

    /// <summary>A handler could not finish the instruction at an index: its whole body can, or it asks for attention.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int RunWhole(int i, uint opcode)
    {
        if (_attention == Attention.LeftToWhole)
        {
            _attention = Attention.None;
            At(i);
            RunWholeBody(opcode);
        }
        return Completed ? i + 1 : Stop(i);
    }

    /// <summary>The same for the slot of the branch at an index, which ran just now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int RunWholeSlot(int i, uint opcode, uint pr, uint target)
    {
        if (_attention == Attention.LeftToWhole)
        {
            _attention = Attention.None;
            At(i);
            RunWholeBody(opcode);
        }
        return Completed ? Arrive(i + 2, target) : StopInSlot(i, pr, target);
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
    internal int StopInSlot(int i, uint pr, uint target)
    {
        if (_attention == Attention.TextMayHaveChanged)
        {
            return LeavePage(i + 2, target);
        }

        // The branch has not happened.
        BlameSlot();
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

    private unsafe void RunWholeBody(uint opcode) =>
        DecodeTable.Bodies[DecodeTable.Find((ushort)opcode).Number](this, new Fields(opcode));
}
