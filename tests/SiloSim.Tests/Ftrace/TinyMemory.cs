using SiloSim.Explorer;
using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

/// <summary>Memory in order, little-endian: executes operations for tests, one at a time.</summary>
internal sealed class TinyMemory
{
    private Dictionary<uint, uint> _words = [];

    public HashSet<uint> ReadOnly { get; private init; } = [];

    public uint this[uint address]
    {
        get => _words[address];
        set => _words[address] = value;
    }

    public TinyMemory Copy() => new() { _words = new(_words), ReadOnly = ReadOnly };

    /// <summary>Whether an operation need not wait.</summary>
    public bool IsEnabled(Operation operation) =>
        operation.Kind is not (OperationKind.SpinUntilCompareExchange or OperationKind.SpinUntilEqual)
        || _words[operation.Location] == operation.Comparand;

    public OperationResult Execute(Operation operation)
    {
        uint at = operation.Location;
        uint value = operation.Value;
        switch (operation.Kind)
        {
            case OperationKind.Load:
                return OperationResult.Of(_words[at]);
            case OperationKind.LoadHalfword:
                return OperationResult.Of(at % 4 == 0 ? _words[at] & 0xFFFF : _words[at - 2] >> 16);
            case OperationKind.Store or OperationKind.Note:
                _words[at] = value;
                return default;
            case OperationKind.CompareExchange or OperationKind.SpinUntilCompareExchange:
                uint seen = _words[at];
                if (seen == operation.Comparand)
                {
                    _words[at] = value;
                }

                return operation.Kind == OperationKind.CompareExchange ? OperationResult.Of(seen) : default;
            case OperationKind.AddAndReturn or OperationKind.Tally:
                return OperationResult.Of(_words[at] = unchecked(_words[at] + value));
            case OperationKind.ProbeRead:
                return _words.TryGetValue(at, out uint word)
                    ? OperationResult.Of(word) : OperationResult.Failed(Errno.Efault);
            case OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword:
                uint whole = at & ~3u;
                if (!_words.TryGetValue(whole, out uint old) || ReadOnly.Contains(whole))
                {
                    return OperationResult.Failed(Errno.Efault);
                }

                _words[whole] = operation.Kind == OperationKind.ProbeWrite ? value
                    : at == whole ? (old & 0xFFFF0000) | value : (old & 0xFFFF) | (value << 16);
                return default;
            default:
                return default;
        }
    }

    /// <summary>Runs a routine alone to its end, and lists what it did.</summary>
    public T Run<T>(Func<Routine<T>> routine, List<Operation>? log = null)
    {
        RoutineThread<T> thread = RoutineThread.Start(routine);
        while (!thread.IsCompleted)
        {
            Assert.True(IsEnabled(thread.Posted), $"alone, and has to wait: {thread.Posted}");
            log?.Add(thread.Posted);
            thread.Resume(Execute(thread.Posted));
        }

        return thread.Result;
    }
}
