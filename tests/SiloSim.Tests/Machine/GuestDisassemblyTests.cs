using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Tests.Machine;

/// <summary>The text of every guest disassembles as <c>sh4-linux-gnu-objdump</c> has it.</summary>
public sealed partial class GuestDisassemblyTests(ITestOutputHelper output)
{
    private const string Tool = "sh4-linux-gnu-objdump";

    public static TheoryData<string> Guests =>
        [.. Directory.EnumerateFiles(GuestFiles.Folder, "*.elf", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(GuestFiles.Folder, file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Guests))]
    public void TheTextOfAGuestPrintsAsObjdumpPrintsIt(string guest)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, Tool))),
            $"{Tool} is not installed");
        string file = Path.Combine(GuestFiles.Folder, guest);
        ElfFile elf = ElfFile.Parse(File.ReadAllBytes(file));
        int compared = 0;
        using Process process = Process.Start(
            new ProcessStartInfo(Tool, $"-d -m sh4a -EL {file}") { RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Line().Match(line) is not { Success: true } match)
            {
                continue;
            }
            uint pc = uint.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ushort opcode = (ushort)(ushort.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                | (ushort.Parse(match.Groups[3].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 8));

            // Comments behind an exclamation mark and the symbols of targets are objdump's own; so is text that it
            // takes for data.
            string theirs = Symbol().Replace(match.Groups[4].Value.Split('!')[0], "").Trim().Replace('\t', ' ');
            if (theirs.StartsWith(".long", StringComparison.Ordinal) || theirs.StartsWith(".short", StringComparison.Ordinal))
            {
                continue;
            }
            string ours = Disassembler.Text(opcode, pc).Replace("0x", "", StringComparison.Ordinal);
            Assert.True(ours == Spaces().Replace(theirs, " ").Replace("0x", "", StringComparison.Ordinal),
                $"{pc:x8}: {opcode:x4}: \"{ours}\", objdump: \"{theirs}\"");
            Assert.True(elf.Segments.Any(s => s.Contains(pc)), $"{pc:x8} is in no segment");
            compared++;
        }
        process.WaitForExit();
        output.WriteLine($"{guest}: {compared} instructions");
        Assert.NotEqual(0, compared);
    }

    [GeneratedRegex(@"^\s*([0-9a-f]+):\t([0-9a-f]{2}) ([0-9a-f]{2})\s+\t(.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"\s*<[^>]*>")]
    private static partial Regex Symbol();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
