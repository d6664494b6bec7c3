using SiloSim.Explorer.Shards;

namespace SiloSim.Grains.Exploring;

/// <summary>
/// A search over silos from its beginning to its end. When a silo is lost, the search begins again from the first world
/// on those that are there, with counts from zero: so all is searched, and nothing counted twice.
/// </summary>
internal sealed class ExplorationRun(
    string search, ExplorationSpec spec, ShardServices services, IClusterMembershipService members)
{
    /// <summary>More shards than any cluster has.</summary>
    public const int MostShards = 4096;

    private const int MostAttempts = 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // Orleans does not try a connection that failed again before a second has gone by, and tells nobody when it does.
    private static readonly TimeSpan s_reconnects = TimeSpan.FromSeconds(1);
    private readonly KnownCode _code = new(Expander.ShapeOf(ExplorationModel.Of(spec)));
    private SearchAttempt? _attempt;
    private int _attempts;
    private string? _reason;
    private string? _fault;
    private bool _ended;

    /// <summary>Where it stands.</summary>
    public ExplorationStatus Status
    {
        get
        {
            ExplorationStatus status = _attempt?.Status ?? new ExplorationStatus { Begun = true };
            return status with
            {
                Ended = _ended,
                Reason = _ended ? _reason ?? status.Reason : null,
                Fault = _fault,
                Attempts = _attempts,
            };
        }
    }

    /// <summary>Searches; throws nothing.</summary>
    public async Task Run(CancellationToken interrupt)
    {
        while (!_ended)
        {
            try
            {
                await Attempt(interrupt);
            }
            catch (Exception wrong) when (wrong is MachineException or BatchFormatException)
            {
                (_fault, _ended) = (wrong.Message, true);
            }
            catch (Exception) when (interrupt.IsCancellationRequested)
            {
                (_reason, _ended) = ("interrupted", true);
            }
            catch (Exception lost) when (_attempts >= MostAttempts)
            {
                (_fault, _ended) = ($"silos were lost {_attempts} times, the last time: {lost.Message}", true);
            }
            catch (Exception)
            {
                // A silo is lost: once more, on those that are there.
                await Task.WhenAny(Task.Delay(s_reconnects, interrupt));
            }
        }
    }

    /// <summary>Lets the silos forget it.</summary>
    public async Task Forget()
    {
        try
        {
            await Task.WhenAll(Members().Select(silo => services.Of(silo).Drop(search))).WaitAsync(s_patience);
        }
        catch (Exception)
        {
            // A silo that cannot be reached forgets it by itself.
        }
    }

    private async Task Attempt(CancellationToken interrupt)
    {
        _attempts++;
        SiloAddress[] silos = await Present();
        interrupt.ThrowIfCancellationRequested();
        do
        {
            _attempt = new SearchAttempt(search, spec, services, silos, _code);
            await _attempt.Run(IsMember, interrupt);
        }
        while (_attempt is { IsOfNoUse: true, Reason: null, Status.Finding: null });
        _ended = true;
    }

    /// <summary>The silos that are members and answer.</summary>
    private async Task<SiloAddress[]> Present()
    {
        SiloAddress[] silos = [.. Members()];
        bool[] answers = await Task.WhenAll(silos.Select(async silo =>
        {
            try
            {
                await services.Of(silo).Alive().WaitAsync(s_patience);
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }));
        return [.. silos.Where((_, index) => answers[index])];
    }

    private IEnumerable<SiloAddress> Members() => MachinePlacementDirector.InOrder(
        members.CurrentSnapshot.Members.Values.Where(static member => member.Status == SiloStatus.Active)
            .Select(static member => member.SiloAddress));

    private bool IsMember(SiloAddress silo) => Members().Contains(silo);
}
