using System.Collections.Immutable;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Pictures;

/// <summary>One step of a <see cref="Picture"/>.</summary>
/// <param name="Number">Its number, from 1; 0 for what was before the first, and for who waits at the end.</param>
/// <param name="Choice">The choice; null for what is no step.</param>
/// <param name="Cpu">The CPU on which it happened.</param>
/// <param name="Who">The name of the thread; <see cref="Buffer"/> where a store moved to memory.</param>
/// <param name="Text">What was done, with the values read and written.</param>
/// <param name="Notes">What else happened in the same step.</param>
/// <param name="IsDecisive">Whether the order of this step and one of another CPU matters.</param>
public sealed record PictureStep(
    int Number,
    Choice? Choice,
    int Cpu,
    string Who,
    string Text,
    ImmutableArray<string> Notes,
    bool IsDecisive)
{
    /// <summary>Who moves stores to memory.</summary>
    public const string Buffer = "buffer";
}
