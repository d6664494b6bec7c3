using System.Globalization;

namespace SiloSim.Sh4;

/// <summary>
/// Prints instructions as <c>objdump -d</c> of binutils does. It prints the decode table's own syntax, so it cannot
/// disagree with what the core runs.
/// </summary>
public static class Disassembler
{
    /// <summary>The text of one instruction.</summary>
    /// <param name="opcode">The instruction.</param>
    /// <param name="pc">Its address: targets are printed absolute.</param>
    /// <returns>
    /// Mnemonic, a space and the operands if there are any, such as <c>mov.l @(4,r15),r0</c>; <c>.word 0x0000</c> for
    /// what is no instruction.
    /// </returns>
    public static string Text(ushort opcode, uint pc) => Text(opcode, pc, static (_, _) => null);

    /// <summary>The text of one instruction, with the value of the literal that it loads.</summary>
    /// <param name="opcode">The instruction.</param>
    /// <param name="pc">Its address.</param>
    /// <param name="literal">
    /// Reads a literal: address and bytes (2 or 4) to its value, or null where there is none.
    /// </param>
    /// <returns>As <see cref="Text(ushort, uint)"/>, with <c>! value</c> behind a load of a literal.</returns>
    public static string Text(ushort opcode, uint pc, Func<uint, int, uint?> literal) =>
        Text(opcode, pc, literal, InstructionSet.All);

    /// <summary>The text of one instruction of a processor that may lack some.</summary>
    /// <param name="opcode">The instruction.</param>
    /// <param name="pc">Its address.</param>
    /// <param name="literal">Reads a literal, as above.</param>
    /// <param name="set">What the processor has; all else is a <c>.word</c>.</param>
    public static string Text(ushort opcode, uint pc, Func<uint, int, uint?> literal, InstructionSet set)
    {
        Row row = DecodeTable.Find(opcode);
        if (row.Number == DecodeTable.IllegalRow
            || (row.Traits.HasFlag(Traits.Fpu) && !set.HasFlag(InstructionSet.Fpu))
            || (row.Body.DeclaringType == typeof(Sh4aAdditions) && !set.HasFlag(InstructionSet.Sh4a)))
        {
            return $".word 0x{opcode:x4}";
        }
        int space = row.Syntax.IndexOf(' ', StringComparison.Ordinal);
        string mnemonic = (space < 0 ? row.Syntax : row.Syntax[..space]);
        mnemonic = mnemonic.EndsWith("/s", StringComparison.Ordinal) ? $"{mnemonic[..^2]}.s" : mnemonic;
        if (space < 0)
        {
            return mnemonic;
        }
        string text = $"{mnemonic} {Operands(row, row.Syntax[(space + 1)..], opcode, pc)}";
        if (Target(opcode, pc) is { } target && !row.Traits.HasFlag(Traits.Branch) && mnemonic != "mova")
        {
            int bytes = mnemonic == "mov.w" ? 2 : 4;
            if (literal(target, bytes) is { } value)
            {
                text += bytes == 2 ? $" ! {(ushort)value:x}" : $" ! {value:x}";
            }
        }
        return text;
    }

    /// <summary>The address that an instruction names relative to the PC: a target, a literal's place.</summary>
    /// <param name="opcode">The instruction.</param>
    /// <param name="pc">Its address.</param>
    /// <returns>The address, or null if it names none.</returns>
    public static uint? Target(ushort opcode, uint pc)
    {
        Row row = DecodeTable.Find(opcode);
        var fields = new Fields(opcode);
        if (row.Syntax.EndsWith(" label", StringComparison.Ordinal))
        {
            bool far = row.Pattern.EndsWith("dddddddddddd", StringComparison.Ordinal);
            return pc + 4 + ((far ? fields.Displacement12 : fields.SignedByte) * 2);
        }
        if (!row.Syntax.Contains("@(disp,PC)", StringComparison.Ordinal))
        {
            return null;
        }
        return row.Syntax.StartsWith("mov.w", StringComparison.Ordinal)
            ? pc + 4 + (fields.Byte * 2)
            : (pc & ~3u) + 4 + (fields.Byte * 4);
    }

    private static string Operands(Row row, string syntax, ushort opcode, uint pc)
    {
        string text = syntax;
        if (Target(opcode, pc) is { } target)
        {
            string address = $"0x{target:x}";
            text = text.Replace("label", address, StringComparison.Ordinal)
                .Replace("@(disp,PC)", address, StringComparison.Ordinal);
        }
        int scale = row.Syntax.Contains(".l ", StringComparison.Ordinal) ? 4
            : row.Syntax.Contains(".w ", StringComparison.Ordinal) ? 2 : 1;
        uint immediate = Field(row, opcode, 'i');
        bool signed = row.Syntax.StartsWith("mov ", StringComparison.Ordinal)
            || row.Syntax.StartsWith("add ", StringComparison.Ordinal)
            || row.Syntax.StartsWith("cmp/eq ", StringComparison.Ordinal);
        uint n = Field(row, opcode, 'n');
        uint m = Field(row, opcode, 'm');
        return text
            .Replace("#imm", $"#{(signed ? (sbyte)immediate : (int)immediate)}", StringComparison.Ordinal)
            .Replace("disp", Number(Field(row, opcode, 'd') * (uint)scale), StringComparison.Ordinal)
            .Replace("FVn", $"fv{n * 4}", StringComparison.Ordinal)
            .Replace("FVm", $"fv{m * 4}", StringComparison.Ordinal)
            .Replace("DRn", $"dr{n * 2}", StringComparison.Ordinal)
            .Replace("DRm", $"dr{m * 2}", StringComparison.Ordinal)
            .Replace("Rn", $"r{n}", StringComparison.Ordinal)
            .Replace("Rm", $"r{m}", StringComparison.Ordinal)
            .ToLowerInvariant();
    }

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The bits of an opcode that a letter of the pattern names, put together.</summary>
    private static uint Field(Row row, ushort opcode, char letter)
    {
        uint value = 0;
        for (int i = 0; i < row.Pattern.Length; i++)
        {
            if (row.Pattern[i] == letter)
            {
                value = (value << 1) | (((uint)opcode >> (15 - i)) & 1);
            }
        }
        return value;
    }
}
