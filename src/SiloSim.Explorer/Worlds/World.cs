using SiloSim.Explorer.Models;
using SiloSim.Explorer.Pictures;

namespace SiloSim.Explorer.Worlds;

/// <summary>
/// One world, to take steps in: a vector of numbers, see <see cref="StateSpace"/>. Not for two operating system threads
/// at a time; any number of worlds share a space.
/// </summary>
internal sealed class World : IWorldView
{
    /// <summary>A buffer that grows beyond this is taken for a model error: nobody waits for it.</summary>
    public const int LargestBuffer = 250;

    private readonly StateSpace _space;
    private readonly uint[] _remembered = new uint[16];
    private readonly int[] _cpuOf;
    private int[] _fields;
    private Choice _choice;
    private int _steps;

    public World(StateSpace space)
    {
        _space = space;
        _fields = new int[space.Fields];
        _cpuOf = [.. space.Model.Threads.Select(thread => thread.Cpu)];
    }

    /// <summary>The vector.</summary>
    public Span<int> Fields => _fields;

    /// <summary>What the last step brought to light; null for nothing.</summary>
    public Finding? Found { get; private set; }

    /// <summary>Where events are written to, if anywhere.</summary>
    public List<ExplorerEvent>? Log { get; set; }

    /// <summary>Whether all threads have completed and all stores are in memory.</summary>
    public bool IsOver
    {
        get
        {
            for (int thread = 0; thread < _space.Threads; thread++)
            {
                if (!Local(thread).IsCompleted)
                {
                    return false;
                }
            }

            return !_fields.AsSpan(_space.BuffersAt, _space.LoadsAt - _space.BuffersAt).ContainsAnyExcept(0);
        }
    }

    /// <inheritdoc/>
    public Operation? PostedBy(int thread) => Local(thread) is { IsCompleted: false } local ? local.Posted : null;

    /// <inheritdoc/>
    public uint Word(uint location) =>
        _space.FieldOf.TryGetValue(location, out int field) ? _space.Results.Value(_fields[field]) : 0;

    /// <summary>What a thread's state is.</summary>
    public LocalState Local(int thread) => _space.Locals[_fields[thread]];

    /// <summary>Begins: memory holds its initial words, threads run to their first steps.</summary>
    public void Start()
    {
        _fields = new int[_space.Fields];
        _steps = 0;
        Found = null;
        for (int field = _space.MemoryAt; field < _fields.Length; field++)
        {
            _fields[field] = _space.Results.Of(_space.WordAt(field).Initial);
        }

        for (int thread = 0; thread < _space.Threads && Found is null; thread++)
        {
            _choice = Choice.Of(thread);
            Arrive(thread, _space.Locals.Starts[thread]);
        }
    }

    /// <summary>Takes over a vector; the step count goes on from what is given.</summary>
    public void Set(ReadOnlySpan<int> fields, int steps = 0)
    {
        fields.CopyTo(_fields);
        _steps = steps;
        Found = null;
    }

    /// <summary>Lists the steps that can be taken, those of threads first, by number.</summary>
    /// <returns>How many.</returns>
    public int Choices(Span<Choice> choices)
    {
        int count = 0;
        for (int thread = 0; thread < _space.Threads; thread++)
        {
            if (IsEnabled(thread))
            {
                choices[count++] = Choice.Of(thread);
            }
        }

        for (int cpu = 0; _space.HasBuffers && cpu < _space.LoadsAt - _space.BuffersAt; cpu++)
        {
            int buffer = _fields[_space.BuffersAt + cpu];
            for (int index = 0; buffer != 0 && index < _space.Buffers[buffer].Length; index++)
            {
                if (_space.Buffers.MayLeave(buffer, index))
                {
                    choices[count++] = new Choice(ChoiceKind.Flush, cpu, index);
                }
            }
        }

        for (int thread = 0; _space.EarlyWords.Length > 0 && thread < _space.Threads; thread++)
        {
            OperationKind posted = Local(thread).Posted.Kind;
            if (posted is OperationKind.AddAndReturn or OperationKind.CompareExchange
                or OperationKind.SpinUntilCompareExchange)
            {
                for (int word = 0; word < _space.EarlyWords.Length; word++)
                {
                    if (Early(thread, _space.EarlyWords[word]) < 0)
                    {
                        choices[count++] = new Choice(ChoiceKind.LoadEarly, thread, word);
                    }
                }
            }
        }

        for (int thread = 0; thread < _space.Threads; thread++)
        {
            if (Local(thread).CanInterrupt)
            {
                choices[count++] = new Choice(ChoiceKind.Interrupt, thread, 0);
            }
        }

        return count;
    }

    /// <summary>Whether a thread can do what it waits for.</summary>
    public bool IsEnabled(int thread)
    {
        LocalState local = Local(thread);
        if (local.IsCompleted)
        {
            return false;
        }

        bool canGoOn = local.Posted.Kind switch
        {
            OperationKind.SpinUntilCompareExchange or OperationKind.SpinUntilEqual =>
                _space.Field(local.Posted.Location) is int field
                    && (field < 0 || _space.Results.Value(_fields[field]) == local.Posted.Comparand),
            OperationKind.Sleep => false,
            OperationKind.FullBarrier => !_space.HasBuffers || _fields[_space.BuffersAt + _cpuOf[thread]] == 0,
            _ => true,
        };
        return canGoOn && (_space.Model.Guard is null || _space.Model.Guard.Allows(thread, this));
    }

    /// <summary>Takes a step that can be taken. What it brings to light is <see cref="Found"/>.</summary>
    public void Take(Choice choice)
    {
        _choice = choice;
        _steps++;
        switch (choice.Kind)
        {
            case ChoiceKind.Thread:
                Do(choice.Actor);
                break;
            case ChoiceKind.Flush:
                Flush(choice.Actor, choice.Index);
                break;
            case ChoiceKind.Interrupt:
                Log?.Add(new ExplorerEvent(_steps, _choice, choice.Actor, default, default));
                Arrive(choice.Actor, _space.Locals.Interrupt(Local(choice.Actor)));
                break;
            default:
                LoadEarly(choice.Actor, _space.EarlyWords[choice.Index]);
                break;
        }
    }

    /// <summary>What is wrong with a world in which nobody can take a step; null if all is well.</summary>
    public Finding? AtRest()
    {
        if (!IsOver)
        {
            var words = new EventText(_space.Model, static (_, _, _) => null);
            IEnumerable<string> waiting = Enumerable.Range(0, _space.Threads).Where(thread => !Local(thread).IsCompleted)
                .Select(thread => $"{_space.Model.Threads[thread].Name} waits for ever: {words.Of(Local(thread).Posted)}");
            return new Finding(Finding.Deadlock, $"nobody can go on: {string.Join("; ", waiting)}");
        }

        for (int index = 0; index < _space.Model.Properties.Length; index++)
        {
            IProperty property = _space.Model.Properties[index];
            if (property.ObserveEnd(this, Remembered(_space.WordsOf(index))) is string violation)
            {
                return new Finding(property.Name, violation);
            }
        }

        return null;
    }

    private void Do(int thread)
    {
        LocalState local = Local(thread);
        int result = Execute(thread, local.Posted);
        Log?.Add(new ExplorerEvent(_steps, _choice, thread, local.Posted, _space.Results[result]));
        if (Found is not null)
        {
            return;
        }

        if (local.Observers.Length > 0)
        {
            Observe(thread, local.Observers, local.Posted, _space.Results[result]);
        }

        if (Found is null)
        {
            Arrive(thread, _space.Locals.Follow(local, result));
        }
    }

    /// <summary>Takes a thread to its next step, and does what was done early on the way.</summary>
    private void Arrive(int thread, LocalEdge edge)
    {
        while (true)
        {
            _fields[thread] = edge.Next.Id;
            foreach (Mark mark in edge.Marks)
            {
                Log?.Add(new ExplorerEvent(_steps, _choice, thread, mark.Operation, default));
                Observe(thread, mark.Observers, mark.Operation, default);
                if (Found is not null)
                {
                    return;
                }
            }

            if (edge.Next.Failure is string failure)
            {
                Found = new Finding(Finding.ModelError, $"{_space.Model.Threads[thread].Name}: {failure}");
                return;
            }

            if (_space.EarlyWords.Length == 0 || edge.Next.IsCompleted)
            {
                return;
            }

            Operation posted = edge.Next.Posted;
            ref int loads = ref _fields[_space.LoadsAt + thread];
            if (edge.PassesBarrier || posted.Kind is OperationKind.AddAndReturn or OperationKind.CompareExchange
                or OperationKind.SpinUntilCompareExchange)
            {
                loads = 0;
                return;
            }

            int early = posted.Kind == OperationKind.Load ? Early(thread, posted.Location) : -1;
            if (early < 0)
            {
                return;
            }

            int result = _space.Results.Of(_space.Loads[loads][early].Value);
            loads = _space.Loads.RemoveAt(loads, early);
            Log?.Add(new ExplorerEvent(_steps, _choice, thread, posted, _space.Results[result]));
            edge = _space.Locals.Follow(edge.Next, result);
        }
    }

    private int Execute(int thread, Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Load:
                return _space.Results.Of(Seen(thread, operation.Location, 4));
            case OperationKind.LoadLinked:
                return _space.Results.Of(MemoryWordAt(operation.Location));
            case OperationKind.LoadHalfword:
                return _space.Results.Of(Seen(thread, operation.Location, 2));
            case OperationKind.LoadByte:
                return _space.Results.Of(Seen(thread, operation.Location, 1));
            case OperationKind.ProbeRead:
                return _space.Field(operation.Location & ~3u) < 0
                    ? Fault() : _space.Results.Of(Seen(thread, operation.Location, 4));
            case OperationKind.Store:
                return Store(thread, new BufferedStore(operation.Location, 4, operation.Value));
            case OperationKind.StoreHalfword:
                return Store(thread, new BufferedStore(operation.Location, 2, operation.Value));
            case OperationKind.StoreByte:
                return Store(thread, new BufferedStore(operation.Location, 1, operation.Value));
            case OperationKind.ProbeWrite:
                return Probe(thread, new BufferedStore(operation.Location, 4, operation.Value));
            case OperationKind.ProbeWriteHalfword:
                return Probe(thread, new BufferedStore(operation.Location, 2, operation.Value));
            case OperationKind.CompareExchange or OperationKind.SpinUntilCompareExchange:
                uint seen = MemoryWordAt(operation.Location);
                if (seen == operation.Comparand)
                {
                    ToMemory(new BufferedStore(operation.Location, 4, operation.Value));
                }

                return operation.Kind == OperationKind.CompareExchange ? _space.Results.Of(seen) : 0;
            case OperationKind.AddAndReturn:
                uint sum = unchecked(MemoryWordAt(operation.Location) + operation.Value);
                ToMemory(new BufferedStore(operation.Location, 4, sum));
                return _space.Results.Of(sum);
            case OperationKind.TestAndSet:
                uint old = BufferedStore.From(MemoryWordAt(operation.Location & ~3u), operation.Location, 1);
                ToMemory(new BufferedStore(operation.Location, 1, old | 0x80));
                return _space.Results.Of(old);
            case OperationKind.Phase:
                ToMemory(new BufferedStore(_space.Model.PhaseLocation, 4, operation.Value));
                return 0;
            case OperationKind.SpinUntilEqual:
                MemoryWordAt(operation.Location);
                return 0;
            default:
                return 0;
        }
    }

    private int Probe(int thread, BufferedStore store) =>
        _space.Field(store.Word) is int field && (field < 0 || _space.WordAt(field).IsReadOnly)
            ? Fault() : Store(thread, store);

    private int Store(int thread, BufferedStore store)
    {
        if (!_space.HasBuffers)
        {
            ToMemory(store);
            return 0;
        }

        if (_space.Field(store.Word) < 0)
        {
            Absent(store.Location);
            return 0;
        }

        ref int buffer = ref _fields[_space.BuffersAt + _cpuOf[thread]];
        if (_space.Buffers[buffer].Length == LargestBuffer)
        {
            Found = new Finding(
                Finding.ModelError, $"more than {LargestBuffer} stores wait in the buffer of cpu {_cpuOf[thread]}");
            return 0;
        }

        buffer = _space.Buffers.Append(buffer, store);
        return 0;
    }

    private void Flush(int cpu, int index)
    {
        ref int buffer = ref _fields[_space.BuffersAt + cpu];
        BufferedStore store = _space.Buffers[buffer][index];
        buffer = _space.Buffers.RemoveAt(buffer, index);
        ToMemory(store);
        if (Log is not null)
        {
            OperationKind kind = store.LengthBytes switch
            {
                4 => OperationKind.Store,
                2 => OperationKind.StoreHalfword,
                _ => OperationKind.StoreByte,
            };
            Log.Add(new ExplorerEvent(_steps, _choice, -1, new Operation(kind, store.Location, store.Value, 0), default));
        }
    }

    private void LoadEarly(int thread, uint location)
    {
        uint value = Seen(thread, location, 4);
        ref int loads = ref _fields[_space.LoadsAt + thread];
        loads = _space.Loads.Append(loads, new BufferedStore(location, 4, value));
        Log?.Add(new ExplorerEvent(_steps, _choice, thread, Operation.Load(location), OperationResult.Of(value)));
    }

    /// <summary>The place of an early load of a word among those of a thread; -1 if there is none.</summary>
    private int Early(int thread, uint location)
    {
        BufferedStore[] loads = _space.Loads[_fields[_space.LoadsAt + thread]];
        return Array.FindIndex(loads, load => load.Location == location);
    }

    private int Fault() => _space.Results.Of(OperationResult.Failed(_space.Model.FaultStatus));

    private void Absent(uint location) => Found ??= new Finding(
        Finding.ModelError, $"{_space.Model.Threads[_choice.Actor].Name} accesses {location:x8}, where no memory is");

    /// <summary>What a CPU's load sees: its own stores in its buffer, over what memory holds.</summary>
    private uint Seen(int thread, uint location, int lengthBytes)
    {
        uint word = MemoryWordAt(location & ~3u);
        if (_space.HasBuffers)
        {
            foreach (BufferedStore store in _space.Buffers[_fields[_space.BuffersAt + _cpuOf[thread]]])
            {
                if (store.Word == (location & ~3u))
                {
                    word = store.Into(word);
                }
            }
        }

        return BufferedStore.From(word, location, lengthBytes);
    }

    private uint MemoryWordAt(uint location)
    {
        int field = _space.Field(location);
        if (field >= 0)
        {
            return _space.Results.Value(_fields[field]);
        }

        Absent(location);
        return 0;
    }

    private void ToMemory(BufferedStore store)
    {
        int field = _space.Field(store.Word);
        if (field < 0)
        {
            Absent(store.Location);
            return;
        }

        _fields[field] = store.LengthBytes == 4
            ? _space.Results.Of(store.Value)
            : _space.Results.Of(store.Into(_space.Results.Value(_fields[field])));
    }

    private void Observe(int thread, int[] observers, Operation operation, OperationResult result)
    {
        foreach (int index in observers)
        {
            IProperty property = _space.Model.Properties[index];
            Range at = _space.WordsOf(index);
            Span<uint> words = Remembered(at);
            string? violation = property.Observe(thread, operation, result, words);
            for (int i = 0; i < words.Length; i++)
            {
                _fields[at.Start.Value + i] = _space.Results.Of(words[i]);
            }

            if (violation is not null)
            {
                Found = new Finding(property.Name, violation);
                return;
            }
        }
    }

    private Span<uint> Remembered(Range at)
    {
        Span<uint> words = _remembered.AsSpan(0, at.End.Value - at.Start.Value);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = _space.Results.Value(_fields[at.Start.Value + i]);
        }

        return words;
    }
}
