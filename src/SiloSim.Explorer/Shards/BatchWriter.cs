using System.Numerics;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Shards;

/// <summary>
/// Writes worlds for another process: tables of the contents of their components, each once, and for each world the
/// places of its components in the tables. A thread's state is written as its hash and the result that led to it from
/// another state of the table, so that who does not know it can run the thread's code up to there.
/// </summary>
internal sealed class BatchWriter(WorldShape shape, IComponents components, bool hasPaths)
{
    /// <summary>The first byte of each batch: another version of this format has another number.</summary>
    public const byte Version = 1;

    private readonly Table _locals = new();
    private readonly Table _buffers = new();
    private readonly Table _loads = new();
    private readonly Table _values = new();
    private readonly WireWriter _worlds = new();
    private readonly Stack<int> _missing = new();

    /// <summary>How many worlds were written.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a world.</summary>
    /// <param name="fields">The numbers of its components.</param>
    /// <param name="multiplicity">How many steps lead to it.</param>
    /// <param name="paths">How many executions do; not written unless the batch has such counts.</param>
    public void Add(ReadOnlySpan<int> fields, int multiplicity, BigInteger paths)
    {
        for (int field = 0; field < fields.Length; field++)
        {
            int number = fields[field];
            _worlds.Number(
                field < shape.Threads ? Local(number)
                : field < shape.LoadsAt ? Stores(_buffers, number, components.StoresOf(number))
                : field < shape.ValuesAt ? Stores(_loads, number, components.LoadsOf(number))
                : Value(number));
        }

        _worlds.Number(multiplicity);
        if (hasPaths)
        {
            byte[] bytes = paths.ToByteArray(isUnsigned: true);
            _worlds.Number(bytes.Length);
            _worlds.Bytes(bytes);
        }

        Count++;
    }

    /// <summary>The batch.</summary>
    public byte[] ToArray()
    {
        var all = new WireWriter();
        all.Number(Version);
        all.Number(hasPaths ? 1 : 0);
        foreach (Table table in (ReadOnlySpan<Table>)[_locals, _buffers, _loads, _values])
        {
            all.Number(table.Count);
            all.Bytes(table.Entries.Written);
        }

        all.Number(Count);
        all.Bytes(_worlds.Written);
        return all.ToArray();
    }

    /// <summary>Writes how a state is made: after which entry of the same table, or as the first of which thread.</summary>
    internal static void Write(WireWriter entries, LocalRecipe recipe, int parentIndex)
    {
        entries.Hash(recipe.Hash);
        entries.Number(parentIndex + 1);
        if (parentIndex < 0)
        {
            entries.Number(recipe.Thread);
            return;
        }

        entries.Number(recipe.Result.Value);
        entries.Number((uint)recipe.Result.Status);
    }

    private int Local(int number)
    {
        if (_locals.IndexOf(number) is int known)
        {
            return known;
        }

        for (int missing = number; missing >= 0 && _locals.IndexOf(missing) is null;)
        {
            _missing.Push(missing);
            missing = components.RecipeOf(missing).Parent;
        }

        int index = -1;
        while (_missing.TryPop(out int next))
        {
            LocalRecipe recipe = components.RecipeOf(next);
            Write(_locals.Entries, recipe, recipe.Parent < 0 ? -1 : _locals.IndexOf(recipe.Parent)!.Value);
            index = _locals.Add(next);
        }

        return index;
    }

    private static int Stores(Table table, int number, BufferedStore[] stores)
    {
        if (table.IndexOf(number) is int known)
        {
            return known;
        }

        table.Entries.Number(stores.Length);
        foreach (BufferedStore store in stores)
        {
            table.Entries.Number(store.Location);
            table.Entries.Number(store.LengthBytes);
            table.Entries.Number(store.Value);
        }

        return table.Add(number);
    }

    private int Value(int number)
    {
        if (_values.IndexOf(number) is int known)
        {
            return known;
        }

        _values.Entries.Number(components.ValueOf(number));
        return _values.Add(number);
    }

    private sealed class Table
    {
        private readonly Dictionary<int, int> _indexes = [];

        public WireWriter Entries { get; } = new();

        public int Count => _indexes.Count;

        public int? IndexOf(int number) => _indexes.TryGetValue(number, out int index) ? index : null;

        public int Add(int number)
        {
            _indexes.Add(number, _indexes.Count);
            return _indexes.Count - 1;
        }
    }
}
