using System.Collections.Immutable;
using System.Globalization;

namespace SiloSim.Machine.Litmus;

/// <summary>
/// A litmus test: what its threads do, as the guest of this name does it. All words begin as 0. An outcome is a number, register
/// k in its bits 2k and 2k+1.
/// </summary>
/// <param name="Name">Its name, and its guest's.</param>
/// <param name="Asks">What it asks, in a few words.</param>
/// <param name="Registers">The names of the registers.</param>
/// <param name="Threads">The steps of each thread.</param>
/// <param name="Finals">Registers that are words as they are at the end.</param>
public sealed record LitmusTest(
    string Name,
    string Asks,
    ImmutableArray<string> Registers,
    ImmutableArray<ImmutableArray<LitmusStep>> Threads,
    ImmutableArray<(int Register, int Word)> Finals)
{
    /// <summary>The value of a register in an outcome, 0 to 3.</summary>
    public static int Value(int outcome, int register) => (outcome >> (2 * register)) & 3;

    /// <summary>An outcome as text, such as <c>r0=1 r1=0</c>.</summary>
    public string Text(int outcome) => string.Join(' ', Registers.Select((name, register) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={Value(outcome, register)}")));
}
