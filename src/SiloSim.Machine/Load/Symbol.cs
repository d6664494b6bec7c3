namespace SiloSim.Machine;

/// <summary>A name in a guest's symbol table.</summary>
/// <param name="Name">The name: printable ASCII.</param>
/// <param name="Address">Its virtual address, as the ELF has it.</param>
/// <param name="Size">Its size in bytes; 0 where the ELF does not say.</param>
/// <param name="IsFunction">Whether it is typed as a function.</param>
/// <param name="IsGlobal">Whether it is visible outside its object file.</param>
public sealed record Symbol(string Name, uint Address, uint Size, bool IsFunction, bool IsGlobal);
