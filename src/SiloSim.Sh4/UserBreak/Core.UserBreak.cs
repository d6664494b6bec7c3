namespace SiloSim.Sh4;

/// <content>User breaks. While a channel is armed the core runs instruction by instruction; else they cost nothing.</content>
/// <remarks>Source: SH-4 hardware manual, "User Break Controller (UBC)", "Operation".</remarks>
public sealed partial class Core
{
    // Made when a register is first stored into.
    private UserBreakController? _userBreak;

    private uint UserBreakVector => _userBreak is { EntersAtDbr: true }
        ? _state.Dbr
        : _state.Vbr + ExceptionRules.GeneralVector;

    /// <summary>Runs one instruction, or one branch with its slot, and breaks before or behind it.</summary>
    private bool RunWatched(uint entry, ref int left, out CoreExit exit)
    {
        if (_userBreak is not { IsArmed: true })
        {
            return RunCarefully(entry, ref left, out exit);
        }
        uint pc = _state.PcNow;
        bool hasSlot = (DecodeTable.Rows[(int)(entry >> DecodeTable.RowShift)].Traits & Traits.Delayed) != 0;
        _userBreak.ForgetOperands();
        (uint Control, bool SequenceBegun) matches = _userBreak.Matches;
        if (_userBreak.BreaksBefore(pc, hasSlot) && MayBreak)
        {
            Raise(ExceptionCode.UserBreak);
            return Leaves(entry, out exit);
        }
        int before = left;
        bool ends = RunCarefully(entry, ref left, out exit);
        if (ends && (exit.Reason == ExitReason.FrameAbsent || _deviceWanted))
        {
            // It has not happened and is run again: its fetch must not match twice.
            _userBreak.Matches = matches;
            return true;
        }
        if (left == before || !_userBreak.BreaksAfter(pc, hasSlot) || !MayBreak)
        {
            return ends;
        }
        Raise(ExceptionCode.UserBreak);
        if (Leaves(entry, out CoreExit failed))
        {
            exit = failed;
            return true;
        }
        if (exit.Reason == ExitReason.Sleep)
        {
            Asleep = false;
            return false;
        }
        return ends;
    }

    // A match with SR.BL set is noted in BRCR, no more: a break is the one exception that does not reset the chip then.
    private bool MayBreak => (_state.SrWithoutT & StatusRegister.BlBit) == 0;

    /// <summary>
    /// An access to memory has happened; asked only where it left the fast path. Kept only while a channel is armed: nothing
    /// else empties the list.
    /// </summary>
    private void SawOperand(uint address, int bytes, uint value, bool store)
    {
        if (_userBreak is { IsArmed: true })
        {
            _userBreak.Saw(address, bytes, value, store);
        }
    }

    private bool LoadUserBreak(uint address, int bytes, out uint value)
    {
        _userBreak ??= new UserBreakController();
        return _userBreak.TryLoad(address, bytes, out value) || Answered(Access.NoMemory, address, AccessKind.Read);
    }

    private bool StoreUserBreak(uint address, int bytes, uint value)
    {
        _userBreak ??= new UserBreakController();
        if (!_userBreak.TryStore(address, bytes, value))
        {
            return Answered(Access.NoMemory, address, AccessKind.Write);
        }
        ModeChanged();
        LeaveLoop();
        return true;
    }
}
