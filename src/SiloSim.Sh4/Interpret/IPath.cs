namespace SiloSim.Sh4;

/// <summary>
/// How much of an instruction a copy of its body does. Bodies that handlers run are generic over it: the whole one is the
/// meaning of the instruction; the others do the everyday case without calling anything, so that a handler saves no
/// registers, and leave the rest, having changed nothing, to the whole one: <see cref="Attention.LeftToWhole"/>.
/// </summary>
internal interface IPath
{
    /// <summary>Whether it does everything.</summary>
    static abstract bool IsWhole { get; }

    /// <summary>Where it is not whole: whether it looks addresses up in the software TLB, else in the tables of frames.</summary>
    static abstract bool Translates { get; }
}
