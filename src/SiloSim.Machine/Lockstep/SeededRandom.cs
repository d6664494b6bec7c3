using SiloSim.Sh4;

namespace SiloSim.Machine.Lockstep;

/// <summary>The stream of choices that a seed stands for: SplitMix64, whose numbers are the same on every host.</summary>
/// <remarks>Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014).</remarks>
public sealed class SeededRandom
{
    private const ulong GoldenGamma = 0x9E37_79B9_7F4A_7C15;
    private ulong _state;

    /// <summary>Begins a stream.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of the streams of this seed, such as a CPU's number.</param>
    public SeededRandom(ulong seed, ulong stream = 0) => _state = Mix(seed) ^ Mix(stream + GoldenGamma);

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    /// <param name="limit">1 or more.</param>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return (int)(((Next() >> 32) * (ulong)limit) >> 32);
    }

    /// <summary>Moves where the stream stands.</summary>
    internal void Move(StateMover mover) => mover.Move(ref _state);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    private ulong Next()
    {
        _state += GoldenGamma;
        return Mix(_state);
    }
}
