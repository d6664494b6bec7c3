using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Says what steps touch, and so which of them can change places. Two steps that touch nothing in common do the same in
/// either order, and neither decides whether the other can be taken: this holds in every world, whatever came before.
/// </summary>
internal sealed class Dependence
{
    private const uint WholeWord = 0xF;

    private readonly StateSpace _space;
    private readonly Model _model;
    private readonly int[] _cpuOf;
    private readonly bool[] _isGuarded;
    private readonly Dictionary<(int Cpu, uint Location), int> _buffers = [];

    public Dependence(StateSpace space)
    {
        _space = space;
        _model = space.Model;
        _cpuOf = [.. _model.Threads.Select(thread => thread.Cpu)];
        int[] threads = [.. Enumerable.Range(0, space.Threads)];
        _isGuarded = [.. threads.Select(thread => _model.Guard is IGuard guard
            && Array.Exists(threads, other => other != thread && guard.Couples(thread, other)))];
    }

    /// <summary>Whether the order of two steps may matter.</summary>
    public bool Holds(Transition one, Transition other)
    {
        if (one.Process == other.Process)
        {
            return true;
        }

        if (_model.Guard is IGuard guard && one.Process < _space.Threads && other.Process < _space.Threads
            && guard.Couples(one.Process, other.Process))
        {
            return true;
        }

        foreach (Touch touch in one.Touches)
        {
            foreach (Touch with in other.Touches)
            {
                if (touch.Conflicts(with))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The name of a choice in a world.</summary>
    public TransitionKey KeyOf(World world, Choice choice) => choice.Kind switch
    {
        ChoiceKind.Thread => new TransitionKey(choice.Kind, choice.Actor, 0),
        ChoiceKind.Flush => new TransitionKey(choice.Kind, choice.Actor, Queue(Leaving(world, choice).Location)),
        _ => new TransitionKey(choice.Kind, choice.Actor, (uint)choice.Index),
    };

    /// <summary>Whose step it is.</summary>
    public int ProcessOf(TransitionKey key) =>
        key.Kind == ChoiceKind.Flush ? ProcessOf(key.Actor, key.Which) : key.Actor;

    /// <summary>Whether there are worlds in which a thread has to wait before it can do what is next.</summary>
    public bool MayWait(World world, int thread) => !world.Local(thread).IsCompleted
        && (_isGuarded[thread] || world.Local(thread).Posted.Kind is OperationKind.SpinUntilCompareExchange
            or OperationKind.SpinUntilEqual or OperationKind.FullBarrier);

    /// <summary>What a step does, as far as it shows before it is taken; what properties look at does not.</summary>
    public Transition Of(World world, Choice choice)
    {
        TransitionKey key = KeyOf(world, choice);
        List<Touch> touches = [];
        int fills = -1;
        switch (choice.Kind)
        {
            case ChoiceKind.Thread:
                fills = Posted(choice.Actor, world.Local(choice.Actor).Posted, touches);
                break;
            case ChoiceKind.Flush:
                BufferedStore store = Leaving(world, choice);
                touches.Add(new Touch(
                    _space.Field(store.Word), Bytes(store.Location, store.LengthBytes), TouchMode.Write, choice.Actor));
                touches.Add(new Touch(Draining(choice.Actor), 1, TouchMode.Update));
                break;
            default:
                Load(choice.Actor, _space.EarlyWords[choice.Index], 4, touches);
                break;
        }

        return new Transition(key, choice, ProcessOf(key), [.. touches])
        {
            Fills = fills,
            MayWait = choice.Kind == ChoiceKind.Thread && MayWait(world, choice.Actor),
        };
    }

    /// <summary>The step with what properties have seen of it when it was taken.</summary>
    public Transition With(Transition step, List<ExplorerEvent> events)
    {
        if (step.Key.Kind != ChoiceKind.Thread)
        {
            return step;
        }

        List<Touch> touches = [.. step.Touches];
        foreach (ExplorerEvent happened in events)
        {
            for (int index = 0; index < _model.Properties.Length; index++)
            {
                Interest interest = _model.Properties[index].InterestIn(happened.Operation);
                Range words = _space.WordsOf(index);
                for (int field = words.Start.Value; interest != Interest.None && field < words.End.Value; field++)
                {
                    touches.Add(new Touch(
                        field, WholeWord, interest == Interest.Writes ? TouchMode.Write : TouchMode.Read));
                }
            }
        }

        return touches.Count == step.Touches.Length ? step : step with { Touches = [.. touches] };
    }

    /// <summary>TSO has one queue for each CPU, PSO one for each address.</summary>
    private uint Queue(uint location) => _model.Memory == MemoryModel.Pso ? location : 0;

    private int ProcessOf(int cpu, uint queue)
    {
        if (!_buffers.TryGetValue((cpu, queue), out int process))
        {
            process = _space.Threads + _buffers.Count;
            _buffers.Add((cpu, queue), process);
        }

        return process;
    }

    private BufferedStore Leaving(World world, Choice flush) =>
        _space.Buffers[world.Fields[_space.BuffersAt + flush.Actor]][flush.Index];

    /// <summary>Notes what an operation touches.</summary>
    /// <returns>The process of the buffer that it fills; -1 for none.</returns>
    private int Posted(int thread, Operation operation, List<Touch> touches)
    {
        uint location = operation.Location;
        int cpu = _cpuOf[thread];
        switch (operation.Kind)
        {
            case OperationKind.Load or OperationKind.LoadHalfword or OperationKind.LoadByte or OperationKind.ProbeRead:
                Load(thread, location, LengthOf(operation.Kind), touches);
                return -1;
            case OperationKind.Store or OperationKind.StoreHalfword or OperationKind.StoreByte
                or OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword:
                return Store(cpu, operation, touches);
            case OperationKind.CompareExchange or OperationKind.SpinUntilCompareExchange or OperationKind.AddAndReturn:
                Memory(location, 4, TouchMode.Write, touches);
                return -1;
            case OperationKind.TestAndSet:
                Memory(location, 1, TouchMode.Write, touches);
                return -1;
            case OperationKind.SpinUntilEqual:
                Memory(location, 4, TouchMode.Read, touches);
                return -1;
            case OperationKind.Phase:
                Memory(_model.PhaseLocation, 4, TouchMode.Write, touches);
                return -1;
            case OperationKind.FullBarrier:
                touches.Add(new Touch(Filling(cpu), 1, TouchMode.Read));
                touches.Add(new Touch(Draining(cpu), 1, TouchMode.Read));
                return -1;
            default:
                return -1;
        }
    }

    private void Load(int thread, uint location, int lengthBytes, List<Touch> touches)
    {
        int cpu = _cpuOf[thread];
        if (_space.Field(location & ~3u) is int field && field >= 0)
        {
            uint bytes = Bytes(location, lengthBytes);
            touches.Add(new Touch(field, bytes, TouchMode.Read, _space.HasBuffers ? cpu : -1));
            if (_space.HasBuffers)
            {
                touches.Add(new Touch(Seen(cpu, field), bytes, TouchMode.Read));
            }
        }
    }

    /// <summary>A store into a buffer is seen by the threads of its CPU only.</summary>
    private int Store(int cpu, Operation store, List<Touch> touches)
    {
        int field = _space.Field(store.Location & ~3u);
        bool isProbe = store.Kind is OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword;
        if (field < 0 || (isProbe && _space.WordAt(field).IsReadOnly))
        {
            return -1;
        }

        uint bytes = Bytes(store.Location, LengthOf(store.Kind));
        if (!_space.HasBuffers)
        {
            touches.Add(new Touch(field, bytes, TouchMode.Write));
            return -1;
        }

        bool isOneQueue = _model.Memory == MemoryModel.Tso;
        touches.Add(new Touch(Seen(cpu, field), bytes, TouchMode.Write));
        touches.Add(new Touch(Filling(cpu), 1, isOneQueue ? TouchMode.Write : TouchMode.Update));
        return ProcessOf(cpu, Queue(store.Location));
    }

    private void Memory(uint location, int lengthBytes, TouchMode mode, List<Touch> touches)
    {
        if (_space.Field(location & ~3u) is int field && field >= 0)
        {
            touches.Add(new Touch(field, Bytes(location, lengthBytes), mode));
        }
    }

    private static int LengthOf(OperationKind kind) => kind switch
    {
        OperationKind.LoadHalfword or OperationKind.StoreHalfword or OperationKind.ProbeWriteHalfword => 2,
        OperationKind.LoadByte or OperationKind.StoreByte => 1,
        _ => 4,
    };

    private static uint Bytes(uint location, int lengthBytes) =>
        lengthBytes == 4 ? WholeWord : ((1u << lengthBytes) - 1) << (int)(location & 3);

    // Things other than the fields of a world: what each CPU sees of a word through its buffer, and whether stores come
    // into a buffer or leave it.
    private int Seen(int cpu, int field) => _space.Fields * (cpu + 1) + field;

    private int Filling(int cpu) => (_space.Fields * (_model.Cpus + 1)) + (2 * cpu);

    private int Draining(int cpu) => Filling(cpu) + 1;
}
