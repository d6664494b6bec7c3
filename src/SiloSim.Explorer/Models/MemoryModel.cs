namespace SiloSim.Explorer.Models;

/// <summary>What other CPUs see of a CPU's plain stores, and when.</summary>
public enum MemoryModel
{
    /// <summary>Sequential consistency: a store is in memory at once.</summary>
    Sc,

    /// <summary>
    /// Total store order: a FIFO store buffer for each CPU. A CPU's own loads see its buffer, others' see memory;
    /// moving the oldest store to memory is a step of its own. Atomics act on memory and drain nothing; a barrier waits
    /// until the buffer is empty.
    /// </summary>
    Tso,

    /// <summary>Partial store order: as <see cref="Tso"/>, with a FIFO for each CPU and address.</summary>
    Pso,
}
