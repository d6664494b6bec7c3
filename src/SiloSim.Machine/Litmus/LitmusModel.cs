namespace SiloSim.Machine.Litmus;

/// <summary>What guests may see of each other's accesses: <c>docs/MEMORY.md</c>.</summary>
public enum LitmusModel
{
    /// <summary>One access after another; a link is lost when its word is written. Machines in lockstep.</summary>
    Lockstep,

    /// <summary>One access after another; <c>MOVCO.L</c> compares values. Free machines, of CPUs each on a silo of its own.</summary>
    AcrossSilos,

    /// <summary>As <see cref="AcrossSilos"/>, but a CPU's stores may be seen by others after its later loads. Free machines.</summary>
    WithinASilo,
}
