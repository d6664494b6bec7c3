using System.Buffers;
using System.Buffers.Binary;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Machine;

/// <summary>A state of one CPU of a guest: its registers, its stack, and how many NMIs may still strike it.</summary>
/// <param name="cpu">The CPU.</param>
/// <param name="state">What <see cref="GuestThread.Encode"/> has written.</param>
/// <param name="pc">Where it stands.</param>
/// <param name="posted">What it does next, as the explorer names it.</param>
internal sealed class GuestContinuation(GuestCpu cpu, byte[] state, uint pc, Operation posted) : Continuation
{
    /// <summary>The CPU's state, as bytes.</summary>
    public byte[] State => state;

    /// <summary>Virtual address of the instruction that it stands at.</summary>
    public uint Pc => pc;

    /// <summary>Most NMIs that strike it from here on.</summary>
    public int NmisLeft { get; init; }

    /// <summary>Whether the CPU has ended: it does nothing more unless an NMI strikes.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Whether an NMI is accepted here, and there is one left.</summary>
    public bool CanStrike { get; init; }

    /// <inheritdoc/>
    public override bool IsCompleted => HasEnded;

    /// <inheritdoc/>
    public override bool CanInterrupt => CanStrike;

    /// <inheritdoc/>
    public override Operation Posted => posted;

    /// <inheritdoc/>
    public override Continuation After(OperationResult result) =>
        // Of a compare-exchange the result is what the word held; MOVCO.L only learns whether it has stored.
        posted.Kind switch
        {
            OperationKind.CompareExchange => cpu.Resume(this, result.Value == posted.Comparand ? 1u : 0),
            OperationKind.Fail => new GuestContinuation(cpu, state, pc, default) { HasEnded = true },
            _ => cpu.Resume(this, result.Value),
        };

    /// <inheritdoc/>
    public override Continuation Interrupted() => CanStrike ? cpu.Strike(this) : base.Interrupted();

    /// <inheritdoc/>
    public override void Encode(IBufferWriter<byte> output)
    {
        // The state says what differs from that at boot, which is another one on another CPU.
        Span<byte> to = output.GetSpan(2 * sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(to, cpu.Number);
        BinaryPrimitives.WriteInt32LittleEndian(to[sizeof(int)..], NmisLeft);
        output.Advance(2 * sizeof(int));
        output.Write(state);
    }
}
