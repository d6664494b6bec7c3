using System.Buffers;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Machine;

/// <summary>
/// One CPU of a guest for all its states: a core that is set to a state, goes on from there to the next operation, and
/// is written as bytes again. So a state of a search costs its bytes and not a core.
/// </summary>
/// <remarks>Safe for use by several threads of the host: each takes the core for as long as it runs.</remarks>
internal sealed class GuestCpu(GuestProgram program, int cpu, MemoryModel memory, GuestFailed failures)
{
    /// <summary>More operations in a row than this that nobody can notice are taken for an endless loop.</summary>
    private const int LongestRun = 1000;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly GuestThread _thread = program.Boot(cpu);
    private readonly byte[] _atBoot = BytesOf(program.Boot(cpu));

    /// <summary>The CPU's number.</summary>
    public int Number => cpu;

    /// <summary>The CPU as it enters the guest.</summary>
    /// <param name="nmis">Most NMIs that strike it.</param>
    public GuestContinuation Boot(int nmis) => Go(_atBoot, nmis, static _ => { });

    /// <summary>Goes on from a state with what came of its operation.</summary>
    public GuestContinuation Resume(GuestContinuation from, uint result) =>
        Go(from.State, from.NmisLeft, thread => thread.Resume(result));

    /// <summary>An NMI strikes in a state.</summary>
    public GuestContinuation Strike(GuestContinuation from) =>
        Go(from.State, from.NmisLeft - 1, static thread => thread.Strike());

    private static byte[] BytesOf(GuestThread thread)
    {
        var bytes = new ArrayBufferWriter<byte>();
        thread.Encode(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private GuestContinuation Go(byte[] state, int nmis, Action<GuestThread> how)
    {
        lock (_lock)
        {
            _thread.Restore(state);
            how(_thread);
            for (int run = 0; IsNoStep(nmis); run++)
            {
                if (run == LongestRun)
                {
                    return Standing(nmis, $"{LongestRun} barriers without an access that others could notice");
                }
                _thread.Resume(0);
            }
            return Standing(nmis, CauseOf(_thread));
        }
    }

    /// <summary>
    /// Whether nobody can tell when the operation happens. Where memory is in order a barrier does nothing, so an NMI
    /// before it is one before what follows.
    /// </summary>
    private bool IsNoStep(int nmis) => _thread.Posted.Kind switch
    {
        GuestOperationKind.Local => nmis == 0,
        GuestOperationKind.Barrier => memory == MemoryModel.Sc,
        _ => false,
    };

    private static string? CauseOf(GuestThread thread) => thread.Posted switch
    {
        { Kind: GuestOperationKind.Failed } => thread.Failure,
        { Kind: GuestOperationKind.Exit, Value: not 0 and uint code } => $"exit code {code}",
        _ => null,
    };

    private GuestContinuation Standing(int nmis, string? cause)
    {
        _bytes.ResetWrittenCount();
        _thread.Encode(_bytes);
        byte[] state = _bytes.WrittenSpan.ToArray();
        uint pc = PlaceOf(_thread);
        return cause is null
            ? new GuestContinuation(this, state, pc, OperationOf(_thread.Posted))
            {
                NmisLeft = nmis,
                HasEnded = _thread.Posted.Kind == GuestOperationKind.Exit,
                CanStrike = nmis > 0 && _thread.CanStrike,
            }
            : new GuestContinuation(this, state, pc, failures.Because(
                $"cpu {cpu}: {cause} at {program.Place(pc)}: {program.Instruction(pc)}"));
    }

    /// <summary>The instruction that it stands at; of one that sleeps that is behind it already.</summary>
    private uint PlaceOf(GuestThread thread) =>
        thread.Posted.Kind == GuestOperationKind.Sleep && program.Instruction(thread.Pc - 2) == "sleep"
            ? thread.Pc - 2 : thread.Pc;

    private static Operation OperationOf(GuestOperation posted)
    {
        uint at = posted.Address;
        return (posted.Kind, posted.Bytes) switch
        {
            (GuestOperationKind.Load, 1) => Operation.LoadByte(at),
            (GuestOperationKind.Load, 2) => Operation.LoadHalfword(at),
            (GuestOperationKind.Load, _) => Operation.Load(at),
            (GuestOperationKind.Store, 1) => Operation.StoreByte(at, (byte)posted.Value),
            (GuestOperationKind.Store, 2) => Operation.StoreHalfword(at, (ushort)posted.Value),
            (GuestOperationKind.Store, _) => Operation.Store(at, posted.Value),
            (GuestOperationKind.TestAndSet, _) => Operation.TestAndSet(at),
            (GuestOperationKind.LoadLinked, _) => Operation.LoadLinked(at),
            (GuestOperationKind.StoreConditional, _) => Operation.CompareExchange(at, posted.Comparand, posted.Value),
            (GuestOperationKind.Barrier, _) => Operation.FullBarrier(),
            (GuestOperationKind.Local, _) => Operation.Local(),
            (GuestOperationKind.Sleep, _) => Operation.Sleep(),
            _ => default,
        };
    }
}
