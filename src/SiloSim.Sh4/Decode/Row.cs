using System.Reflection;

namespace SiloSim.Sh4;

/// <summary>One row of the decode table.</summary>
/// <param name="Number">Its number, which entries bear.</param>
/// <param name="Name">Family and method, as <c>Arithmetic.Addc</c>.</param>
/// <param name="Pattern">Sixteen characters, bit 15 first; empty for a row that no opcode matches.</param>
/// <param name="Syntax">The assembler syntax of the manual.</param>
/// <param name="Traits">What the core must know before it runs it.</param>
/// <param name="Body">The method that is its meaning.</param>
internal sealed record Row(int Number, string Name, string Pattern, string Syntax, Traits Traits, MethodInfo Body)
{
    /// <summary>The bits of an opcode that the pattern fixes.</summary>
    public ushort Mask { get; } = Bits(Pattern, c => c is '0' or '1');

    /// <summary>What those bits are.</summary>
    public ushort Fixed { get; } = Bits(Pattern, c => c is '1');

    /// <summary>Whether an opcode is this instruction.</summary>
    public bool Matches(ushort opcode) => Pattern.Length != 0 && (opcode & Mask) == Fixed;

    /// <summary>The entry of one of its opcodes.</summary>
    public uint Entry(ushort opcode)
    {
        uint entry = ((uint)Number << DecodeTable.RowShift) | opcode;
        if ((Traits & ~Traits.IllegalInSlot) != 0)
        {
            entry |= DecodeTable.Control;
        }
        if ((Traits & (Traits.Privileged | Traits.Fpu | Traits.Trap)) != 0)
        {
            entry |= DecodeTable.Careful;
        }
        if ((Traits & Traits.Delayed) != 0)
        {
            entry |= DecodeTable.Delayed;
        }
        if ((Traits & Traits.IllegalInSlot) != 0)
        {
            entry |= DecodeTable.IllegalInSlot;
        }
        return entry;
    }

    private static ushort Bits(string pattern, Func<char, bool> wanted)
    {
        ushort bits = 0;
        foreach (char c in pattern)
        {
            bits = (ushort)((bits << 1) | (wanted(c) ? 1 : 0));
        }
        return bits;
    }
}
