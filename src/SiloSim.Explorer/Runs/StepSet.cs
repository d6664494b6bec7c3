namespace SiloSim.Explorer.Runs;

/// <summary>A set of steps of a run, by their places in it.</summary>
/// <param name="length">Places are less than this.</param>
internal sealed class StepSet(int length)
{
    private readonly ulong[] _bits = new ulong[(length + 63) / 64];

    /// <summary>Whether a step is in it.</summary>
    public bool Has(int place) => place / 64 < _bits.Length && (_bits[place / 64] >> (place % 64) & 1) != 0;

    /// <summary>Adds a step, and another set that is no longer than this one.</summary>
    public void Add(int place, StepSet others)
    {
        _bits[place / 64] |= 1ul << (place % 64);
        Add(others);
    }

    /// <summary>Adds another set that is no longer than this one.</summary>
    public void Add(StepSet others)
    {
        for (int i = 0; i < others._bits.Length; i++)
        {
            _bits[i] |= others._bits[i];
        }
    }
}
