namespace SiloSim.Explorer.Search;

/// <summary>
/// Words that are read and words that are written, each by a bit. Two words may share a bit: then they are taken for
/// one, and less is left out.
/// </summary>
/// <param name="Reads">The words that are read.</param>
/// <param name="Writes">The words that are written.</param>
internal readonly record struct AccessSet(ulong Reads, ulong Writes)
{
    public static AccessSet operator |(AccessSet one, AccessSet other) =>
        new(one.Reads | other.Reads, one.Writes | other.Writes);

    /// <summary>Whether the order of the two may matter: both touch a word, and one of them writes to it.</summary>
    public bool Conflicts(AccessSet other) =>
        ((Writes & (other.Reads | other.Writes)) | (Reads & other.Writes)) != 0;
}
