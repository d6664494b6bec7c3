namespace SiloSim.Sh4;

/// <content>
/// The loop that runs instruction by instruction, for a core that must look at each of them: its instruction cache is
/// modelled, or a channel of the user break controller is armed. It does what the fast loop does, with every check.
/// </content>
public sealed partial class Core
{
    private bool RunsCarefully => _instructionCache is not null || _userBreak is { IsArmed: true };

    private CoreExit InterpretCarefully(int budget)
    {
        CpuState s = _state;
        int left = budget;
        CoreExit exit;
        while (true)
        {
            if (left <= 0 || _leavesLoop)
            {
                exit = new CoreExit(ExitReason.Budget, Pc: s.PcNow);
                break;
            }
            if (!TryFetch(s.PcNow, out uint entry))
            {
                if (Leaves(0, out exit))
                {
                    break;
                }
                continue;
            }
            if (RunWatched(entry, ref left, out exit))
            {
                break;
            }
        }
        Retired += budget - left;
        return exit;
    }

    /// <summary>Fetches and decodes one instruction.</summary>
    /// <returns>False: it cannot be fetched; the reason is in the attention.</returns>
    private bool TryFetch(uint pc, out uint entry)
    {
        if (IsCached(pc))
        {
            return TryFetchCached(pc, out entry);
        }
        entry = 0;
        if (!TryFindText(pc, out PageCode? page, out uint offset))
        {
            return false;
        }
        entry = page.Single((int)offset / 2);
        return true;
    }
}
