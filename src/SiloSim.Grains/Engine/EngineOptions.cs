namespace SiloSim.Grains.Engine;

/// <summary>How a silo runs guest code.</summary>
/// <param name="Threads">Threads of the engine, 1 or more.</param>
internal sealed record EngineOptions(int Threads);
