using SiloSim.Explorer;

namespace SiloSim.Ftrace.Models;

/// <summary>One access to shared memory that a machine is to make, and what has to come of it.</summary>
/// <param name="Step">The step of the counterexample, from 1.</param>
/// <param name="Actor">Who makes it.</param>
/// <param name="Cpu">On which CPU; 0 for the coordinator.</param>
/// <param name="Operation">The access; of text it is the load of a whole call-site word.</param>
/// <param name="Result">What came of it in the explorer.</param>
public sealed record MachineMove(int Step, MachineActor Actor, int Cpu, Operation Operation, OperationResult Result);
