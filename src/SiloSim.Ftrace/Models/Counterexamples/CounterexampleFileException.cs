using SiloSim.Machine;

namespace SiloSim.Ftrace.Models;

/// <summary>A file is no counterexample, or not one that can be executed here. The message is one line.</summary>
/// <param name="message">One line: what is wrong with it.</param>
public sealed class CounterexampleFileException(string message) : SiloSimException(message);
