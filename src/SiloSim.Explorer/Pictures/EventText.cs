using System.Collections.Frozen;
using System.Globalization;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Pictures;

/// <summary>Says what happened in a few words, with the names of a model's words for addresses.</summary>
internal sealed class EventText(Model model, Func<Operation, OperationResult?, Func<uint, string>, string?> describe)
{
    private readonly FrozenDictionary<uint, string> _names = model.Words.Where(word => word.Name is not null)
        .ToFrozenDictionary(word => word.Location, word => word.Name!);

    /// <summary>What a step did.</summary>
    public string Of(ExplorerEvent happened) => happened.Choice.Kind switch
    {
        ChoiceKind.Flush => $"{Place(happened.Operation.Location)} = {Stored(happened.Operation)} reaches memory",
        ChoiceKind.Interrupt => "interrupt",
        ChoiceKind.LoadEarly =>
            $"load {Place(happened.Operation.Location)} early: {happened.Result.Value:x8}",
        _ => describe(happened.Operation, happened.Result, Place) ?? Common(happened.Operation, happened.Result),
    };

    /// <summary>What a thread waits to do.</summary>
    public string Of(Operation posted) => describe(posted, null, Place) ?? Common(posted, null);

    /// <summary>What happened besides; null for what the step itself has said.</summary>
    public string? NoteOf(ExplorerEvent happened, ExplorerEvent step)
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
            OperationKind.Saw => step.Operation.Kind == OperationKind.Load && step.Result.Value == operation.Value
                ? null : $"saw {operation.Value:x8}",
            _ => describe(operation, happened.Result, Place),
        };
    }

    /// <param name="operation">What is done.</param>
    /// <param name="result">What came of it; null if nothing has yet.</param>
    private string Common(Operation operation, OperationResult? result)
    {
        string place = Place(operation.Location);
        string exchange = $"exchange {place} {operation.Comparand:x8} -> {operation.Value:x8}";
        return operation.Kind switch
        {
            OperationKind.Load => $"load {place}{Seen(result, 8)}",
            OperationKind.LoadHalfword => $"load {place}{Seen(result, 4)}",
            OperationKind.LoadLinked => $"load linked {place}{Seen(result, 8)}",
            OperationKind.LoadByte => $"load {place}{Seen(result, 2)}",
            OperationKind.TestAndSet => $"test and set {place}{Seen(result, 2)}",
            OperationKind.ProbeRead => $"probe {place}{Seen(result, 8)}",
            OperationKind.Store or OperationKind.StoreHalfword or OperationKind.StoreByte =>
                $"store {place} = {Stored(operation)}",
            OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword =>
                $"write {place} = {Stored(operation)}{Failure(result)}",
            OperationKind.AddAndReturn => $"add {Added(operation.Value)} to {place}{Seen(result, 8)}",
            OperationKind.CompareExchange when result is { } seen && seen.Value != operation.Comparand => $"{exchange} fails{Seen(result, 8)}",
            OperationKind.CompareExchange or OperationKind.SpinUntilCompareExchange => exchange,
            OperationKind.SpinUntilEqual => $"await {place}: {operation.Comparand:x8}",
            OperationKind.FullBarrier => "barrier",
            OperationKind.Local => "go on",
            OperationKind.Sleep => "sleep",
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

    private static string Seen(OperationResult? result, int digits) => result switch
    {
        null => "",
        { Status: not 0 } => Failure(result),
        { Value: uint value } => ": " + value.ToString($"x{digits}", CultureInfo.InvariantCulture),
    };

    private static string Failure(OperationResult? result) =>
        result is { Status: not 0 } failed ? $" fails with {failed.Status}" : "";

    private static string Status(int status) => status == 0 ? "" : $": {status}";
}
