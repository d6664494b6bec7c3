namespace SiloSim.Grains.Moving;

/// <summary>A coordinator on its way to another silo, between two stops of the machine.</summary>
/// <param name="Spec">The machine.</param>
/// <param name="Silos">Its silos by number; null for one that has left.</param>
/// <param name="Words">What each site holds.</param>
/// <param name="Totals">What was modified so far.</param>
[GenerateSerializer, Immutable, Alias("silosim.MovedCoordinator")]
internal sealed record MovedCoordinator(
    MachineSpec Spec, SiloAddress?[] Silos, Dictionary<uint, uint> Words, CoordinatorTotals Totals);
