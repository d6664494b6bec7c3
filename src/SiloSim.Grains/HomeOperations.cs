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

    private static uint Word(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt32LittleEndian(at);

    private static void SetWord(Span<byte> at, uint word) => BinaryPrimitives.WriteUInt32LittleEndian(at, word);

    private static int FrameOf(uint physical) => (int)((physical - MemoryMap.RamBase) / FrameTables.FrameBytes);

    private bool IsReadOnly(uint physical) => _readOnly.Contains(FrameOf(physical));

    private Span<byte> At(uint physical) =>
        directory.Bytes(new FrameIndex(FrameOf(physical)))[(int)(physical % FrameTables.FrameBytes)..];
}
