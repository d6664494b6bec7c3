namespace SiloSim.Grains;

/// <summary>What came of a <see cref="GuestAccess"/>.</summary>
/// <param name="Done">It was done. If not, the silo is to ask for the frame: it is worth its move.</param>
/// <param name="Value">What memory held before it, zero-extended; 0 for a store.</param>
[GenerateSerializer, Immutable, Alias("silosim.GuestAnswer")]
public readonly record struct GuestAnswer(bool Done, uint Value);
