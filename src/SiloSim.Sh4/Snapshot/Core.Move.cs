namespace SiloSim.Sh4;

/// <content>The core on its way to another host: all that it is, the memory apart.</content>
public sealed partial class Core
{
    /// <summary>
    /// Moves the core's whole state: registers, TLB, store queues, user breaks, the modelled cache, the modules on its chip,
    /// and its clock. Between two runs. A host call that it stands at is made anew by the next run.
    /// </summary>
    /// <param name="mover">Writes it, or sets it in a core of the same make.</param>
    /// <exception cref="InvalidDataException">What is to be set is no state of such a core.</exception>
    public void Move(StateMover mover)
    {
        uint[] words = new uint[SnapshotWords];
        Save(words);
        mover.Move(words);
        if (mover.Sets)
        {
            Restore(words);
        }
        long retired = Retired;
        mover.Move(ref retired);
        Retired = retired;
        long idle = IdleTime;
        mover.Move(ref idle);
        IdleTime = idle;
        if (mover.MovePresence(_state.Tlb is not null))
        {
            Tlb.Move(mover);
        }
        if (mover.MovePresence(_state.StoreQueues is not null))
        {
            StoreQueues.Move(mover);
        }
        if (mover.MovePresence(_userBreak is not null))
        {
            (_userBreak ??= new UserBreakController()).Move(mover);
        }
        if (mover.MovePresence(_instructionCache is not null) != _instructionCache is not null
            || mover.MovePresence(_devices is not null) != _devices is not null)
        {
            throw new InvalidDataException("the state of a core that is made otherwise");
        }
        _instructionCache?.Move(mover);
        _devices?.Move(mover);
        ModeChanged();
    }
}
