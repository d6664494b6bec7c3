namespace SiloSim.Grains.Engine;

/// <summary>
/// The access of a core's instruction that is done at the home of a contended frame, and not on a copy. The core exits for it, the
/// home does it, the core runs the instruction again and finds the answer here. One for each instruction: what else it needs it
/// gets as frames. Nothing comes in between, no NMI and no interrupt, so no access is done twice.
/// </summary>
internal sealed class HomeAccess
{
    private GuestAccess _done;
    private uint _value;

    /// <summary>What the core has just exited for, where the home may do it; or null.</summary>
    public GuestAccess? Wanted { get; private set; }

    /// <summary>The home has done one, and its instruction has not retired yet.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>A run of the core begins.</summary>
    public void BeginRun() => Wanted = null;

    /// <summary>The core exits for an access.</summary>
    public void Want(GuestAccess access) => Wanted = IsAnswered ? null : access;

    /// <summary>The home has done it.</summary>
    public void Answer(GuestAccess access, uint value) => (_done, _value, IsAnswered) = (access, value, true);

    /// <summary>Whether the home has done an access: then <paramref name="value"/> is what memory held before it.</summary>
    public bool Has(GuestAccess access, out uint value)
    {
        value = _value;
        return IsAnswered && access == _done;
    }

    /// <summary>The instruction has retired, or ended in an exception.</summary>
    public void Retired() => IsAnswered = false;
}
