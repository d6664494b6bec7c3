namespace SiloSim.Tests.Machine.Exploration;

/// <summary>How stores reach memory: at once, in order, or in order for each word.</summary>
public enum MemoryModel
{
    Sc,
    Tso,
    Pso,
}
