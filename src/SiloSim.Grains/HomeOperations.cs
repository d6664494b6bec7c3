using System.Buffers.Binary;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Machine;
using SiloSim.Machine.Coherence;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>The operations of the protocol on frames that are at home. One at a time: that is what makes them atomic.</summary>
internal sealed class HomeOperations(FrameDirectory directory, IReadOnlyList<int> readOnlyFrames)
{
    private static readonly AccessResult s_done = new(0, 0, false);
    private static readonly AccessResult s_fault = new(0, Errno.Efault, false);
    private readonly HashSet<int> _readOnly = [.. readOnlyFrames];

    /// <summary>Whether an operation needs the frame to itself.</summary>
    public static bool Writes(OperationKind kind) => kind is not (
        OperationKind.Load or OperationKind.ProbeRead or OperationKind.SpinUntilEqual);

    /// <summary>Puts a part of the image into the frames of this bank that it touches.</summary>
    public void Load(uint physical, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> room = At(physical);
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            bytes = bytes[count..];
            physical += (uint)count;
        }
    }

    /// <summary>Reads bytes of one frame.</summary>
    public void Read(uint physical, Span<byte> destination) => At(physical)[..destination.Length].CopyTo(destination);

    /// <summary>Executes an operation.</summary>
    /// <returns>What came of it, or null if it has to wait.</returns>
    public AccessResult? Execute(ProtocolAccess access, uint physical)
    {
        Span<byte> at = At(physical);
        switch ((OperationKind)access.Kind)
        {
            case OperationKind.Load or OperationKind.ProbeRead:
                return at.Length < sizeof(uint) ? s_fault : new AccessResult(Word(at), 0, false);
            case OperationKind.Store or OperationKind.Note:
                SetWord(at, access.Value);
                return s_done;
            case OperationKind.Tally or OperationKind.AddAndReturn:
                SetWord(at, Word(at) + access.Value);
                return new AccessResult(Word(at), 0, false);
            case OperationKind.CompareExchange:
                uint seen = Word(at);
                if (seen == access.Comparand)
                {
                    SetWord(at, access.Value);
                }
                return new AccessResult(seen, 0, false);
            case OperationKind.SpinUntilCompareExchange when Word(at) == access.Comparand:
                SetWord(at, access.Value);
                return s_done;
            case OperationKind.SpinUntilEqual when Word(at) == access.Comparand:
                return s_done;
            case OperationKind.SpinUntilCompareExchange or OperationKind.SpinUntilEqual:
                return null;
            case OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword when IsReadOnly(physical):
                return s_fault;
            case OperationKind.ProbeWrite:
                SetWord(at, access.Value);
                return s_done;
            case OperationKind.ProbeWriteHalfword or OperationKind.StoreHalfword:
                BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)access.Value);
                return s_done;
            default:
                throw new MachineException($"no operation of memory: {(OperationKind)access.Kind}");
        }
    }

    /// <summary>Refuses what no core of a machine asks for: what comes as a message is checked here.</summary>
    /// <param name="access">The access.</param>
    /// <param name="bank">The bank's key.</param>
    /// <param name="holds">Whether the address is in it.</param>
    /// <exception cref="MachineException">It is no access to this bank.</exception>
    public static void Check(GuestAccess access, string bank, bool holds)
    {
        bool good = holds && access.Bytes is 1 or 2 or 4 && access.Physical % (uint)access.Bytes == 0 && access.Kind switch
        {
            GuestAccessKind.Load or GuestAccessKind.Store => true,
            GuestAccessKind.CompareExchange => access.Bytes == sizeof(uint),
            GuestAccessKind.TestAndSet => access.Bytes == 1,
            _ => false,
        };
        if (!good)
        {
            throw new MachineException($"{bank}: no access of a guest to this bank: {access}");
        }
    }

    /// <summary>Does an access of a guest, which has been checked.</summary>
    /// <returns>What memory held before it; 0 for a store.</returns>
    /// <exception cref="MachineException">It writes to a frame that refuses writes: its silo should have known.</exception>
    public uint Perform(GuestAccess access)
    {
        if (access.Writes && IsReadOnly(access.Physical))
        {
            throw new MachineException($"a guest's write to a read-only frame: {access}");
        }
        Span<byte> at = At(access.Physical)[..access.Bytes];
        uint seen = access.Bytes switch
        {
            1 => at[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            _ => Word(at),
        };
        switch (access.Kind)
        {
            case GuestAccessKind.Store:
                Set(at, access.Value);
                return 0;
            case GuestAccessKind.CompareExchange when seen == access.Expected:
                Set(at, access.Value);
                return seen;
            case GuestAccessKind.TestAndSet:
                Set(at, seen | access.Value);
                return seen;
            default:
                return seen;
        }
    }

    private static void Set(Span<byte> at, uint value)
    {
        for (int index = 0; index < at.Length; index++)
        {
            at[index] = (byte)(value >> (8 * index));
        }
    }

    private static uint Word(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt32LittleEndian(at);

    private static void SetWord(Span<byte> at, uint word) => BinaryPrimitives.WriteUInt32LittleEndian(at, word);

    private static int FrameOf(uint physical) => (int)((physical - MemoryMap.RamBase) / FrameTables.FrameBytes);

    private bool IsReadOnly(uint physical) => _readOnly.Contains(FrameOf(physical));

    private Span<byte> At(uint physical) =>
        directory.Bytes(new FrameIndex(FrameOf(physical)))[(int)(physical % FrameTables.FrameBytes)..];
}
