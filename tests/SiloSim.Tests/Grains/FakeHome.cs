using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains;
using SiloSim.Machine.Coherence;

namespace SiloSim.Tests.Grains;

/// <summary>A memory grain of one frame whose operations are executed on the spot, and listed.</summary>
internal sealed class FakeHome(params int[] readOnlyFrames) : IMemoryGrain
{
    public const uint Base = 0x0c00_0000;

    private readonly HomeOperations _operations = new(new FrameDirectory(new FrameIndex(0), 4), readOnlyFrames);

    /// <summary>The accesses that were executed or blocked.</summary>
    public List<ProtocolAccess> Accesses { get; } = [];

    /// <summary>Does something before an access is executed.</summary>
    public Action<ProtocolAccess>? Before { get; set; }

    public uint this[uint address]
    {
        get => Execute(new(OperationKind.Load, address, 0, 0)).Value;
        set => Execute(new(OperationKind.Store, address, value, 0));
    }

    public AccessResult Execute(Operation operation) => _operations.Execute(
        new((int)operation.Kind, operation.Location, operation.Value, operation.Comparand, -1, 0, false, null),
        operation.Location)!;

    public ValueTask<AccessResult> Access(ProtocolAccess access)
    {
        Accesses.Add(access);
        Before?.Invoke(access);
        if (access.Kind == (int)OperationKind.None)
        {
            return ValueTask.FromResult(new AccessResult(0, 0, false));
        }
        return access.Address - Base >= 4 * 4096
            ? ValueTask.FromResult(new AccessResult(0, Errno.Efault, false))
            : ValueTask.FromResult(_operations.Execute(access, access.Address) ?? new AccessResult(0, 0, Blocked: true));
    }

    public Task Prepare(BankSpec spec) => throw new NotSupportedException();

    public Task<FrameMessage> Acquire(int frame, int silo, bool exclusive, Guid life) => throw new NotSupportedException();

    public Task<FramesMessage> Fetch(int[] frames, int silo, Guid life) => throw new NotSupportedException();

    public ValueTask<GuestAnswer> Perform(GuestAccess access, int silo, Guid life) => throw new NotSupportedException();

    public Task<byte[]> Read(uint physical, int bytes) => throw new NotSupportedException();

    public Task<WatchReport> Watched(bool ended) => throw new NotSupportedException();

    public Task Gather() => throw new NotSupportedException();

    public Task Regroup(SiloAddress?[] silos) => throw new NotSupportedException();

    public Task Move(SiloAddress to) => throw new NotSupportedException();

    public Task<SiloAddress> Where() => throw new NotSupportedException();

    public Task Remove() => throw new NotSupportedException();
}
