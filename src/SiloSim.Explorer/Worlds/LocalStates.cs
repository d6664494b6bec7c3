using System.Buffers;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Worlds;

/// <summary>
/// The states that threads have been met in, by number, and what leads from one to the other. The threads' own code
/// runs here, once for each state and result; all else of a search works on numbers. Reading takes no lock; running
/// code takes one.
/// </summary>
internal sealed class LocalStates
{
    /// <summary>More operations in a row than this that are no steps are taken for an endless loop.</summary>
    public const int LongestRun = 10_000;

    /// <summary>Stands for an interrupt where the number of a result says how a state was come to.</summary>
    public const int ByInterrupt = -1;

    // What a state takes besides its frames, which are held as bytes of the state and as text of its key: measured.
    private const int StateBytes = 600;
    private const int FrameCopies = 6;

    private readonly Lock _lock = new();
    private readonly Model _model;
    private readonly ResultTable _results;
    private readonly Dictionary<Key, LocalState> _byKey = [];
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(int From, int Result)> _met = [];
    private volatile LocalState[] _states = new LocalState[64];
    private int _count;
    private long _heldBytes;

    public LocalStates(Model model, ResultTable results)
    {
        _model = model;
        _results = results;
        Starts = [.. Enumerable.Range(0, model.Threads.Length).Select(Start)];
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>About how many bytes all of this takes.</summary>
    public long Bytes => Interlocked.Read(ref _heldBytes);

    public LocalState this[int id] => _states[id];

    /// <summary>How many results were followed so far, from all states.</summary>
    public int Edges => _met.Count;

    /// <summary>Where each thread goes first: its state, and the marks on the way to it.</summary>
    public LocalEdge[] Starts { get; }

    /// <summary>
    /// What was followed so far, in the order of being met: the state and the number of the result, or
    /// <see cref="ByInterrupt"/>. Whoever follows the same in the same order gives every state the same number.
    /// </summary>
    public IReadOnlyList<(int From, int Result)> Met => _met;

    /// <summary>Where a thread goes by a result.</summary>
    public LocalEdge Follow(LocalState from, int result) => from.Edges[result] ?? Run(from, result);

    /// <summary>Where an interrupt takes a thread.</summary>
    public LocalEdge Interrupt(LocalState from)
    {
        if (from.Interrupt is LocalEdge known)
        {
            return known;
        }

        lock (_lock)
        {
            if (from.Interrupt is LocalEdge met)
            {
                return met;
            }

            LocalEdge edge = GoOn(() => from.State!.Interrupted(), from, ByInterrupt);
            from.Interrupt = edge;
            _met.Add((from.Id, ByInterrupt));
            return edge;
        }
    }

    /// <summary>Whether an operation is a step of its own in this model.</summary>
    public bool IsStep(Operation operation) => operation.IsBarrier
        ? _model.Memory != MemoryModel.Sc && operation.Kind == OperationKind.FullBarrier
        : operation.IsSchedulingPoint;

    private LocalEdge Run(LocalState from, int result)
    {
        lock (_lock)
        {
            if (from.Edges[result] is LocalEdge known)
            {
                return known;
            }

            LocalEdge edge = GoOn(() => from.State!.After(_results[result]), from, result);
            from.Edges.Add(result, edge);
            _met.Add((from.Id, result));
            return edge;
        }
    }

    private LocalEdge Start(int thread)
    {
        lock (_lock)
        {
            return GoOn(_model.Threads[thread].Start, null, thread);
        }
    }

    /// <summary>Runs to the next step, by operations that are none.</summary>
    private LocalEdge GoOn(Func<Continuation> first, LocalState? parent, int origin)
    {
        List<Mark> marks = [];
        bool passesBarrier = false;
        try
        {
            Continuation state = first();
            for (int run = 0; !state.IsCompleted && !IsStep(state.Posted); run++)
            {
                if (run == LongestRun)
                {
                    throw new InvalidOperationException($"the code makes no step within {LongestRun} operations");
                }

                Operation operation = state.Posted;
                passesBarrier |= operation.IsBarrier;
                if (ObserversOf(operation) is { Length: > 0 } observers)
                {
                    marks.Add(new Mark(operation, observers));
                }

                state = state.After(default);
            }

            passesBarrier |= !state.IsCompleted && state.Posted.IsBarrier;
            return new LocalEdge(StateOf(state, parent, origin), [.. marks], passesBarrier);
        }
        catch (Exception exception)
        {
            string failure = $"{exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" ");
            return new LocalEdge(Add(id => new LocalState(id, null, failure)), [.. marks], passesBarrier);
        }
    }

    private LocalState StateOf(Continuation state, LocalState? parent, int origin)
    {
        _bytes.ResetWrittenCount();
        if (!state.IsCompleted || state.CanInterrupt)
        {
            state.Encode(_bytes);
        }

        var key = new Key(state.IsCompleted ? default : state.Posted, state.IsCompleted, Convert.ToHexString(_bytes.WrittenSpan));
        if (!_byKey.TryGetValue(key, out LocalState? known))
        {
            int[] observers = state.IsCompleted ? [] : ObserversOf(state.Posted);
            known = Add(id => new LocalState(id, state, null)
            {
                Observers = observers,
                Hash = key.StableHash(),
                Parent = parent,
                Origin = origin,
            });
            _byKey.Add(key, known);
            _heldBytes += StateBytes + (FrameCopies * _bytes.WrittenCount);
        }

        return known;
    }

    private int[] ObserversOf(Operation operation) =>
        [.. Enumerable.Range(0, _model.Properties.Length)
            .Where(index => _model.Properties[index].InterestIn(operation) != Interest.None)];

    private LocalState Add(Func<int, LocalState> create)
    {
        if (_count == _states.Length)
        {
            LocalState[] larger = new LocalState[_count * 2];
            _states.CopyTo(larger, 0);
            _states = larger;
        }

        LocalState state = create(_count);
        _states[_count] = state;
        Volatile.Write(ref _count, _count + 1);
        return state;
    }

    private readonly record struct Key(Operation Posted, bool IsCompleted, string Frames)
    {
        /// <summary>FNV-1a over all of it: the same in every process, which GetHashCode is not.</summary>
        public ulong StableHash()
        {
            ulong hash = 0xCBF2_9CE4_8422_2325;
            foreach (char c in Frames)
            {
                hash = (hash ^ c) * 0x100_0000_01B3;
            }

            foreach (uint word in (ReadOnlySpan<uint>)
                [(uint)Posted.Kind, Posted.Location, Posted.Value, Posted.Comparand, IsCompleted ? 1u : 0])
            {
                hash = (hash ^ word) * 0x100_0000_01B3;
            }

            return hash;
        }
    }
}
