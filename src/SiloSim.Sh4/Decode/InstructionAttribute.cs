namespace SiloSim.Sh4;

/// <summary>A row of the decode table: stands on the method that is the meaning of the instruction.</summary>
/// <param name="pattern">Sixteen characters, bit 15 first: <c>0</c>, <c>1</c>, or the letter of a field.</param>
/// <param name="syntax">The assembler syntax of the manual.</param>
/// <param name="traits">What the core must know before it runs it.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InstructionAttribute(string pattern, string syntax, Traits traits = Traits.None) : Attribute
{
    /// <summary>Sixteen characters, bit 15 first.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>The assembler syntax of the manual.</summary>
    public string Syntax { get; } = syntax;

    /// <summary>What the core must know before it runs it.</summary>
    public Traits Traits { get; } = traits;
}
