using System.Collections.Frozen;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Pictures;

/// <summary>Says what happened in a few words, with the names of a model's words for addresses.</summary>
internal sealed class EventText(Model model, Func<Operation, OperationResult, Func<uint, string>, string?> describe)
{
    private readonly FrozenDictionary<uint, string> _names = model.Words.Where(word => word.Name is not null)
        .ToFrozenDictionary(word => word.Location, word => word.Name!);

    /// <summary>What a step did.</summary>
    public string Of(ExplorerEvent happened) => happened.Choice.Kind switch
    {
        ChoiceKind.Flush => $"{Place(happened.Operation.Location)} = {Stored(happened.Operation)} reaches memory",
        ChoiceKind.LoadEarly =>
            $"load {Place(happened.Operation.Location)} early: {happened.Result.Value:x8}",
        _ => describe(happened.Operation, happened.Result, Place) ?? Common(happened.Operation, happened.Result),
    };

    /// <summary>What happened besides; null for what the step itself has said.</summary>
    public string? NoteOf(ExplorerEvent happened)
    {
        Operation operation = happened.Operation;
        return operation.Kind switch
        {
            OperationKind.Load => $"use {Place(operation.Location)} = {happened.Result.Value:x8}, loaded early",
            OperationKind.Begin =>
                $"begin {Place(operation.Location)}: {operation.Comparand:x8} -> {operation.Value:x8}",
            OperationKind.End => $"end {Place(operation.Location)}{Status((int)operation.Value)}",
            OperationKind.Fail => $"gave up {Place(operation.Location)}{Status((int)operation.Value)}",
            OperationKind.Saw when operation.Value != operation.Comparand =>
                $"saw {operation.Value:x8}, after {operation.Comparand:x8}",
            OperationKind.Saw => $"saw {operation.Value:x8}",
            _ => describe(operation, happened.Result, Place),
        };
    }

    private string Common(Operation operation, OperationResult result)
    {
        string place = Place(operation.Location);
        return operation.Kind switch
        {
            OperationKind.Load => $"load {place}: {result.Value:x8}",
            OperationKind.LoadHalfword => $"load {place}: {result.Value:x4}",
            OperationKind.LoadByte => $"load {place}: {result.Value:x2}",
            OperationKind.TestAndSet => $"test and set {place}: {result.Value:x2}",
            OperationKind.ProbeRead => $"probe {place}{Outcome(result, $": {result.Value:x8}")}",
            OperationKind.Store or OperationKind.StoreHalfword or OperationKind.StoreByte =>
                $"store {place} = {Stored(operation)}",
            OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword =>
                $"write {place} = {Stored(operation)}{Outcome(result, "")}",
            OperationKind.AddAndReturn => $"add {Added(operation.Value)} to {place}: {result.Value:x8}",
            OperationKind.CompareExchange when result.Value == operation.Comparand =>
                $"exchange {place} {operation.Comparand:x8} -> {operation.Value:x8}",
            OperationKind.CompareExchange =>
                $"exchange {place} {operation.Comparand:x8} -> {operation.Value:x8} fails: {result.Value:x8}",
            OperationKind.SpinUntilCompareExchange =>
                $"exchange {place} {operation.Comparand:x8} -> {operation.Value:x8}",
            OperationKind.SpinUntilEqual => $"await {place}: {operation.Comparand:x8}",
            OperationKind.FullBarrier => "barrier",
            OperationKind.Phase => $"phase {operation.Value}",
            OperationKind.Flush => $"flush {place}",
            _ => $"{operation}",
        };
    }

    private string Place(uint location) =>
        _names.TryGetValue(location & ~3u, out string? name)
            ? location % 4 == 0 ? name : $"{name}+{location % 4}" : $"{location:x8}";

    private static string Stored(Operation operation) => operation.Kind switch
    {
        OperationKind.StoreHalfword or OperationKind.ProbeWriteHalfword => $"{operation.Value:x4}",
        OperationKind.StoreByte => $"{operation.Value:x2}",
        _ => $"{operation.Value:x8}",
    };

    // Small numbers as people write them; what is a bit rather than a number as hexadecimal digits.
    private static string Added(uint value) => unchecked((int)value) is int number and > -10_000 and < 10_000
        ? $"{number}" : $"{value:x8}";

    private static string Outcome(OperationResult result, string done) =>
        result.Status == 0 ? done : $" fails with {result.Status}";

    private static string Status(int status) => status == 0 ? "" : $": {status}";
}
