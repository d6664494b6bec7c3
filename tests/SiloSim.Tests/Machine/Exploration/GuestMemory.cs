using SiloSim.Explorer.Models;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>
/// Shared memory of a guest that is explored, with the store buffers of its CPUs: as plain as can be. Atomics act on
/// memory and drain nothing.
/// </summary>
internal sealed class GuestMemory
{
    private readonly GuestProgram _program;
    private readonly MemoryModel _model;
    private readonly SortedDictionary<uint, uint> _words = [];
    private readonly List<GuestOperation>[] _buffers;

    public GuestMemory(GuestProgram program, MemoryModel model)
    {
        _program = program;
        _model = model;
        _buffers = [.. Enumerable.Range(0, program.Cpus).Select(_ => new List<GuestOperation>())];
    }

    private GuestMemory(GuestMemory other)
    {
        _program = other._program;
        _model = other._model;
        _words = new SortedDictionary<uint, uint>(other._words);
        _buffers = [.. other._buffers.Select(buffer => new List<GuestOperation>(buffer))];
    }

    public GuestMemory Copy() => new(this);

    public uint Word(uint address) => Read(MemoryMap.ToPhysical(address), 4);

    /// <summary>Whether a CPU need not wait for its buffer.</summary>
    public bool Enables(int cpu, GuestOperation operation) =>
        operation.Kind != GuestOperationKind.Barrier || _buffers[cpu].Count == 0;

    /// <summary>The stores of a CPU that may reach memory next, as places in its buffer.</summary>
    public IEnumerable<int> Drainable(int cpu) => Enumerable.Range(0, _buffers[cpu].Count).Where(i =>
        i == 0 || (_model == MemoryModel.Pso
            && !_buffers[cpu].Take(i).Any(earlier => earlier.Address / 4 == _buffers[cpu][i].Address / 4)));

    public string Drain(int cpu, int place)
    {
        GuestOperation store = _buffers[cpu][place];
        _buffers[cpu].RemoveAt(place);
        Write(store.Address, store.Bytes, store.Value);
        return $"{_program.Describe(store.Address)} = {store.Value:x} reaches memory";
    }

    public uint Execute(int cpu, GuestOperation operation)
    {
        uint before = operation.IsAccess ? Read(operation.Address, operation.Bytes) : 0;
        switch (operation.Kind)
        {
            case GuestOperationKind.Load:
                return Forwarded(cpu, operation);
            case GuestOperationKind.Store when _model == MemoryModel.Sc:
                Write(operation.Address, operation.Bytes, operation.Value);
                return 0;
            case GuestOperationKind.Store:
                _buffers[cpu].Add(operation);
                return 0;
            case GuestOperationKind.TestAndSet:
                Write(operation.Address, 1, before | operation.Value);
                return before;
            case GuestOperationKind.StoreConditional when before == operation.Comparand:
                Write(operation.Address, 4, operation.Value);
                return 1;
            case GuestOperationKind.StoreConditional:
                return 0;
            default:
                return before;
        }
    }

    public string Key() => string.Join(' ', _words) + string.Concat(_buffers.Select(buffer => $"|{string.Join(' ', buffer)}"));

    private uint Forwarded(int cpu, GuestOperation load)
    {
        var memory = new GuestMemory(this);
        foreach (GuestOperation store in _buffers[cpu])
        {
            memory.Write(store.Address, store.Bytes, store.Value);
        }
        return memory.Read(load.Address, load.Bytes);
    }

    private uint Read(uint physical, int bytes)
    {
        uint word = _words.TryGetValue(physical & ~3u, out uint written) ? written : _program.Initial(physical & ~3u, 4);
        return (word >> (int)(physical % 4 * 8)) & (uint.MaxValue >> (32 - (8 * bytes)));
    }

    private void Write(uint physical, int bytes, uint value)
    {
        uint mask = (uint.MaxValue >> (32 - (8 * bytes))) << (int)(physical % 4 * 8);
        _words[physical & ~3u] = (Read(physical & ~3u, 4) & ~mask) | ((value << (int)(physical % 4 * 8)) & mask);
    }
}
