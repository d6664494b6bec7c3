namespace SiloSim.Explorer.Models;

/// <summary>An aligned 32-bit word of shared memory.</summary>
/// <param name="Location">Its address; a multiple of 4.</param>
/// <param name="Initial">What it holds at first.</param>
/// <param name="IsReadOnly">Whether probing writes to it fail.</param>
/// <param name="Name">What counterexamples call it; null for its address in hexadecimal.</param>
public sealed record MemoryWord(uint Location, uint Initial, bool IsReadOnly = false, string? Name = null)
{
    /// <summary>Whether loads of it may move up before an earlier atomic operation (<see cref="Model.EarlyLoads"/>).</summary>
    public bool MayLoadEarly { get; init; }
}
