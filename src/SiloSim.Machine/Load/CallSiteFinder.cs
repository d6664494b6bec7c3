using System.Buffers.Binary;
using System.Globalization;

namespace SiloSim.Machine;

/// <summary>
/// Finds the call sites that <c>gcc -pg</c> makes. The stub is <c>mov.l @(disp,pc),r1</c>, <c>sts.l pr,@-r15</c>,
/// <c>mova @(disp,pc),r0</c>, <c>jmp @r1</c>, <c>lds r0,pr</c>; the word is found through the displacement, since the
/// padding before it depends on the function's alignment. It must hold <c>mcount</c>, and the MOVA the address behind.
/// </summary>
/// <remarks>Kernel: <c>recordmcount</c>, which reads relocations instead; a static executable has none left.</remarks>
public static class CallSiteFinder
{
    private const int StubBytes = 10;
    private const int WordBytes = 4;
    private const int MovLongPcRelativeToR1 = 0xd1;
    private const int StsLongPrPreDecrementR15 = 0x4f22;
    private const int MovaPcRelative = 0xc7;
    private const int JmpR1 = 0x412b;
    private const int LdsR0Pr = 0x402a;

    /// <summary>The call sites of a guest, by address; none where it has no symbol <c>mcount</c> or <c>_mcount</c>.</summary>
    /// <param name="elf">The guest.</param>
    public static IReadOnlyList<CallSite> Find(ElfFile elf)
    {
        HashSet<uint> mcount = [];
        foreach (string name in (ReadOnlySpan<string>)["mcount", "_mcount"])
        {
            if (elf.Symbols.TryFind(name, out Symbol? symbol))
            {
                mcount.Add(symbol.Address);
            }
        }

        SortedDictionary<uint, CallSite> sites = [];
        if (mcount.Count != 0)
        {
            foreach (ElfSegment segment in elf.Segments.Where(segment => segment.Executable))
            {
                FindIn(segment, mcount, elf.Symbols, sites);
            }
        }

        return [.. sites.Values];
    }

    private static void FindIn(
        ElfSegment segment, HashSet<uint> mcount, SymbolTable symbols, SortedDictionary<uint, CallSite> sites)
    {
        ReadOnlySpan<byte> text = segment.Bytes.Span;
        for (int at = (int)(segment.Address & 1); at + StubBytes <= text.Length; at += 2)
        {
            if (!IsStub(text[at..]))
            {
                continue;
            }

            uint address = segment.Address + (uint)at;
            uint word = PcRelative(address, text[at]);
            uint offset = word - segment.Address;
            if (PcRelative(address + 4, text[at + 4]) == word + WordBytes &&
                (ulong)offset + WordBytes <= (ulong)text.Length &&
                mcount.Contains(BinaryPrimitives.ReadUInt32LittleEndian(text[(int)offset..])))
            {
                sites.TryAdd(word, symbols.TryFind(address, out Symbol? function)
                    ? new CallSite(word, function.Address, function.Name)
                    : new CallSite(word, address, address.ToString("x8", CultureInfo.InvariantCulture)));
            }
        }
    }

    private static bool IsStub(ReadOnlySpan<byte> text) =>
        text[1] == MovLongPcRelativeToR1 &&
        BinaryPrimitives.ReadUInt16LittleEndian(text[2..]) == StsLongPrPreDecrementR15 &&
        text[5] == MovaPcRelative &&
        BinaryPrimitives.ReadUInt16LittleEndian(text[6..]) == JmpR1 &&
        BinaryPrimitives.ReadUInt16LittleEndian(text[8..]) == LdsR0Pr;

    /// <summary>The address of a long word that an instruction names by its displacement.</summary>
    private static uint PcRelative(uint instruction, byte displacement) =>
        (instruction & ~3u) + 4 + ((uint)displacement * WordBytes);
}
