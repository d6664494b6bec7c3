namespace SiloSim.Sh4;

/// <content>The core as a row of words: what its future depends on, and nothing that only counts.</content>
public sealed partial class Core
{
    /// <summary>Words of a snapshot.</summary>
    public const int SnapshotWords = CpuState.SnapshotWords + 4;

    private const uint LinkedFlag = 1;
    private const uint AsleepFlag = 2;
    private const uint InNmiFlag = 4;

    /// <summary>
    /// Whether a snapshot holds all that the core's future depends on: it has no modules on the chip and no modelled cache,
    /// and the guest has used neither the TLB nor the store queues nor user breaks.
    /// </summary>
    public bool FitsSnapshot =>
        _state.Tlb is null && _state.StoreQueues is null && _userBreak is null && _devices is null
        && _instructionCache is null && _flatCode is null;

    /// <summary>
    /// Writes what the core's future depends on, beside the memory: registers, the reservation of MOVLI.L, whether it
    /// sleeps, whether an NMI runs. Two cores whose words are equal do the same from here on, if <see cref="FitsSnapshot"/>.
    /// </summary>
    /// <param name="words">
    /// Exactly <see cref="SnapshotWords"/>; the first 16 are R0 to R15. <see cref="Retired"/> and <see cref="IdleTime"/>
    /// are not among them.
    /// </param>
    /// <exception cref="ArgumentException">There is another number of words.</exception>
    public void Save(Span<uint> words)
    {
        CheckLength(words.Length);
        _state.Save(words);
        Span<uint> rest = words[CpuState.SnapshotWords..];
        rest[0] = (_linked ? LinkedFlag : 0) | (Asleep ? AsleepFlag : 0) | (InNmi ? InNmiFlag : 0);
        rest[1] = _linked ? _linkAddress : 0;
        rest[2] = _linked ? _linkValue : 0;
        rest[3] = InNmi ? (uint)_exceptionsInsideNmi : 0;
    }

    /// <summary>
    /// Makes the core what it was when it was saved. A host call that it stands at is made anew by the next run.
    /// </summary>
    /// <param name="words">What <see cref="Save"/> has written.</param>
    /// <exception cref="ArgumentException">There is another number of words.</exception>
    public void Restore(ReadOnlySpan<uint> words)
    {
        CheckLength(words.Length);
        _state.Restore(words);
        ReadOnlySpan<uint> rest = words[CpuState.SnapshotWords..];
        (_linked, _linkAddress, _linkValue) = ((rest[0] & LinkedFlag) != 0, rest[1], rest[2]);
        Asleep = (rest[0] & AsleepFlag) != 0;
        InNmi = (rest[0] & InNmiFlag) != 0;
        _exceptionsInsideNmi = (int)rest[3];
        _hostCallPending = false;
        _leavesLoop = false;
        (_state.Tlb, _state.StoreQueues, _userBreak) = (null, null, null);
        ModeChanged();
    }

    private static void CheckLength(int words)
    {
        if (words != SnapshotWords)
        {
            throw new ArgumentException($"a snapshot has {SnapshotWords} words, not {words}", nameof(words));
        }
    }
}
