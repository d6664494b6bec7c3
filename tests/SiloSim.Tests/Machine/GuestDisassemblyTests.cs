using System.Diagnostics;
using System.Text.RegularExpressions;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine;

/// <summary>What <c>silosim disasm</c> prints of every guest and program of ours is what <c>objdump -d</c> prints.</summary>
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
        Dictionary<string, string> ours = new TextListing(ElfFile.ParseEither(File.ReadAllBytes(file))).Lines()
            .Select(line => OurLine().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups[1].Value, match => Plain(match.Groups[2].Value));
        int compared = 0;
        using Process process = Process.Start(new ProcessStartInfo(Tool, ["-d", file]) { RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (TheirLine().Match(line) is not { Success: true } match)
            {
                continue;
            }
            string address = match.Groups[1].Value.PadLeft(8, '0');
            string theirs = Plain(match.Groups[2].Value);
            Assert.True(ours.TryGetValue(address, out string? text), $"{address} is not printed; objdump: \"{theirs}\"");
            Assert.True(text == theirs, $"{address}: \"{text}\", objdump: \"{theirs}\"");
            compared++;
        }
        process.WaitForExit();
        output.WriteLine($"{guest}: {compared} instructions");
        Assert.NotEqual(0, compared);
    }

    // Without comments, the names of addresses, 0x and the kind of space.
    private static string Plain(string text) =>
        Spaces().Replace(Name().Replace(text.Split('!')[0], ""), " ").Replace("0x", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex("^([0-9a-f]{8}):  [0-9a-f]{4}      (.*)$")]
    private static partial Regex OurLine();

    [GeneratedRegex(@"^\s*([0-9a-f]+):\t[0-9a-f]{2} [0-9a-f]{2}\s+\t(.*)$")]
    private static partial Regex TheirLine();

    [GeneratedRegex(@"\s*<[^>]*>")]
    private static partial Regex Name();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
