namespace SiloSim.Machine;

/// <summary>A file is not an ELF that this machine can load. The message is one line and names no file.</summary>
/// <param name="message">What is wrong with the file, with the values that say so.</param>
public sealed class ElfFormatException(string message) : SiloSimException(message);
