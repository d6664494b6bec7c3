namespace SiloSim.Explorer;

/// <summary>Marks the awaiters of nested routines, so that a builder can tell them from those of operations.</summary>
internal interface IRoutineAwaiter;
