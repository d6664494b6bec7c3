namespace SiloSim.Explorer.Search;

/// <summary>How far a search has come.</summary>
/// <param name="States">Worlds met.</param>
/// <param name="Transitions">Steps taken.</param>
/// <param name="Depth">Steps from the first world to the furthest.</param>
/// <param name="Waiting">Worlds met that wait to be expanded.</param>
/// <param name="Bytes">Bytes of the stored worlds.</param>
public readonly record struct SearchProgress(long States, long Transitions, int Depth, long Waiting, long Bytes);
