namespace SiloSim.Machine;

/// <summary>A call site: the literal that the <c>-pg</c> stub of a function loads and jumps to.</summary>
/// <param name="Address">The virtual address of the word, as the ELF has it. The kernel calls it <c>ip</c>.</param>
/// <param name="Function">The virtual address of the function, or of the stub where no symbol covers it.</param>
/// <param name="Symbol">The function's name, or its address in eight digits.</param>
public sealed record CallSite(uint Address, uint Function, string Symbol);
