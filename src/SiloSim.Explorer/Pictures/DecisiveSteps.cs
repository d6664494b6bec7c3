using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Explorer.Pictures;

/// <summary>
/// Which steps decided: those of two CPUs' threads that touch the same bytes one after the other, at least one of them
/// writing (so their order matters), where the last values that a thread's fatal step used came from, and that step.
/// </summary>
internal static class DecisiveSteps
{
    private const int NoOne = int.MinValue;

    /// <summary>The numbers of the steps.</summary>
    public static HashSet<int> Of(Execution execution, Model model)
    {
        var decisive = new HashSet<int>();
        var cells = new Dictionary<uint, Cell>();
        var buffered = new Dictionary<int, List<ExplorerEvent>>();
        var pairs = new Dictionary<int, int>(); // The step in which a store reached memory, and the one that made it.
        foreach (ExplorerEvent happened in execution.Events)
        {
            int actor = happened.Thread;
            int cpu = happened.Choice.Kind == ChoiceKind.Flush ? happened.Choice.Actor : model.Threads[actor].Cpu;
            if (happened.Choice.Kind == ChoiceKind.Flush)
            {
                ExplorerEvent store = Take(buffered[cpu], happened.Operation);
                pairs.Add(happened.Step, store.Step);
                actor = store.Thread;
            }
            else if (model.Memory != MemoryModel.Sc && IsPlainStore(happened))
            {
                buffered.TryAdd(cpu, []);
                buffered[cpu].Add(happened);
                continue;
            }

            Touch(happened, actor, cells, decisive);
        }

        AddTheEnd(execution, decisive);
        decisive.UnionWith(pairs.Where(pair => decisive.Contains(pair.Key)).Select(pair => pair.Value).ToArray());
        return decisive;
    }

    private static void Touch(ExplorerEvent happened, int actor, Dictionary<uint, Cell> cells, HashSet<int> decisive)
    {
        (int length, bool reads, bool writes) = AccessOf(happened);
        for (uint at = happened.Operation.Location; at < happened.Operation.Location + length; at++)
        {
            if (!cells.TryGetValue(at, out Cell? cell))
            {
                cells.Add(at, cell = new Cell());
            }

            if (cell.Writer != NoOne && cell.Writer != actor && (reads || writes))
            {
                decisive.Add(cell.Written);
                decisive.Add(happened.Step);
            }

            if (writes)
            {
                foreach ((int reader, int step) in cell.Reads.Where(read => read.Reader != actor))
                {
                    decisive.Add(step);
                    decisive.Add(happened.Step);
                }

                cell.Reads.Clear();
                cell.Writer = actor;
                cell.Written = happened.Step;
            }
            else if (reads)
            {
                cell.Reads.Add((actor, happened.Step));
            }
        }
    }

    /// <summary>The fatal step, and the loads of the same thread that gave it its address and its value.</summary>
    private static void AddTheEnd(Execution execution, HashSet<int> decisive)
    {
        if (execution.Finding is null || execution.IsAtRest || execution.Events.LastOrDefault(one => one.Step > 0
            && !IsSilent(one.Operation.Kind)) is not { Step: > 0 } last)
        {
            return;
        }

        decisive.Add(last.Step);
        if (!AccessOf(last).Writes)
        {
            return;
        }

        foreach (uint used in (uint[])[last.Operation.Location, last.Operation.Value])
        {
            ExplorerEvent source = execution.Events.LastOrDefault(one => one.Thread == last.Thread
                && one.Operation.Kind == OperationKind.Load && one.Result.Value == used);
            if (source.Step > 0)
            {
                decisive.Add(source.Step);
            }
        }
    }

    private static ExplorerEvent Take(List<ExplorerEvent> stores, Operation reached)
    {
        int index = stores.FindIndex(store =>
            store.Operation.Location == reached.Location && store.Operation.Value == reached.Value);
        ExplorerEvent taken = stores[index];
        stores.RemoveAt(index);
        return taken;
    }

    private static bool IsPlainStore(ExplorerEvent happened) => happened.Result.Status == 0 && happened.Operation.Kind
        is OperationKind.Store or OperationKind.StoreHalfword or OperationKind.StoreByte
        or OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword;

    private static bool IsSilent(OperationKind kind) => kind is OperationKind.Begin or OperationKind.End
        or OperationKind.Fail or OperationKind.Saw or OperationKind.Note or OperationKind.Tally;

    private static (int LengthBytes, bool Reads, bool Writes) AccessOf(ExplorerEvent happened) =>
        happened.Operation.Kind switch
        {
            OperationKind.Load or OperationKind.ProbeRead or OperationKind.SpinUntilEqual => (4, true, false),
            OperationKind.LoadHalfword => (2, true, false),
            OperationKind.LoadByte => (1, true, false),
            OperationKind.Store => (4, false, true),
            OperationKind.StoreHalfword => (2, false, true),
            OperationKind.StoreByte => (1, false, true),
            OperationKind.ProbeWrite => (4, false, happened.Result.Status == 0),
            OperationKind.ProbeWriteHalfword => (2, false, happened.Result.Status == 0),
            OperationKind.CompareExchange => (4, true, happened.Result.Value == happened.Operation.Comparand),
            OperationKind.SpinUntilCompareExchange or OperationKind.AddAndReturn => (4, true, true),
            OperationKind.TestAndSet => (1, true, true),
            _ => (0, false, false),
        };

    private sealed class Cell
    {
        public int Writer { get; set; } = NoOne;

        public int Written { get; set; }

        public List<(int Reader, int Step)> Reads { get; } = [];
    }
}
