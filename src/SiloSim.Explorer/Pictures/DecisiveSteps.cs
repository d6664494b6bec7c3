using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Explorer.Pictures;

/// <summary>
/// Which steps decided. Two steps of different threads that touch the same bytes, at least one of them writing, are in
/// some order; where nothing else in the execution puts them into that order, it was the schedule that did, and both
/// are decisive. So is the step that violates, and the loads that gave it its address and its value.
/// </summary>
internal sealed class DecisiveSteps
{
    private readonly Model _model;
    private readonly HashSet<int> _decisive = [];
    private readonly Dictionary<uint, Cell> _cells = [];
    private readonly List<Touch>[] _buffers;

    // For each thread and each CPU's buffer, how much of what each of the others did was before it for certain.
    private readonly int[][] _clocks;

    private DecisiveSteps(Model model)
    {
        _model = model;
        int actors = model.Threads.Length + model.Cpus;
        _clocks = [.. Enumerable.Range(0, actors).Select(_ => new int[actors])];
        _buffers = [.. Enumerable.Range(0, model.Cpus).Select(_ => new List<Touch>())];
    }

    /// <summary>The numbers of the steps.</summary>
    public static HashSet<int> Of(Execution execution, Model model)
    {
        var steps = new DecisiveSteps(model);
        List<(int Reached, int Stored)> stores = [];
        foreach (ExplorerEvent happened in Accesses(execution))
        {
            if (happened.Choice.Kind == ChoiceKind.Flush)
            {
                stores.Add((happened.Step, steps.Flush(happened)));
            }
            else
            {
                steps.Do(happened);
            }
        }

        steps.AddTheEnd(execution);
        steps._decisive.UnionWith(
            stores.Where(store => steps._decisive.Contains(store.Reached)).Select(store => store.Stored).ToArray());
        return steps._decisive;
    }

    /// <summary>What each step did itself: not what its thread did further on, with values that it had loaded early.</summary>
    private static IEnumerable<ExplorerEvent> Accesses(Execution execution) =>
        execution.Events.Where((happened, index) => happened.Step > 0
            && (index == 0 || execution.Events[index - 1].Step != happened.Step));

    private void Do(ExplorerEvent happened)
    {
        int thread = happened.Thread;
        int cpu = _model.Threads[thread].Cpu;
        if (happened.Operation.Kind == OperationKind.FullBarrier)
        {
            Join(_clocks[thread], _clocks[BufferOf(cpu)]);
            return;
        }

        Access access = AccessOf(happened);
        if (access.LengthBytes == 0)
        {
            return;
        }

        if (_model.Memory != MemoryModel.Sc && access is { Reads: false, Writes: true })
        {
            _buffers[cpu].Add(Begin(thread, happened));
            return;
        }

        Touch touch = Begin(thread, happened);
        bool isAtomic = access.Writes || happened.Operation.Kind == OperationKind.LoadLinked;
        IEnumerable<uint> bytes = Bytes(happened.Operation.Location, access.LengthBytes)
            .Where(at => isAtomic || !_buffers[cpu].Exists(store => Covers(store.Happened, at)));
        Touched(touch, [.. bytes], access);
    }

    /// <summary>A store reaches memory.</summary>
    /// <returns>The step in which it was made.</returns>
    private int Flush(ExplorerEvent happened)
    {
        List<Touch> buffer = _buffers[happened.Choice.Actor];
        int index = buffer.FindIndex(store => store.Happened.Operation.Location == happened.Operation.Location
            && store.Happened.Operation.Value == happened.Operation.Value);
        Touch store = buffer[index];
        buffer.RemoveAt(index);
        int actor = BufferOf(happened.Choice.Actor);
        Join(_clocks[actor], store.Clock);
        Access access = AccessOf(happened);
        Touched(Begin(actor, happened), [.. Bytes(happened.Operation.Location, access.LengthBytes)], access);
        return store.Happened.Step;
    }

    private Touch Begin(int actor, ExplorerEvent happened)
    {
        _clocks[actor][actor]++;
        return new Touch(actor, _clocks[actor][actor], happened, [.. _clocks[actor]]);
    }

    private void Touched(Touch touch, uint[] bytes, Access access)
    {
        Cell[] cells = [.. bytes.Select(at => _cells.TryGetValue(at, out Cell? cell) ? cell : _cells[at] = new Cell())];
        IEnumerable<Touch> before = cells.SelectMany(cell => access.Writes ? cell.Reads.Append(cell.Write) : [cell.Write])
            .OfType<Touch>().Distinct().OrderByDescending(earlier => earlier.Happened.Step);
        int[] clock = _clocks[touch.Actor];
        foreach (Touch earlier in before)
        {
            // The latest first: what is before it is before this one as well.
            if (clock[earlier.Actor] < earlier.Time)
            {
                _decisive.Add(earlier.Happened.Step);
                _decisive.Add(touch.Happened.Step);
                Join(clock, earlier.Clock);
            }
        }

        touch = touch with { Clock = [.. clock] };
        foreach (Cell cell in cells)
        {
            if (access.Writes)
            {
                cell.Write = touch;
                cell.Reads.Clear();
            }
            else
            {
                cell.Reads.Add(touch);
            }
        }
    }

    /// <summary>The step that violates, and the loads of the same thread that gave it its address and its value.</summary>
    private void AddTheEnd(Execution execution)
    {
        ExplorerEvent last = Accesses(execution).LastOrDefault();
        if (execution.Finding is null || execution.IsAtRest || last.Step == 0)
        {
            return;
        }

        _decisive.Add(last.Step);
        bool isStore = AccessOf(last with { Result = default }) is { Reads: false, Writes: true };
        uint[] used = isStore ? [last.Operation.Location, last.Operation.Value] : [];
        foreach (uint value in used)
        {
            ExplorerEvent source = Accesses(execution).LastOrDefault(one => one.Thread == last.Thread
                && one.Operation.Kind == OperationKind.Load && one.Result.Value == value);
            if (source.Step > 0)
            {
                _decisive.Add(source.Step);
            }
        }
    }

    private int BufferOf(int cpu) => _model.Threads.Length + cpu;

    private static void Join(int[] clock, int[] other)
    {
        for (int actor = 0; actor < clock.Length; actor++)
        {
            clock[actor] = Math.Max(clock[actor], other[actor]);
        }
    }

    private static bool Covers(ExplorerEvent store, uint at) =>
        at >= store.Operation.Location && at < store.Operation.Location + AccessOf(store).LengthBytes;

    private static IEnumerable<uint> Bytes(uint location, uint lengthBytes)
    {
        for (uint at = 0; at < lengthBytes; at++)
        {
            yield return location + at;
        }
    }

    private static Access AccessOf(ExplorerEvent happened)
    {
        bool isDone = happened.Result.Status == 0;
        return happened.Operation.Kind switch
        {
            OperationKind.Load or OperationKind.ProbeRead or OperationKind.SpinUntilEqual
                or OperationKind.LoadLinked => new(4, true, false),
            OperationKind.LoadHalfword => new(2, true, false),
            OperationKind.LoadByte => new(1, true, false),
            OperationKind.Store => new(4, false, true),
            OperationKind.StoreHalfword => new(2, false, true),
            OperationKind.StoreByte => new(1, false, true),
            OperationKind.ProbeWrite => new(isDone ? 4u : 0, false, true),
            OperationKind.ProbeWriteHalfword => new(isDone ? 2u : 0, false, true),
            OperationKind.CompareExchange => new(4, true, happened.Result.Value == happened.Operation.Comparand),
            OperationKind.SpinUntilCompareExchange or OperationKind.AddAndReturn => new(4, true, true),
            OperationKind.TestAndSet => new(1, true, true),
            _ => default,
        };
    }

    private readonly record struct Access(uint LengthBytes, bool Reads, bool Writes);

    private sealed record Touch(int Actor, int Time, ExplorerEvent Happened, int[] Clock);

    private sealed class Cell
    {
        public Touch? Write { get; set; }

        public List<Touch> Reads { get; } = [];
    }
}
