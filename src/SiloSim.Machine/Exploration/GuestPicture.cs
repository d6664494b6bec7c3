using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Pictures;
using SiloSim.Explorer.Search;

namespace SiloSim.Machine;

/// <summary>Executions of a guest as pictures: a step is an instruction, with the place it accesses and the value.</summary>
public static class GuestPicture
{
    /// <summary>Draws an execution.</summary>
    /// <param name="program">The guest.</param>
    /// <param name="model">Its model, of <see cref="GuestModel"/>.</param>
    /// <param name="execution">The execution.</param>
    /// <param name="finding">What is wrong with it.</param>
    /// <param name="cycleFrom">For a livelock, after how many steps the cycle begins.</param>
    /// <returns>The picture.</returns>
    public static Picture Of(
        GuestProgram program, Model model, Execution execution, Finding? finding, int? cycleFrom = null)
    {
        Dictionary<int, (string Text, string Note)> said = [];
        GuestContinuation[] cpus = [.. model.Threads.Select(static thread => (GuestContinuation)thread.Start())];
        foreach (ExplorerEvent happened in execution.Events.Where(static happened => happened.Step > 0))
        {
            if (happened.Choice.Kind == ChoiceKind.Flush)
            {
                said.Add(happened.Step, (Stored(program, happened.Operation) + " reaches memory", ""));
            }
            else if (said.TryAdd(happened.Step, TextOf(program, cpus[happened.Thread], happened)))
            {
                // What else happened in the step is that the CPU failed.
                GuestContinuation before = cpus[happened.Thread];
                cpus[happened.Thread] = (GuestContinuation)(happened.Choice.Kind == ChoiceKind.Interrupt
                    ? before.Interrupted() : before.After(happened.Result));
            }
        }
        Picture picture = Picture.Of(model, execution, finding);
        return picture with
        {
            Cpus = [.. model.Threads.Select(static thread => thread.Name)],
            CycleFrom = cycleFrom,
            Steps = [.. picture.Steps.Where(static step => step.Number > 0 || step.IsDecisive).Select(step =>
                said.TryGetValue(step.Number, out (string Text, string Note) here)
                    ? step with { Text = here.Text, Notes = NotesOf(here.Note) }
                    : step with { Text = WaitText(program, cpus[step.Cpu]), Notes = [] })],
        };
    }

    private static ImmutableArray<string> NotesOf(string note) => note.Length == 0 ? [] : [note];

    private static string WaitText(GuestProgram program, GuestContinuation cpu) =>
        $"waits for ever: {program.Describe(cpu.Pc)}: {program.Instruction(cpu.Pc)}";

    private static (string Text, string Note) TextOf(
        GuestProgram program, GuestContinuation cpu, ExplorerEvent happened)
    {
        string address = $"{cpu.Pc:x8}";
        if (happened.Choice.Kind == ChoiceKind.Interrupt)
        {
            string when = cpu.Posted.Kind == OperationKind.Sleep ? "in" : "before";
            return ("NMI", $"{address}, {when} {program.Instruction(cpu.Pc)}");
        }
        string access = Access(program, happened);
        return ($"{program.Describe(cpu.Pc)}: {program.Instruction(cpu.Pc)}",
            access.Length == 0 ? address : $"{address}, {access}");
    }

    /// <summary>What an instruction did to memory.</summary>
    private static string Access(GuestProgram program, ExplorerEvent happened)
    {
        Operation operation = happened.Operation;
        uint result = happened.Result.Value;
        string place = program.Describe(operation.Location);
        return operation.Kind switch
        {
            OperationKind.Load or OperationKind.LoadLinked => $"{place}: {result:x8}",
            OperationKind.LoadHalfword => $"{place}: {result:x4}",
            OperationKind.LoadByte => $"{place}: {result:x2}",
            OperationKind.TestAndSet => $"{place}: {result:x2} -> {result | 0x80:x2}",
            OperationKind.CompareExchange when result == operation.Comparand => $"{place} = {operation.Value:x8}",
            OperationKind.CompareExchange => $"{place}: {result:x8}, not stored",
            OperationKind.Store or OperationKind.StoreHalfword or OperationKind.StoreByte => Stored(program, operation),
            _ => "",
        };
    }

    private static string Stored(GuestProgram program, Operation store)
    {
        string place = program.Describe(store.Location);
        return store.Kind switch
        {
            OperationKind.StoreByte => $"{place} = {store.Value:x2}",
            OperationKind.StoreHalfword => $"{place} = {store.Value:x4}",
            _ => $"{place} = {store.Value:x8}",
        };
    }
}
