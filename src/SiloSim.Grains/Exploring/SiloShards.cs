using Microsoft.Extensions.Logging;

namespace SiloSim.Grains.Exploring;

/// <summary>The shards of one silo as a service that silos can call.</summary>
internal sealed class SiloShards(GrainId id, Silo silo, ILoggerFactory loggers, SearchParts parts)
    : GrainService(id, silo, loggers), ISiloShards
{
    /// <inheritdoc/>
    public Task Prepare(string search, SearchPlace place)
    {
        parts.Prepare(search, place);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<LevelSlice> First(string search, Guid attempt, bool counts) => parts.Find(search, attempt).First(counts);

    /// <inheritdoc/>
    public Task<ShareStatus> Advance(string search, Guid attempt) =>
        Task.FromResult(parts.Find(search, attempt).Advance());

    /// <inheritdoc/>
    public Task<LevelSlice> Expand(string search, Guid attempt) => parts.Find(search, attempt).Expand();

    /// <inheritdoc/>
    public Task Accept(string search, Guid attempt, IReadOnlyList<ShardBatch> batches) =>
        parts.Find(search, attempt).Accept(batches);

    /// <inheritdoc/>
    public Task BeginCount(string search, Guid attempt)
    {
        parts.Find(search, attempt).BeginCount();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Holds(string search, Guid attempt)
    {
        parts.Find(search, attempt);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Alive() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Drop(string search)
    {
        parts.Drop(search);
        return Task.CompletedTask;
    }
}
