namespace SiloSim.Grains;

/// <summary>
/// Expands worlds on the silo that asks, as many calls side by side as the silo has cores. It has no state but what it
/// remembers of a model's code, which saves time and changes nothing.
/// </summary>
[Alias("silosim.IExpansionGrain")]
public interface IExpansionGrain : IGrainWithIntegerKey
{
    /// <summary>Takes all steps that can be taken in some worlds.</summary>
    /// <param name="request">The worlds.</param>
    /// <returns>Where they lead.</returns>
    /// <exception cref="MachineException">They are no worlds of that search.</exception>
    [Alias("Expand")]
    Task<ExpansionMessage> Expand([Immutable] ExpansionRequest request);
}
