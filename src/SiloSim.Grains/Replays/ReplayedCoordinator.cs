using SiloSim.Explorer;

namespace SiloSim.Grains;

/// <summary>
/// The coordinator of a replay: it stands at the next access that is a move. What a stop has beside those (phases, the look
/// at a site before it is modified, flushes) is done on the way there, where the model's patcher does not have it.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="plan">What is modified.</param>
internal sealed class ReplayedCoordinator(MachineParts machine, RunPlan plan)
{
    private readonly ReplayPlan _replay = plan.Replay!;
    private int _stopsLeft = plan.Replay!.Stops;
    private bool _inRound;
    private bool _phaseReached;
    private StepResult? _stands;

    /// <summary>Stops that are over.</summary>
    public int Rounds { get; private set; }

    /// <summary>The access that it makes next; null when it has nothing left to do.</summary>
    public AccessMessage? Next => _stands?.Next;

    /// <summary>Begins: up to the first move, within a stop unless the phases of stops are moves.</summary>
    public Task Begin() => Settle(begins: true);

    /// <summary>Makes a move.</summary>
    /// <param name="wanted">The access, and what has to come of it.</param>
    /// <param name="busy">A CPU that is in an NMI, or -1: it acknowledges no phase.</param>
    /// <returns>What it does instead, in one line; null if it does that.</returns>
    public async Task<string?> Make(AccessMessage wanted, int busy)
    {
        if (Next is not { } next)
        {
            return "the coordinator has nothing left to do";
        }
        if (!AccessText.IsSame(next, wanted))
        {
            return $"the coordinator's next access is '{AccessText.Asked(next)}'";
        }
        if (_stands!.State == RoutineState.Phase)
        {
            return await EnterPhase(busy);
        }
        if ((await Step(1)).Made is not { } made)
        {
            return "the coordinator has to wait";
        }
        string? different = AccessText.Difference(made, wanted);
        await Settle(begins: false);
        return different;
    }

    /// <summary>Tries its next access.</summary>
    /// <returns>Whether it has to wait; then nothing has happened.</returns>
    public async Task<bool> HasToWait() => (await Step(1)).State == RoutineState.Blocked;

    /// <summary>All moves are made: lets the machine go.</summary>
    /// <param name="busy">A CPU that is in an NMI, or -1.</param>
    /// <returns>What it still has to do, in one line; null for nothing.</returns>
    public async Task<string?> Finish(int busy)
    {
        while (_stands?.State == RoutineState.Phase)
        {
            if (await EnterPhase(busy) is { } parted)
            {
                return parted;
            }
        }
        return Next is { } next ? $"the coordinator still has to do '{AccessText.Asked(next)}'" : null;
    }

    private async Task<string?> EnterPhase(int busy)
    {
        if (busy >= 0)
        {
            return $"cpu {busy} is in an NMI, and acknowledges no phase before its end";
        }
        await machine.Phase(_stands!.Phase);
        _phaseReached = true;
        await Settle(begins: false);
        return null;
    }

    private async Task Settle(bool begins)
    {
        while (true)
        {
            if (!_inRound && _stopsLeft == 0)
            {
                _stands = null;
                return;
            }
            if (!_inRound)
            {
                await machine.Coordinator.Round(plan, boot: false);
                _inRound = true;
                _stopsLeft--;
            }
            _stands = await Step(0);
            if (_stands.State == RoutineState.Phase && begins && !_replay.HasPhases)
            {
                await machine.Phase(_stands.Phase);
                _phaseReached = true;
            }
            else if (_stands.State == RoutineState.Ready && !_replay.HasPhases
                && (OperationKind)_stands.Next!.Kind is OperationKind.ProbeRead or OperationKind.Flush)
            {
                await Step(1);
            }
            else if (_stands.State != RoutineState.Completed)
            {
                return;
            }
        }
    }

    private async Task<StepResult> Step(int steps)
    {
        StepResult result = await machine.Coordinator.Step(steps, _phaseReached);
        _phaseReached = false;
        if (result.State == RoutineState.Completed)
        {
            _inRound = false;
            Rounds++;
        }
        return result;
    }
}
