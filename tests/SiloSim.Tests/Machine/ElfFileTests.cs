using System.Diagnostics;
using System.Text;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine;

public class ElfFileTests
{
    private const uint Address = ElfImage.Address;
    private const int First = ElfImage.ProgramHeader;
    private const int Second = ElfImage.SecondProgramHeader;
    private const int SymbolSection = ElfImage.Sections + 40;

    [Fact]
    public void ARightFileIsLoadedWithItsSegmentsSymbolsAndEntry()
    {
        ElfFile elf = ElfFile.Parse(ElfImage.Build());

        Assert.Equal(Address, elf.Entry);
        Assert.Equal(
            [(Address, 0x0c00_1000u, 64, 64u, true), (Address + 0x1000, 0x0c00_2000u, 4, 0x2000u, false)],
            elf.Segments.Select(s => (s.Address, s.Physical, s.Bytes.Length, s.MemoryBytes, s.Executable)));
        Assert.Equal([new Symbol("work", Address, 16, IsFunction: true, IsGlobal: true)], elf.Symbols.All);
    }

    [Fact]
    public void AStrippedFileHasNoSymbolsAndNoCallSites()
    {
        ElfFile elf = ElfFile.Parse(ElfImage.Build((32, 0), (48, 0)));

        Assert.Empty(elf.Symbols.All);
        Assert.Empty(CallSiteFinder.Find(elf));
    }

    public static TheoryData<string, byte[], string> BadFiles => new()
    {
        { "empty", [], "not an ELF file" },
        { "text", Encoding.ASCII.GetBytes("#!/bin/sh\necho this is a text file, and a rather long one at that\n"), "not an ELF file" },
        { "only the magic", [0x7f, (byte)'E', (byte)'L', (byte)'F'], "truncated: an ELF header has 52 bytes, the file has 4" },
        { "half a magic", [0x7f, (byte)'E'], "truncated: an ELF header has 52 bytes, the file has 2" },
        { "x86", ElfImage.Build((16, 2 | (3 << 16))), "an ELF for x86, not for SuperH" },
        { "x86-64", Changed((4, 2), (18, 62)), "an ELF for x86-64, not for SuperH" },
        { "unknown machine", ElfImage.Build((16, 2 | (0x9026u << 16))), "an ELF for machine 36902, not for SuperH" },
        { "64-bit", Changed((4, 2)), "a 64-bit ELF; SH-4 programs are 32-bit" },
        { "no class", Changed((4, 0)), "neither a 32-bit nor a 64-bit ELF (class 0)" },
        { "big-endian", Changed((5, 2), (18, 0), (19, 42)), "a big-endian ELF; this machine is little-endian" },
        { "no encoding", Changed((5, 3)), "neither a little-endian nor a big-endian ELF (data encoding 3)" },
        { "version", Changed((6, 7)), "an ELF of an unknown version (7)" },
        { "object", Changed((16, 1)), "a relocatable object; link it first" },
        { "shared", Changed((16, 3)), "a shared object or position-independent executable; link it statically, at a fixed address" },
        { "core", Changed((16, 4)), "a core dump, not an executable" },
        { "type", Changed((16, 9)), "not an executable (ELF type 9)" },
        { "dynamic", ElfImage.Build((Second, 2)), "dynamically linked; link it statically" },
        { "interpreter", ElfImage.Build((Second, 3)), "needs an interpreter (a dynamic loader); link it statically" },
        { "4 GiB", ElfImage.Build((First + 20, uint.MaxValue)), "the segment at 8c001000 (4294967295 bytes) is outside RAM, which is 67108864 bytes at 8c000000" },
        { "below RAM", ElfImage.Build((First + 8, 0x0040_0000)), "the segment at 00400000 (64 bytes) is outside RAM, which is 67108864 bytes at 8c000000" },
        { "above RAM", ElfImage.Build((First + 8, 0x8fff_ffe0)), "the segment at 8fffffe0 (64 bytes) is outside RAM, which is 67108864 bytes at 8c000000" },
        { "in P4", ElfImage.Build((First + 8, 0xec00_1000)), "the segment at ec001000 (64 bytes) is outside RAM, which is 67108864 bytes at 8c000000" },
        { "overlapping", ElfImage.Build((Second + 8, Address + 32)), "overlapping segments: 8c001000 (64 bytes) and 8c001020 (8192 bytes)" },
        { "overlapping through P2", ElfImage.Build((Second + 8, Address + 0x2000_0000)), "overlapping segments: *" },
        { "more in the file than in memory", ElfImage.Build((First + 20, 60)), "the segment at 8c001000 has 64 bytes in the file but 60 in memory" },
        { "segment beyond the file", ElfImage.Build((First + 4, 0xffff_fff0)), "truncated: the segment at 8c001000 ends at byte 4294967344 of the file, which has *" },
        { "too many program headers", ElfImage.Build((44, 0xffff | (40 << 16))), "too many program headers: 65535, at most 64" },
        { "program header size", ElfImage.Build((40, 52 | (56 << 16))), "program headers of 56 bytes, not 32" },
        { "program headers beyond the file", ElfImage.Build((28, 0xffff_fff0)), "truncated: the program headers end at byte 4294967344 of the file, which has *" },
        { "too many section headers", ElfImage.Build((48, 0xfff0)), "too many section headers: 65520, at most 16384" },
        { "section headers beyond the file", ElfImage.Build((32, 0x7fff_ffff)), "truncated: the section headers end at byte *" },
        { "no segment", ElfImage.Build((First, 4), (Second, 0)), "no segment to load" },
        { "no header", ElfImage.Build((44, 40 << 16)), "no segment to load" },
        { "entry outside", ElfImage.Build((24, Address + 64)), "the entry point 8c001040 is not in any segment or is odd" },
        { "odd entry", ElfImage.Build((24, Address + 1)), "the entry point 8c001001 is not in any segment or is odd" },
        { "symbols beyond the file", ElfImage.Build((SymbolSection + 20, 0xffff_ffff)), "truncated: the symbol table ends at byte *" },
        { "names beyond the file", ElfImage.Build((SymbolSection + 40 + 16, 0xffff_ffff)), "truncated: the table of symbol names ends at byte *" },
        { "names in no section", ElfImage.Build((SymbolSection + 24, 3)), "the symbol table's names are in section 3, of 3" },
        { "name beyond the names", ElfImage.Build((ElfImage.SymbolTable + 16, 16)), "a symbol's name is at byte 16 of 16 bytes of names" },
        { "name without end", ElfImage.Build((SymbolSection + 40 + 20, 5)), "a symbol's name at byte 1 does not end within 1024 bytes" },
        { "name that a terminal obeys", ElfImage.Build((ElfImage.Names, 0x325b_1b00)), "a symbol's name at byte 1 is not printable ASCII" },
    };

    [Theory, MemberData(nameof(BadFiles))]
    public void ABadFileIsRefusedInOneClearLine(string name, byte[] file, string expected)
    {
        ElfFormatException refused = Assert.Throws<ElfFormatException>(() => ElfFile.Parse(file));

        Assert.True(SymbolTable.Fits(refused.Message, expected), $"{name}: {refused.Message}");
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory, InlineData(0x1000u), InlineData(uint.MaxValue)]
    public void ASegmentOfZeroesOnlyMayNameAnyPlaceOfTheFile(uint offset)
    {
        ElfFile elf = ElfFile.Parse(ElfImage.Build((Second + 4, offset), (Second + 16, 0)));

        Assert.Equal([(64u, 64), (0x2000u, 0)], elf.Segments.Select(segment => (segment.MemoryBytes, segment.Bytes.Length)));
    }

    [Fact]
    public void ASegmentMustFitTheMemoryThatThisMachineHas()
    {
        byte[] file = ElfImage.Build();

        Assert.NotEmpty(ElfFile.Parse(file, 0x4000).Segments);
        Assert.Contains("outside RAM", Assert.Throws<ElfFormatException>(() => ElfFile.Parse(file, 0x3fff)).Message);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        byte[] file = ElfImage.Build();

        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<ElfFormatException>(() => ElfFile.Parse(file.AsMemory(0, length)));
        }
    }

    [Fact]
    public void NamesThatOverlapDoNotFillTheMemory()
    {
        // 100,000 symbols that all refer to the same name of 1,000 bytes: 100 MB of names in a file of 2 MB.
        const int Symbols = 100_000;
        byte[] start = ElfImage.Build((SymbolSection + 16, 4096), (SymbolSection + 20, Symbols * 16),
            (SymbolSection + 40 + 16, 2048), (SymbolSection + 40 + 20, 1002));
        byte[] file = new byte[4096 + (Symbols * 16)];
        start.CopyTo(file, 0);
        file.AsSpan(2048, 1001).Fill((byte)'x');
        for (int at = 4096; at < file.Length; at += 16)
        {
            file[at] = 1;
            file[at + 12] = 0x12;
            file[at + 14] = 1;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("symbol names", Assert.Throws<ElfFormatException>(() => ElfFile.Parse(file)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void FlippedBytesNeverGetPastTheException(int seed)
    {
        byte[] small = ElfImage.Build();
        byte[] trace = GuestFiles.Read("trace");
        var random = new Random(seed);
        int refused = 0;
        var time = Stopwatch.StartNew();
        for (int i = 0; i < 4000; i++)
        {
            byte[] file = (byte[])(i % 40 == 0 ? trace : small).Clone();
            int headers = i % 40 == 0 && i % 80 != 0 ? file.Length - 1000 : 0;
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                int at = headers + random.Next(Math.Min(file.Length - headers, 1000));
                file[at] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
            }

            try
            {
                _ = CallSiteFinder.Find(ElfFile.Parse(file)).Count;
            }
            catch (ElfFormatException)
            {
                refused++;
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}, file {i}: {other}");
            }
        }

        Assert.InRange(refused, 1000, 3999);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"seed {seed}: {time.Elapsed}");
    }

    private static byte[] Changed(params (int Offset, byte Value)[] changes)
    {
        byte[] file = ElfImage.Build();
        foreach ((int offset, byte value) in changes)
        {
            file[offset] = value;
        }

        return file;
    }
}
