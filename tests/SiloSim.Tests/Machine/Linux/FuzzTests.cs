using System.Globalization;
using SiloSim.Machine;
using SiloSim.Machine.Linux;

namespace SiloSim.Tests.Machine.Linux;

/// <summary>
/// Whatever is in a file: it is refused with one line, or it runs and ends or goes on, within its memory; nothing else.
/// <c>SILOSIM_FUZZ</c> is how many files of each kind are tried, <c>SILOSIM_FUZZ_SEED</c> the seed of the first.
/// </summary>
public class FuzzTests
{
    private const int Budget = 20_000;
    private const long MemoryBytes = 16 << 20;

    // Registers that hold what system calls take: numbers, small values, addresses in the text, on the stack, nowhere.
    private static readonly uint[] s_values = [0, 1, 2, 3, 5, 0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 4096, UserElf.Address, 0x7bff_f000, 64 << 20];

    private static int Count => Number("SILOSIM_FUZZ", 150);

    private static int FirstSeed => Number("SILOSIM_FUZZ_SEED", 1);

    [Fact]
    public void ChangedProgramsDoNoHarm() => ForEachSeed(random =>
    {
        byte[] file = File.ReadAllBytes(LinuxGuests.PathOf(LinuxGuests.Names[random.Next(LinuxGuests.Names.Length)]));
        int changes = random.Next(1, 20);
        for (int i = 0; i < changes; i++)
        {
            // Half of them in the headers, where they matter most.
            int at = random.Next(random.Next(2) == 0 ? 200 : file.Length);
            file[at] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
        }
        return random.Next(8) == 0 ? file[..random.Next(file.Length)] : file;
    });

    [Fact]
    public void AnyTextDoesNoHarm() => ForEachSeed(random =>
    {
        ushort[] text = new ushort[random.Next(1, 2000)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (ushort)random.Next(0x1_0000);
        }
        return UserElf.Build(text);
    });

    [Fact]
    public void AnySystemCallsDoNoHarm() => ForEachSeed(random =>
    {
        var text = new List<ushort>();
        uint[] numbers = [.. SystemCallTable.Calls.Keys.Where(number => number is not (1 or 252))];
        for (int call = 0; call < 40; call++)
        {
            // mov.l @(disp,pc),rn for each argument and the number, trapa #0x16, bra over the literals.
            int[] registers = [3, 4, 5, 6, 7, 0, 1];
            uint[] values = [.. registers.Select(_ => s_values[random.Next(s_values.Length)] + (uint)random.Next(9) - 4)];
            values[0] = random.Next(20) == 0 ? (uint)random.Next(500) : numbers[random.Next(numbers.Length)];
            bool isOdd = text.Count % 2 != 0;
            if (isOdd)
            {
                text.Add(0x0009);
            }
            for (int i = 0; i < registers.Length; i++)
            {
                // The literals begin ten instructions after the first; a load at an even place counts from itself.
                int literal = 10 + (2 * i), from = (i & ~1) + 2;
                text.Add((ushort)(0xd000 | (registers[i] << 8) | ((literal - from) / 2)));
            }
            text.AddRange([(ushort)(random.Next(8) == 0 ? 0xc322 : 0xc316), 0xa00d, 0x0009]);
            foreach (uint value in values)
            {
                text.AddRange([(ushort)value, (ushort)(value >> 16)]);
            }
        }
        return UserElf.Build([.. text, 0xe301, 0xc316]);
    });

    private static void ForEachSeed(Func<Random, byte[]> make)
    {
        for (int seed = FirstSeed; seed < FirstSeed + Count; seed++)
        {
            try
            {
                Try(make(new Random(seed)));
            }
            catch (Exception harm) when (harm is not SiloSimException)
            {
                Assert.Fail($"SILOSIM_FUZZ_SEED={seed} SILOSIM_FUZZ=1: {harm}");
            }
            catch (SiloSimException refused)
            {
                Assert.True(refused.Message.Length > 0 && !refused.Message.Contains('\n', StringComparison.Ordinal), $"seed {seed}");
            }
        }
    }

    private static void Try(byte[] file)
    {
        _ = TryParseGuest(file);
        var start = new ProgramStart("/p", ["p", "argument"], ["A=B"]) { MemoryBytes = MemoryBytes, Trace = static _ => { } };
        using var program = new UserProgram(ElfFile.ParseProgram(file), start, new TestHost([1, 2, 3], [4, 5]));
        ProgramEnd? end = null;
        for (int i = 0; i < 4 && end is null; i++)
        {
            long before = program.Retired;
            end = program.Run(Budget);
            Assert.True(end is not null || program.Retired - before >= Budget, "it stands still");
        }
        Assert.True(end?.Line is null || !end.Line.Contains('\n', StringComparison.Ordinal));
    }

    private static bool TryParseGuest(byte[] file)
    {
        try
        {
            ElfFile.Parse(file);
            return true;
        }
        catch (ElfFormatException)
        {
            return false;
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
