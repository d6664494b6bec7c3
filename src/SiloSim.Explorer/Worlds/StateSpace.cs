using System.Collections.Frozen;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Worlds;

/// <summary>
/// A model made ready to be searched: the tables of what was met so far, and the shape of a world, which is a vector of
/// small numbers: each thread's state, each CPU's store buffer, what each thread loaded early, what the properties
/// remember, and the words of memory.
/// </summary>
internal sealed class StateSpace
{
    private const int FirstBits = 6;
    private const int GrowByBits = 3;

    private readonly Lock _lock = new();
    private readonly List<MemoryWord> _words;
    private readonly int[] _propertyWords;

    public StateSpace(Model model)
    {
        Model = model;
        Results = new ResultTable();
        Locals = new LocalStates(model, Results);
        Buffers = new BufferTable(model.Memory == MemoryModel.Pso);
        Loads = new BufferTable(byAddress: true);
        _words = [.. model.Words];
        EarlyWords = [.. model.Words.Where(word => model.EarlyLoads && word.MayLoadEarly).Select(word => word.Location)];
        HasBuffers = model.Memory != MemoryModel.Sc;
        Threads = model.Threads.Length;
        BuffersAt = Threads;
        LoadsAt = BuffersAt + (HasBuffers ? model.Cpus : 0);
        PropertiesAt = LoadsAt + (EarlyWords.Length > 0 ? Threads : 0);
        _propertyWords = new int[model.Properties.Length + 1];
        for (int i = 0; i < model.Properties.Length; i++)
        {
            _propertyWords[i + 1] = _propertyWords[i] + model.Properties[i].Words;
        }

        MemoryAt = PropertiesAt + _propertyWords[^1];
        Layout = new Layout([]);
        FieldOf = FrozenDictionary<uint, int>.Empty;
        Reshape([]);
        Kin = [.. model.Threads.Select((thread, index) => (thread.Kin, index)).Where(pair => pair.Kin != 0)
            .GroupBy(pair => pair.Kin, pair => pair.index).Where(kin => kin.Count() > 1).Select(kin => kin.ToArray())];
    }

    public Model Model { get; }

    public ResultTable Results { get; }

    public LocalStates Locals { get; }

    public BufferTable Buffers { get; }

    /// <summary>Values loaded early, in the same form as stores in a buffer.</summary>
    public BufferTable Loads { get; }

    public bool HasBuffers { get; }

    /// <summary>The addresses of the words that may be loaded early.</summary>
    public uint[] EarlyWords { get; }

    public int Threads { get; }

    public int BuffersAt { get; }

    public int LoadsAt { get; }

    public int PropertiesAt { get; }

    public int MemoryAt { get; }

    public int Fields => MemoryAt + _words.Count;

    /// <summary>Groups of like threads, of two or more.</summary>
    public int[][] Kin { get; }

    /// <summary>More choices than this no world has.</summary>
    public int MostChoices =>
        (Threads * 2) + ((LoadsAt - BuffersAt) * World.LargestBuffer) + (Threads * EarlyWords.Length);

    public Layout Layout { get; private set; }

    /// <summary>The field of each word, by its address.</summary>
    public FrozenDictionary<uint, int> FieldOf { get; private set; }

    /// <summary>Where in the fields a property's words are.</summary>
    public Range WordsOf(int property) =>
        (PropertiesAt + _propertyWords[property])..(PropertiesAt + _propertyWords[property + 1]);

    /// <summary>The field of the word at an aligned address; -1 if there is no memory.</summary>
    /// <exception cref="ShapeGrewException">It was found only now.</exception>
    public int Field(uint location)
    {
        if (FieldOf.TryGetValue(location, out int field))
        {
            return field;
        }

        if (Model.InitialWord(location) is not uint initial)
        {
            return -1;
        }

        lock (_lock)
        {
            if (!FieldOf.ContainsKey(location))
            {
                _words.Add(new MemoryWord(location, initial));
                Reshape(Layout.Bits);
            }
        }

        throw new ShapeGrewException();
    }

    /// <summary>The words that were found only while searching, in the order of being found.</summary>
    public IEnumerable<uint> WordsFound => _words.Skip(Model.Words.Length).Select(word => word.Location);

    /// <summary>Takes over the shape that another space of the same model had come to.</summary>
    /// <returns>Whether it is one.</returns>
    public bool TakeShape(ReadOnlySpan<uint> wordsFound, ReadOnlySpan<int> bits)
    {
        foreach (uint location in wordsFound)
        {
            if (Model.InitialWord(location) is not uint initial)
            {
                return false;
            }

            _words.Add(new MemoryWord(location, initial));
        }

        if (bits.Length != Fields || bits.ContainsAnyExceptInRange(1, 31))
        {
            return false;
        }

        Reshape(bits);
        return true;
    }

    public MemoryWord WordAt(int field) => _words[field - MemoryAt];

    /// <summary>Makes room for a number that did not fit.</summary>
    public void Widen(int field, int value)
    {
        lock (_lock)
        {
            int[] bits = Layout.Bits.ToArray();
            while ((uint)value >> bits[field] != 0)
            {
                bits[field] = Math.Min(31, bits[field] + GrowByBits);
            }

            Reshape(bits);
        }
    }

    private void Reshape(ReadOnlySpan<int> bits)
    {
        int[] all = new int[Fields];
        Array.Fill(all, FirstBits);
        bits.CopyTo(all);
        Layout = new Layout(all);
        FieldOf = _words.Select((word, index) => KeyValuePair.Create(word.Location, MemoryAt + index))
            .ToFrozenDictionary();
    }
}
