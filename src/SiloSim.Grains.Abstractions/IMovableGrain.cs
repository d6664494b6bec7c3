using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>A part of a machine that can go on on another silo, with all that it holds, while its machine is frozen.</summary>
[Alias("silosim.IMovableGrain")]
public interface IMovableGrain : IGrainWithStringKey
{
    /// <summary>Begins to move. <see cref="Where"/> is answered when it has arrived.</summary>
    /// <param name="to">A silo of the cluster.</param>
    [Alias("Move"), AlwaysInterleave]
    Task Move(SiloAddress to);

    /// <summary>Where it is.</summary>
    /// <exception cref="MachineException">It is nowhere: the machine was removed, or what it held is lost.</exception>
    [Alias("Where"), AlwaysInterleave]
    Task<SiloAddress> Where();
}
