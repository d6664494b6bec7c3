using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SiloSim.Sh4;

/// <summary>
/// What the UTLB last said, for one mode and one ASID, by 4 KiB of the virtual address: two direct-mapped tables that loads
/// and stores ask first. They hold numbers of frames, never frames: each access looks its frame up in the shared tables,
/// so what the silo gives up is gone at once.
/// </summary>
internal sealed class SoftwareTlb
{
    /// <summary>The bits of an address that say which entry it is in, and must equal its tag.</summary>
    public const uint PageField = ~(uint)(FrameTables.FrameBytes - 1);

    /// <summary>Entries in a table: they reach as far as the UTLB does with 16 KiB a page.</summary>
    private const int EntryCount = 256;

    // Its bit lies below every page and above the alignment of every access: no masked address equals it.
    private const uint Nothing = 1u << 8;

    /// <summary>Makes an empty one.</summary>
    public SoftwareTlb() => Forget();

    /// <summary>One that never has an answer, shared by the cores that do not translate.</summary>
    public static SoftwareTlb None { get; } = new();

    /// <summary>What loads ask, by <see cref="At"/>.</summary>
    public Entry[] Loads { get; } = new Entry[EntryCount];

    /// <summary>What stores ask, by <see cref="At"/>.</summary>
    public Entry[] Stores { get; } = new Entry[EntryCount];

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        Array.Fill(Loads, new Entry { Tag = Nothing });
        Array.Fill(Stores, new Entry { Tag = Nothing });
    }

    /// <summary>Forgets what lies in a page.</summary>
    /// <param name="address">An address in it.</param>
    /// <param name="pageBytes">Its size.</param>
    public void Forget(uint address, uint pageBytes)
    {
        uint first = address & ~(pageBytes - 1);
        uint count = Math.Min(Math.Max(pageBytes / FrameTables.FrameBytes, 1), EntryCount);
        for (uint i = 0; i < count; i++)
        {
            At(Loads, first + (i * FrameTables.FrameBytes)).Tag = Nothing;
            At(Stores, first + (i * FrameTables.FrameBytes)).Tag = Nothing;
        }
    }

    /// <summary>Keeps where 4 KiB of addresses are.</summary>
    /// <param name="address">A virtual address in them.</param>
    /// <param name="frame">Number of their frame, which the tables have.</param>
    /// <param name="writable">Whether stores may go there too.</param>
    public void Remember(uint address, uint frame, bool writable)
    {
        uint tag = address & PageField;
        At(Loads, address) = new Entry { Tag = tag, Frame = frame };
        At(Stores, address) = new Entry { Tag = writable ? tag : Nothing, Frame = frame };
    }

    /// <summary>The entry that an address may be in.</summary>
    /// <remarks>No bounds are checked. What makes it safe: the index is taken modulo the fixed length of the array.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Entry At(Entry[] entries, uint address) => ref Unsafe.Add(
        ref MemoryMarshal.GetArrayDataReference(entries), (address / FrameTables.FrameBytes) % EntryCount);

    /// <summary>
    /// A translation. An access may go on when its address, with <see cref="PageField"/> and the bits of its alignment,
    /// equals the tag.
    /// </summary>
    internal struct Entry
    {
        /// <summary>The virtual address of the 4 KiB.</summary>
        public uint Tag;

        /// <summary>Number of their frame: below the count of the tables, wherever the tag can be met.</summary>
        public uint Frame;
    }
}
