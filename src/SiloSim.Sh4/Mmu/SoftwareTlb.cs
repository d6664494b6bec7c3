using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SiloSim.Sh4;

/// <summary>
/// What the UTLB last said, for one mode and one ASID, by 4 KiB of the virtual address: a direct-mapped table that loads
/// and stores ask first. It holds translations, never frames: each access looks its frame up in the shared tables, so
/// what the silo gives up is gone at once.
/// </summary>
internal sealed class SoftwareTlb
{
    /// <summary>Entries: they reach as far as the UTLB does with 16 KiB a page.</summary>
    private const int EntryCount = 256;

    // Its bit lies below every page and above the alignment of every access: no masked address equals it.
    private const uint Nothing = 1u << 8;

    /// <summary>Makes an empty one.</summary>
    public SoftwareTlb() => Forget();

    /// <summary>One that never has an answer, shared by the cores that do not translate.</summary>
    public static SoftwareTlb None { get; } = new();

    /// <summary>The table, for <see cref="At"/>.</summary>
    public Entry[] Entries { get; } = new Entry[EntryCount];

    /// <summary>Forgets everything.</summary>
    public void Forget() => Array.Fill(
        Entries, new Entry { LoadTag = Nothing, StoreTag = Nothing, Mask = TlbEntry.VpnField });

    /// <summary>Forgets what lies in a page.</summary>
    /// <param name="address">An address in it.</param>
    /// <param name="pageBytes">Its size.</param>
    public void Forget(uint address, uint pageBytes)
    {
        uint first = address & ~(pageBytes - 1);
        uint count = Math.Min(Math.Max(pageBytes / FrameTables.FrameBytes, 1), EntryCount);
        for (uint i = 0; i < count; i++)
        {
            ref Entry entry = ref At(Entries, first + (i * FrameTables.FrameBytes));
            entry.LoadTag = Nothing;
            entry.StoreTag = Nothing;
        }
    }

    /// <summary>Keeps a translation.</summary>
    /// <param name="address">The virtual address.</param>
    /// <param name="translated">The one entry of the UTLB that fits.</param>
    /// <param name="privileged">The mode of this table.</param>
    /// <param name="memoryBase">Where the tables of frames begin.</param>
    public void Remember(uint address, in TlbEntry translated, bool privileged, uint memoryBase)
    {
        ref Entry entry = ref At(Entries, address);
        entry.Mask = ~(Math.Min(translated.PageBytes, FrameTables.FrameBytes) - 1);
        uint tag = address & entry.Mask;
        entry.LoadTag = translated.Allows(store: false, privileged) ? tag : Nothing;
        entry.StoreTag = translated.Allows(store: true, privileged) && (translated.Data & TlbEntry.DirtyBit) != 0
            ? tag
            : Nothing;
        entry.Offset = translated.Physical(address) - address - memoryBase;
    }

    /// <summary>Keeps that an address of P1 or P2 is mapped straight to memory, for all that the mode does.</summary>
    /// <param name="address">The virtual address.</param>
    /// <param name="physical">The physical one.</param>
    /// <param name="memoryBase">Where the tables of frames begin.</param>
    public void RememberUntranslated(uint address, uint physical, uint memoryBase)
    {
        ref Entry entry = ref At(Entries, address);
        entry.Mask = ~(uint)(FrameTables.FrameBytes - 1);
        entry.LoadTag = address & entry.Mask;
        entry.StoreTag = entry.LoadTag;
        entry.Offset = physical - address - memoryBase;
    }

    /// <summary>The entry that an address may be in.</summary>
    /// <remarks>No bounds are checked. What makes it safe: the index is taken modulo the fixed length of the array.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Entry At(Entry[] entries, uint address) => ref Unsafe.Add(
        ref MemoryMarshal.GetArrayDataReference(entries), (address / FrameTables.FrameBytes) % EntryCount);

    /// <summary>
    /// A translation. An access may go on when its address, masked with <see cref="Mask"/> and its alignment, equals the
    /// tag of its kind.
    /// </summary>
    internal struct Entry
    {
        /// <summary>The page, for loads.</summary>
        public uint LoadTag;

        /// <summary>The page, for stores.</summary>
        public uint StoreTag;

        /// <summary>The bits of an address that say which page.</summary>
        public uint Mask;

        /// <summary>Added to the address it gives the distance from the base of the tables of frames.</summary>
        public uint Offset;
    }
}
