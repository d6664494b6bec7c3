using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using Orleans.Placement;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains.Moving;
using SiloSim.Machine;
using SiloSim.Machine.Coherence;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>The home of one bank. The rules are in <see cref="FrameDirectory"/>, the operations in <see cref="HomeOperations"/>.</summary>
[KeepAlive, Immovable]
[MachinePlacement]
internal sealed class MemoryGrain(SiloEngines engines, LocalHomes homes, ILocalSiloDetails silo)
    : Grain, IMemoryGrain, IGrainMigrationParticipant
{
    private static readonly AccessResult s_nothing = new(0, 0, false);
    private readonly Dictionary<long, TaskCompletionSource<FrameGrant>> _grants = [];
    private readonly Dictionary<long, TaskCompletionSource> _permits = [];
    private readonly List<Spinner> _spinners = [];
    private FrameContention? _contention;
    private BankSpec? _spec;
    private FrameDirectory? _directory;
    private HomeOperations? _operations;
    private ProtocolWatch? _watch;
    private ISiloEngine?[] _silos = [];
    private TaskScheduler? _scheduler;
    private long _ticket;

    private BankSpec Spec => _spec ?? throw NoSuchBank();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scheduler = TaskScheduler.Current;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Prepare(BankSpec spec)
    {
        Begin(spec);
        foreach (ImagePart part in spec.Image)
        {
            _operations!.Load(part.Physical, part.Bytes);
        }
        _watch = Holds(MemoryMap.ToPhysical(spec.Words.NmiRunning)) ? new ProtocolWatch(spec.Words, spec.Sites) : null;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Lets a caller of the same silo make accesses one after another, on this grain's scheduler: each is executed as one that
    /// comes as a message is, and nothing else happens here between two that do not have to wait.
    /// </summary>
    /// <param name="visitor">Makes the accesses. Other messages wait until it awaits something that is not done.</param>
    public Task<T> Visit<T>(Func<IMemoryGrain, Task<T>> visitor) => Task.Factory.StartNew(
        () => visitor(this), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler!).Unwrap();

    /// <inheritdoc/>
    public async Task<FrameMessage> Acquire(int frame, int silo, bool exclusive, Guid life)
    {
        if (Spec.Life != life)
        {
            throw Removed();
        }
        var (index, asker, wanted) = (new FrameIndex(frame), new SiloIndex(silo), exclusive ? FrameState.Exclusive : FrameState.Shared);
        bool takes = _directory!.IsTakenFromOthers(index, asker, wanted);
        bool contended = _contention!.Asked(index, takes, Stopwatch.GetElapsedTime(0));
        long ticket = ++_ticket;
        var granted = new TaskCompletionSource<FrameGrant>(TaskCreationOptions.RunContinuationsAsynchronously);
        _grants.Add(ticket, granted);
        Carry(_directory.Request(ticket, index, asker, wanted));
        return (await granted.Task).ToMessage(contended);
    }

    /// <inheritdoc/>
    public Task<FramesMessage> Fetch(int[] frames, int silo, Guid life)
    {
        if (Spec.Life != life)
        {
            throw Removed();
        }
        int[] ready = [.. frames.Where(frame => _directory!.TryEnterHome(new FrameIndex(frame), write: false))];
        long[] numbers = new long[ready.Length];
        byte[] bytes = GC.AllocateUninitializedArray<byte>(ready.Length * FrameTables.FrameBytes);
        for (int index = 0; index < ready.Length; index++)
        {
            numbers[index] = _directory!.GrantAtOnce(
                new FrameIndex(ready[index]), new SiloIndex(silo),
                bytes.AsSpan(index * FrameTables.FrameBytes, FrameTables.FrameBytes));
        }
        return Task.FromResult(new FramesMessage(ready, numbers, bytes));
    }

    /// <inheritdoc/>
    public async ValueTask<GuestAnswer> Perform(GuestAccess access, int silo, Guid life)
    {
        if (Spec.Life != life)
        {
            throw Removed();
        }
        HomeOperations.Check(access, this.GetPrimaryKeyString(), Holds(access.Physical));
        int frame = FrameOf(access.Physical);
        if (!_contention!.Performs(new FrameIndex(frame), new SiloIndex(silo), access.Writes))
        {
            return new GuestAnswer(Done: false, 0);
        }
        uint value = 0;
        await AtHome(frame, access.Writes, () => value = _operations!.Perform(access));
        return new GuestAnswer(Done: true, value);
    }

    /// <inheritdoc/>
    public ValueTask<AccessResult> Access(ProtocolAccess access)
    {
        _ = Spec;
        uint physical = MemoryMap.ToPhysical(access.Address);
        return TryExecuteAtOnce(access, physical) is { } result ? new ValueTask<AccessResult>(result) : AccessSlowly(access, physical);
    }

    /// <inheritdoc/>
    public async Task<byte[]> Read(uint physical, int bytes)
    {
        _ = Spec;
        byte[] read = new byte[bytes];
        for (int done = 0; done < bytes;)
        {
            uint at = physical + (uint)done;
            int count = Math.Min(bytes - done, FrameTables.FrameBytes - (int)(at % FrameTables.FrameBytes));
            int from = done;
            await AtHome(FrameOf(at), write: false, () => _operations!.Read(at, read.AsSpan(from, count)));
            done += count;
        }
        return read;
    }

    /// <inheritdoc/>
    public async Task<WatchReport> Watched(bool ended)
    {
        if (_watch is not { } watch)
        {
            return new WatchReport([], [], []);
        }
        if (ended)
        {
            var words = ImmutableSortedDictionary.CreateBuilder<uint, uint>();
            foreach (uint site in watch.Modified.Where(site => Holds(MemoryMap.ToPhysical(site))))
            {
                words[site] = await ReadWord(site);
            }
            watch.RunEnded(await ReadWord(Spec.Words.NmiRunning), words.ToImmutable());
        }
        uint[] counters = Holds(MemoryMap.ToPhysical(Spec.Words.NmiWaitCount)) && Holds(MemoryMap.ToPhysical(Spec.Words.NmiUpdateCount))
            ? [await ReadWord(Spec.Words.NmiRunning), await ReadWord(Spec.Words.NmiWaitCount), await ReadWord(Spec.Words.NmiUpdateCount)]
            : [];
        return watch.Report(counters);
    }

    /// <inheritdoc/>
    public async Task Gather()
    {
        _ = Spec;
        await Task.WhenAll(_directory!.Abroad.Select(frame => AtHome(frame.Value, write: true, static () => { }).AsTask()));
    }

    /// <inheritdoc/>
    public Task Regroup(SiloAddress?[] silos)
    {
        _spec = Spec with { Silos = silos };
        _silos = [.. silos.Select(address => address is null ? null : engines.Of(address))];
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Move(SiloAddress to)
    {
        _ = Spec;
        this.MoveTo(to);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SiloAddress> Where()
    {
        _ = Spec;
        return Task.FromResult(silo.SiloAddress);
    }

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_spec is { } spec && _directory!.Abroad.Count == 0 && _spinners.Count == 0)
        {
            dehydrationContext.Take(new MovedBank(
                spec with { Image = [] },
                [.. _directory.Pack().Select(static frame => new MovedFrame(frame.Frame.Value, frame.LastGrant, frame.Bytes))],
                _watch?.Pack()));
            homes.Remove(this);
        }
    }

    /// <inheritdoc/>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.Brought<MovedBank>() is { } moved)
        {
            Begin(moved.Spec);
            _directory!.Unpack(moved.Frames.Select(
                static frame => new RestingFrame(new FrameIndex(frame.Frame), frame.LastGrant, frame.Bytes)));
            _watch = moved.Watched is { } watched ? new ProtocolWatch(moved.Spec.Words, moved.Spec.Sites, watched) : null;
        }
    }

    private void Begin(BankSpec spec)
    {
        _spec = spec;
        _directory = new FrameDirectory(new FrameIndex(spec.FirstFrame), spec.FrameCount);
        _operations = new HomeOperations(_directory, spec.ReadOnlyFrames);
        _contention = new FrameContention(_directory.First, _directory.FrameCount);
        _silos = [.. spec.Silos.Select(address => address is null ? null : engines.Of(address))];
        homes.Add(this);
    }

    /// <inheritdoc/>
    public Task Remove()
    {
        MachineException removed = Removed();
        foreach (TaskCompletionSource<FrameGrant> grant in _grants.Values)
        {
            grant.TrySetException(removed);
        }
        foreach (TaskCompletionSource permit in _permits.Values)
        {
            permit.TrySetException(removed);
        }
        foreach (Spinner spinner in _spinners)
        {
            spinner.Done.TrySetException(removed);
        }
        (_spec, _directory, _operations, _contention, _watch) = (null, null, null, null, null);
        homes.Remove(this);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private MachineException NoSuchBank()
    {
        DeactivateOnIdle(); // A call that came too late has activated it, and nothing is to stay of a machine that is gone.
        return new MachineException($"{this.GetPrimaryKeyString()}: no such bank; its silo is lost, or the machine was removed");
    }

    private MachineException Removed() => new($"{this.GetPrimaryKeyString()}: the machine was removed");

    private async Task<uint> ReadWord(uint address) =>
        BinaryPrimitives.ReadUInt32LittleEndian(await Read(MemoryMap.ToPhysical(address), sizeof(uint)));

    private static int FrameOf(uint physical) => (int)((physical - MemoryMap.RamBase) / FrameTables.FrameBytes);

    private bool Holds(uint physical)
    {
        int frame = FrameOf(physical) - Spec.FirstFrame;
        return frame >= 0 && frame < Spec.FrameCount;
    }

    /// <summary>Executes an access to a frame of this bank that is at home, as the words of the protocol mostly are.</summary>
    private AccessResult? TryExecuteAtOnce(ProtocolAccess access, uint physical)
    {
        var kind = (OperationKind)access.Kind;
        bool write = HomeOperations.Writes(kind);
        if (kind == OperationKind.None
            || !Homes.IsRam(access.Address, Spec.RamBytes)
            || !Holds(physical)
            || !_directory!.TryEnterHome(new FrameIndex(FrameOf(physical)), write)
            || _operations!.Execute(access, physical) is not { } result)
        {
            return null;
        }
        Executed(access, physical, write, result);
        return result;
    }

    private async ValueTask<AccessResult> AccessSlowly(ProtocolAccess access, uint physical)
    {
        if ((OperationKind)access.Kind == OperationKind.None)
        {
            _watch?.Saw(access, s_nothing);
            return s_nothing;
        }
        if (!Homes.IsRam(access.Address, Spec.RamBytes))
        {
            var fault = new AccessResult(0, Errno.Efault, false);
            _watch?.Saw(access, fault);
            return fault;
        }
        if (!Holds(physical))
        {
            // The home of the counter sees the whole protocol; a word of another bank is that bank's.
            var other = GrainFactory.GetGrain<IMemoryGrain>(GrainKeys.Bank(Spec.Machine, Banks.Of(FrameOf(physical))));
            AccessResult result = await other.Access(access);
            _watch?.Saw(access, result);
            return result;
        }
        if (await Execute(access, physical) is { } done)
        {
            return done;
        }
        if (!access.Wait)
        {
            return new AccessResult(0, 0, Blocked: true);
        }
        var spinner = new Spinner(access, physical);
        _spinners.Add(spinner);
        return await spinner.Done.Task;
    }

    private void Executed(ProtocolAccess access, uint physical, bool write, AccessResult result)
    {
        _watch?.Saw(access, result);
        if (write && _spinners.Count > 0)
        {
            WakeSpinners(physical);
        }
    }

    /// <summary>Executes an access; null if it has to wait for another one.</summary>
    private async ValueTask<AccessResult?> Execute(ProtocolAccess access, uint physical)
    {
        FrameIndex frame = new(FrameOf(physical));
        bool write = HomeOperations.Writes((OperationKind)access.Kind);
        AccessResult? result;
        if (_directory!.TryEnterHome(frame, write))
        {
            result = _operations!.Execute(access, physical);
        }
        else
        {
            result = null;
            await AtHome(frame.Value, write, () => result = _operations!.Execute(access, physical));
        }
        if (result is not null)
        {
            Executed(access, physical, write, result);
        }
        return result;
    }

    /// <summary>Does something with a frame while it is at home: no other silo has it, or has it for more than reading.</summary>
    private async ValueTask AtHome(int frame, bool write, Action operation)
    {
        if (_directory!.TryEnterHome(new FrameIndex(frame), write))
        {
            operation();
            return;
        }
        long ticket = ++_ticket;
        var permit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _permits.Add(ticket, permit);
        Carry(_directory.RequestHome(ticket, new FrameIndex(frame), write));
        await permit.Task;
        try
        {
            operation();
        }
        finally
        {
            Carry(_directory.HomeDone(ticket)); // Whatever came of it, the frame must not stay busy.
        }
    }

    /// <summary>A word has changed: those that wait for it try again, first come first served.</summary>
    private void WakeSpinners(uint physical)
    {
        Spinner[] woken = [.. _spinners.Where(spinner => spinner.Physical == physical)];
        _spinners.RemoveAll(spinner => spinner.Physical == physical);
        foreach (Spinner spinner in woken)
        {
            _ = TryAgain(spinner);
        }
    }

    private async Task TryAgain(Spinner spinner)
    {
        try
        {
            if (await Execute(spinner.Access, spinner.Physical) is { } result)
            {
                spinner.Done.TrySetResult(result with { Value = OperationResult.Waited.Value });
            }
            else
            {
                _spinners.Add(spinner);
            }
        }
        catch (Exception exception)
        {
            spinner.Done.TrySetException(exception);
        }
    }

    private void Carry(IReadOnlyList<DirectoryAction> actions)
    {
        foreach (DirectoryAction action in actions)
        {
            switch (action)
            {
                case DirectoryAction.Grant grant when _grants.Remove(grant.Ticket, out var granted):
                    granted.TrySetResult(grant.FrameGrant);
                    break;
                case DirectoryAction.PermitHome permit when _permits.Remove(permit.Ticket, out var permitted):
                    permitted.TrySetResult();
                    break;
                case DirectoryAction.SendRecall send:
                    _ = RecallFrom(send.Recall);
                    break;
            }
        }
    }

    private async Task RecallFrom(Recall recall)
    {
        BankSpec spec = Spec;
        try
        {
            FrameReturn given = await _silos[recall.Silo.Value]!.GiveUp(spec.Machine, recall.ToMessage(), spec.Life);
            if (_spec?.Life == spec.Life) // The machine may have other silos by now, but not another life.
            {
                Carry(_directory!.GivenUp(recall, given.Bytes));
            }
        }
        catch (Exception exception) when (_spec?.Life == spec.Life)
        {
            // The silo is lost, or does not know the machine any more: what it held is lost with it, and so is the run.
            string why = exception is OrleansException or TimeoutException ? "it is lost" : exception.Message;
            await GrainFactory.GetGrain<IMachineGrain>(spec.Machine).Happened(new CpuEvent
            {
                Cpu = -1,
                Fault = $"silo {recall.Silo.Value} did not give up a frame: {why}",
                Life = spec.Life,
            });
        }
    }

    /// <summary>An access that waits until another one has changed its word.</summary>
    private sealed record Spinner(ProtocolAccess Access, uint Physical)
    {
        public TaskCompletionSource<AccessResult> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
