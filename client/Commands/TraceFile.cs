using System.Buffers.Binary;
using SiloSim.Ftrace;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.CommandLine.Commands;

/// <summary>
/// Writes what the guest's function tracer has left in its rings. Words at the symbols <c>ftrace_ring_base</c>,
/// <c>ftrace_ring_stride</c> and <c>ftrace_ring_entries</c> say where they are: one ring per CPU, which begins with the
/// number of entries ever written, and has entries of four words (virtual time, CPU, ip, parent ip) from byte 16 on.
/// </summary>
internal sealed class TraceFile
{
    private const int HeaderBytes = 16;
    private const int EntryBytes = 16;

    // What a guest claims about its rings is not trusted: a machine has 64 MiB.
    private const uint MaximumEntries = MemoryMap.DefaultRamBytes / EntryBytes;
    private const int LargestReadBytes = 1 << 20;

    private readonly string _path;
    private readonly GuestFile _guest;
    private readonly uint _baseWord;
    private readonly uint _strideWord;
    private readonly uint _entriesWord;

    private TraceFile(string path, GuestFile guest)
    {
        _path = path;
        _guest = guest;
        _baseWord = Word("ftrace_ring_base");
        _strideWord = Word("ftrace_ring_stride");
        _entriesWord = Word("ftrace_ring_entries");
    }

    /// <summary>Makes sure that the file can be written, before there is anything to lose.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="guest">The guest.</param>
    /// <exception cref="WrongUsageException">The guest has no rings, or the file cannot be written.</exception>
    public static TraceFile? Of(string? path, GuestFile guest)
    {
        if (path is null)
        {
            return null;
        }
        var trace = new TraceFile(path, guest);
        try
        {
            File.WriteAllText(path, "");
            return trace;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongUsageException($"--trace {path}: cannot be written: {refused.Message}");
        }
    }

    /// <summary>Reads the rings and writes the file.</summary>
    /// <param name="machine">The machine, whose run has ended.</param>
    /// <param name="cpus">Its CPUs.</param>
    public async Task Write(IMachineGrain machine, int cpus)
    {
        uint first = await ReadWord(machine, _baseWord);
        uint stride = await ReadWord(machine, _strideWord);
        uint capacity = await ReadWord(machine, _entriesWord);
        if (capacity is 0 or > MaximumEntries || stride < HeaderBytes + (capacity * EntryBytes))
        {
            throw new MachineException($"the guest's rings cannot be: {capacity} entries in {stride} bytes each");
        }
        var entries = new List<FunctionTracerEntry>();
        long written = 0;
        for (uint cpu = 0; cpu < cpus; cpu++)
        {
            byte[] ring = await Read(machine, first + (cpu * stride), HeaderBytes + ((int)capacity * EntryBytes));
            written += Entries(ring, capacity, entries);
        }
        await using var writer = new StreamWriter(_path);
        FunctionTracerText.Write(
            writer, Path.GetFileNameWithoutExtension(_guest.Name), cpus, entries, written,
            address => _guest.Elf.Symbols.TryFind(address, out Symbol? symbol) ? symbol.Name : null);
    }

    private static uint Entries(ReadOnlySpan<byte> ring, uint capacity, List<FunctionTracerEntry> entries)
    {
        uint written = BinaryPrimitives.ReadUInt32LittleEndian(ring);
        uint kept = Math.Min(written, capacity);
        for (uint i = written - kept; i != written; i++)
        {
            ReadOnlySpan<byte> entry = ring[(HeaderBytes + ((int)(i % capacity) * EntryBytes))..];
            entries.Add(new FunctionTracerEntry(
                BinaryPrimitives.ReadUInt32LittleEndian(entry),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[12..])));
        }
        return written;
    }

    private static async Task<uint> ReadWord(IMachineGrain machine, uint address) =>
        BinaryPrimitives.ReadUInt32LittleEndian(await machine.ReadMemory(address, 4));

    private static async Task<byte[]> Read(IMachineGrain machine, uint address, int bytes)
    {
        byte[] all = new byte[bytes];
        for (int done = 0; done < bytes; done += LargestReadBytes)
        {
            byte[] part = await machine.ReadMemory(address + (uint)done, Math.Min(LargestReadBytes, bytes - done));
            part.CopyTo(all, done);
        }
        return all;
    }

    private uint Word(string name) => _guest.Elf.Symbols.TryFind(name, out Symbol? symbol)
        ? symbol.Address
        : throw new WrongUsageException($"--trace: {_guest.Name} has no function tracer (no symbol {name})");
}
