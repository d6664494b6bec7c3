namespace SiloSim.Explorer.Models;

/// <summary>One thing that happened in an execution.</summary>
/// <param name="Step">The number of the step that it is part of, from 1; 0 for what happened before the first.</param>
/// <param name="Choice">The choice of that step.</param>
/// <param name="Thread">The number of the thread; -1 where a store moved to memory.</param>
/// <param name="Operation">What was done; for a store that moved to memory, that store.</param>
/// <param name="Result">What came of it.</param>
public readonly record struct ExplorerEvent(
    int Step, Choice Choice, int Thread, Operation Operation, OperationResult Result);
