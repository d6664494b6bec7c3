using SiloSim.Machine;

namespace SiloSim.Client;

/// <summary>A guest program: a bare-machine ELF32 file for little-endian SuperH.</summary>
/// <param name="Name">What reports call it, as its file name.</param>
/// <param name="Elf">What is in it.</param>
public sealed record Guest(string Name, ElfFile Elf)
{
    /// <summary>Loads a guest.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ElfFormatException">It is no such program; the message says why.</exception>
    public static Guest Load(string path) => new(Path.GetFileName(path), ElfFile.Parse(File.ReadAllBytes(path)));

    /// <summary>The guest address of a symbol.</summary>
    /// <param name="symbol">Its name.</param>
    /// <exception cref="KeyNotFoundException">The guest has no such symbol.</exception>
    public uint AddressOf(string symbol) => Elf.Symbols.TryFind(symbol, out Symbol? found)
        ? found.Address
        : throw new KeyNotFoundException($"{Name} has no symbol {symbol}");
}
