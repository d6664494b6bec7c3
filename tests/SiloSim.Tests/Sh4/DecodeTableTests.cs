using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

public sealed partial class DecodeTableTests(ITestOutputHelper output)
{
    private static readonly Row[] s_rows = [.. DecodeTable.Rows.Where(r => r.Pattern.Length != 0)];

    /// <summary>Where objdump and the table differ, by row and why. Empty: they agree on all 65,536.</summary>
    private static readonly Dictionary<string, string> s_knownDifferences = [];

    [Fact]
    public void EveryEncodingMatchesAtMostOneRow()
    {
        int matched = 0;
        for (int opcode = 0; opcode < 0x1_0000; opcode++)
        {
            Row[] rows = [.. s_rows.Where(r => r.Matches((ushort)opcode))];
            Assert.True(rows.Length <= 1, $"{opcode:x4}: {string.Join(", ", rows.Select(r => r.Name))}");
            Row expected = rows.FirstOrDefault() ?? DecodeTable.Rows[DecodeTable.IllegalRow];
            Assert.Equal(expected, DecodeTable.Find((ushort)opcode));
            matched += rows.Length;
        }
        output.WriteLine($"{s_rows.Length} rows, {matched} of 65,536 encodings");
        Assert.Equal(matched, s_rows.Sum(r => 1 << (16 - System.Numerics.BitOperations.PopCount(r.Mask))));
    }

    [Fact]
    public void EveryPatternIsWellFormedAndEverySyntaxIsItsOwn()
    {
        Assert.All(s_rows, r => Assert.Matches("^[01nmdi]{16}$", r.Pattern));
        Assert.Equal(s_rows.Length, s_rows.Select(r => r.Syntax).Distinct().Count());
        Assert.All(s_rows, r => Assert.Equal(typeof(void), r.Body.ReturnType));
    }

    [Fact]
    public void EveryInstructionIsOneOfTheAssembledTexts()
    {
        // The text names the encoding: no two encodings of one address print the same, but for bits without a field.
        Dictionary<string, ushort> seen = [];
        for (int opcode = 0; opcode < 0x1_0000; opcode++)
        {
            string text = Disassembler.Text((ushort)opcode, 0x8C00_0000);
            Assert.True(seen.TryAdd(text, (ushort)opcode), $"{opcode:x4}, {seen.GetValueOrDefault(text):x4}: {text}");
        }
    }

    [Fact]
    public void AnyOpcodeAtAnyAddressHasItsTextInEveryInstructionSet() =>
        Gen.Select(Gen.UShort, Gen.UInt, Gen.UInt, Gen.Enum<InstructionSet>()).Sample(
            (opcode, pc, literal, set) =>
                Disassembler.Text(opcode, pc, (_, bytes) => bytes == 4 ? literal : null, set).Length > 0,
            iter: 100_000);

    [Fact]
    public void DisassemblyEqualsThatOfObjdump()
    {
        Assert.SkipUnless(HasObjdump(), "sh4-linux-gnu-objdump is not installed");
        string file = Path.GetTempFileName();
        try
        {
            var text = new byte[0x2_0000];
            for (int i = 0; i < 0x1_0000; i++)
            {
                BitConverter.TryWriteBytes(text.AsSpan(i * 2), (ushort)i);
            }
            File.WriteAllBytes(file, text);
            Dictionary<string, int> differing = [];
            int equal = 0;
            foreach (string line in Objdump("-D -b binary -m sh4a -EL " + file).Split('\n'))
            {
                if (Line().Match(line) is not { Success: true } match)
                {
                    continue;
                }
                uint pc = uint.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                string expected = match.Groups[2].Value.Replace('\t', ' ').Trim();
                string actual = Disassembler.Text((ushort)(pc / 2), pc, (a, n) => Literal(text, a, n));
                string row = DecodeTable.Find((ushort)(pc / 2)).Name;
                if (actual == Spaces().Replace(expected, " "))
                {
                    equal++;
                }
                else if (differing.TryAdd(row, 1))
                {
                    output.WriteLine($"{row}: \"{actual}\", objdump: \"{expected}\"");
                }
                else
                {
                    differing[row]++;
                }
            }
            output.WriteLine($"{equal} of 65,536 print as objdump prints them");
            Assert.Equal(s_knownDifferences.Keys.Order(), differing.Keys.Order());
            Assert.Equal(0x1_0000, equal + differing.Values.Sum());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static uint? Literal(byte[] text, uint address, int bytes) =>
        address + bytes > text.Length ? null
        : bytes == 2 ? BitConverter.ToUInt16(text, (int)address) : BitConverter.ToUInt32(text, (int)address);

    private static bool HasObjdump()
    {
        try
        {
            return Objdump("--version").Length > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Objdump(string arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("sh4-linux-gnu-objdump", arguments) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    [GeneratedRegex(@"^\s*([0-9a-f]+):\t[0-9a-f]{2} [0-9a-f]{2}\s+\t(.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
