namespace SiloSim.Ftrace;

/// <summary>The words that may stand at a call site.</summary>
/// <param name="Ip">The address of the site: of the literal that the stub loads.</param>
/// <param name="Call">What it holds while it calls the tracer.</param>
/// <param name="Initial">What the file has there; may equal <paramref name="Call"/>.</param>
public readonly record struct CallSiteWords(uint Ip, uint Call, uint Initial)
{
    /// <summary>What it holds while it calls nothing: the address just after the word.</summary>
    public uint Nop => ModCode.FtraceNopReplace(Ip);

    /// <summary>Whether a word is one of those that may stand here.</summary>
    /// <param name="word">What was seen.</param>
    /// <returns>False for a word that nobody ever wrote here as a whole.</returns>
    public bool Allows(uint word) => word == Call || word == Nop || word == Initial;

    /// <summary>What the site does with this word in it.</summary>
    /// <param name="word">What was seen.</param>
    /// <returns>The state; <see cref="CallSiteState.Call"/> where that is also what the file has.</returns>
    public CallSiteState StateOf(uint word) =>
        word == Nop ? CallSiteState.Nop
        : word == Call ? CallSiteState.Call
        : word == Initial ? CallSiteState.Initial
        : CallSiteState.Unknown;

    /// <summary>The modification that gives the site its other content.</summary>
    /// <param name="state">Its state now.</param>
    /// <returns>
    /// A call becomes a nop, a nop a call, and the initial word a nop, as at boot. Of an unknown word it is that of a
    /// nop, which fails with <see cref="Errno.Einval"/> and changes nothing.
    /// </returns>
    public Modification Toggle(CallSiteState state) => state switch
    {
        CallSiteState.Initial => new Modification(ModificationKind.MakeNop, Ip, Initial),
        CallSiteState.Call => new Modification(ModificationKind.MakeNop, Ip, Call),
        _ => new Modification(ModificationKind.MakeCall, Ip, Call),
    };
}
