using Orleans.Concurrency;
using SiloSim.Explorer.Shards;

namespace SiloSim.Grains.Exploring;

/// <summary>See <see cref="IExpansionGrain"/>. It keeps the expander of the search that it was last asked about.</summary>
[StatelessWorker]
[CollectionAgeLimit(Minutes = 2)]
internal sealed class ExpansionGrain(ExplorationThreads threads) : Grain, IExpansionGrain
{
    private Guid _attempt;
    private byte[]? _code;
    private Expander? _expander;

    /// <inheritdoc/>
    public async Task<ExpansionMessage> Expand(ExpansionRequest request)
    {
        try
        {
            return await threads.Run(() => MessageOf(ExpandNow(request)));
        }
        catch (Exception wrong) when (wrong is BatchFormatException or NotSupportedException)
        {
            throw new MachineException(wrong.Message);
        }
    }

    private static ExpansionMessage MessageOf(Expansion expansion) => new()
    {
        Batches = [.. expansion.Batches
            .Select((worlds, shard) => worlds is null ? null : new ShardBatch(shard, worlds)).OfType<ShardBatch>()],
        Worlds = expansion.Worlds,
        Transitions = expansion.Transitions,
        Finding = expansion.Finding is { } finding
            ? new FindingMessage(finding.Property, finding.Description, expansion.FindingSteps) : null,
        Interleavings = expansion.Ended.ToByteArray(isUnsigned: true),
        Code = expansion.Code,
    };

    private Expansion ExpandNow(ExpansionRequest request)
    {
        SearchPlace place = request.Place;
        if (_expander is null || _attempt != place.Attempt)
        {
            _expander = new Expander(
                ExplorationModel.Of(place.Spec), ExplorationModel.ReductionsOf(place.Spec), place.Shards);
            _attempt = place.Attempt;
            _code = null;
        }
        if (place.Code is { } code && code != _code)
        {
            _expander.Learn(code);
            _code = code;
        }
        return request.Worlds is { } worlds
            ? _expander.Expand(worlds, request.Shard) : _expander.First(request.Counts);
    }
}
