using System.Diagnostics;
using System.Text;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>What the disassembler prints, <c>sh4-linux-gnu-as</c> assembles to the same opcode: all 65,536 at once.</summary>
public sealed class AssemblerRoundTripTests(ITestOutputHelper output)
{
    /// <summary>What the assembler does otherwise, by row, and why.</summary>
    private static readonly Dictionary<string, string> s_knownDifferences = [];

    [Fact]
    public void EveryEncodingComesBackFromItsText()
    {
        Assert.SkipUnless(OnPath("sh4-linux-gnu-as") && OnPath("sh4-linux-gnu-objcopy"), "sh4-linux-gnu-as is not installed");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("silosim");
        try
        {
            ushort[] opcodes =
            [
                .. Enumerable.Range(0, 0x1_0000).Select(o => (ushort)o)
                    .Where(o => DecodeTable.Find(o).Number != DecodeTable.IllegalRow),
            ];
            byte[] assembled = Assemble(folder.FullName, opcodes);
            Dictionary<string, string> differing = [];
            for (int i = 0; i < opcodes.Length; i++)
            {
                ushort back = BitConverter.ToUInt16(assembled, i * 4);
                if (back != opcodes[i])
                {
                    differing.TryAdd(DecodeTable.Find(opcodes[i]).Name, $"{Text(opcodes[i])}: {opcodes[i]:x4}, back {back:x4}");
                }
            }
            output.WriteLine($"{opcodes.Length} encodings of {opcodes.Select(o => DecodeTable.Find(o)).Distinct().Count()} rows");
            Assert.True(
                s_knownDifferences.Keys.Order().SequenceEqual(differing.Keys.Order()), string.Join('\n', differing));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Four bytes for each, so that every address is a multiple of four; targets are relative to the place.
    private static byte[] Assemble(string folder, ushort[] opcodes)
    {
        (string source, string objectFile, string binary) =
            (Path.Combine(folder, "a.s"), Path.Combine(folder, "a.o"), Path.Combine(folder, "a.bin"));
        var text = new StringBuilder("\t.text\n");
        foreach (ushort opcode in opcodes)
        {
            text.Append('\t').Append(Text(opcode)).Append("\n\t.word 9\n");
        }
        File.WriteAllText(source, text.ToString());
        Run("sh4-linux-gnu-as", $"--isa=sh4a -little -o {objectFile} {source}");
        Run("sh4-linux-gnu-objcopy", $"-O binary -j .text {objectFile} {binary}");
        byte[] bytes = File.ReadAllBytes(binary);
        Assert.Equal(opcodes.Length * 4, bytes.Length);
        return bytes;
    }

    private static string Text(ushort opcode)
    {
        const uint Pc = 0x1_0000;
        string text = Disassembler.Text(opcode, Pc);
        if (Disassembler.Target(opcode, Pc) is not { } target)
        {
            return text;
        }

        // An address of the text is written as what is added to the place of the instruction.
        string place = $".{(int)(target - Pc):+0;-0}";
        return text.Replace($"0x{target:x}", place, StringComparison.Ordinal);
    }

    private static bool OnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static void Run(string tool, string arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Join('\n', errors.Split('\n').Take(20)));
    }
}
