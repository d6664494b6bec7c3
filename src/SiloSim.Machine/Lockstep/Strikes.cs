using SiloSim.Sh4;

namespace SiloSim.Machine.Lockstep;

/// <summary>When the NMIs of one CPU strike, in its virtual time: a mean distance, spread evenly by half of it to either side.</summary>
public sealed class Strikes
{
    /// <summary>The longest mean distance of two NMIs of a CPU, in instructions.</summary>
    public const int LongestDistance = 1_000_000_000;

    private const ulong StreamOffset = 0x4E4D_4900; // Apart from the stream that orders the turns.
    private readonly SeededRandom _random;
    private readonly int _every;

    /// <summary>Begins at virtual time 0.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cpu">CPU number.</param>
    /// <param name="every">
    /// Mean distance in instructions, up to <see cref="LongestDistance"/>; 0 for no NMIs at all.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is negative or too long.</exception>
    public Strikes(ulong seed, int cpu, int every)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(every);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(every, LongestDistance);
        _random = new SeededRandom(seed, StreamOffset + (ulong)cpu);
        _every = every;
        Next = every == 0 ? long.MaxValue : Distance();
    }

    /// <summary>Virtual time of the next strike; <see cref="long.MaxValue"/> without NMIs.</summary>
    public long Next { get; private set; }

    /// <summary>Takes the strikes that are due. Several that were missed count as one, as on the chip.</summary>
    /// <param name="virtualTime">This CPU's virtual time.</param>
    /// <returns>Whether one was due.</returns>
    public bool TakeDue(long virtualTime)
    {
        if (virtualTime < Next)
        {
            return false;
        }
        Next = virtualTime + Distance();
        return true;
    }

    /// <summary>Moves when the next ones strike.</summary>
    /// <param name="mover">Writes it, or sets it.</param>
    public void Move(StateMover mover)
    {
        long next = Next;
        mover.Move(ref next);
        Next = next;
        _random.Move(mover);
    }

    private int Distance() => Math.Max(1, (_every / 2) + _random.Below(_every + 1));
}
