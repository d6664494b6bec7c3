namespace SiloSim.Sh4;

/// <summary>
/// State on its way from one object to another of the same make, as bytes: the same calls in the same order write it on one
/// side and set it on the other, so the two sides cannot disagree.
/// </summary>
public sealed class StateMover
{
    private readonly BinaryWriter? _writer;
    private readonly BinaryReader? _reader;

    /// <summary>Writes what it is shown.</summary>
    /// <param name="target">Where to.</param>
    public StateMover(BinaryWriter target) => _writer = target;

    /// <summary>Sets what it is shown.</summary>
    /// <param name="source">What another one has written.</param>
    public StateMover(BinaryReader source) => _reader = source;

    /// <summary>Whether it sets what it is shown.</summary>
    public bool Sets => _reader is not null;

    /// <summary>A word.</summary>
    /// <exception cref="EndOfStreamException">Nothing is left to set it from; so for all of these.</exception>
    public void Move(ref uint value)
    {
        _writer?.Write(value);
        value = _reader?.ReadUInt32() ?? value;
    }

    /// <summary>A number.</summary>
    public void Move(ref int value)
    {
        _writer?.Write(value);
        value = _reader?.ReadInt32() ?? value;
    }

    /// <summary>A long number.</summary>
    public void Move(ref long value)
    {
        _writer?.Write(value);
        value = _reader?.ReadInt64() ?? value;
    }

    /// <summary>A number of 64 bits.</summary>
    public void Move(ref ulong value)
    {
        _writer?.Write(value);
        value = _reader?.ReadUInt64() ?? value;
    }

    /// <summary>Yes or no.</summary>
    public void Move(ref bool value)
    {
        _writer?.Write(value);
        value = _reader?.ReadBoolean() ?? value;
    }

    /// <summary>Words, as many as the other side has.</summary>
    public void Move(Span<uint> values)
    {
        foreach (ref uint value in values)
        {
            Move(ref value);
        }
    }

    /// <summary>Whether a part that is made when it is first used has been made.</summary>
    /// <param name="isThere">Whether it is on this side; ignored where state is set.</param>
    /// <returns>Whether it is, or is to be, there.</returns>
    public bool MovePresence(bool isThere)
    {
        Move(ref isThere);
        return isThere;
    }
}
