using System.Numerics;

namespace SiloSim.Explorer.Search;

/// <summary>Hashes of packed worlds, the same in every process.</summary>
internal static class WorldHash
{
    /// <summary>Mixes all bits of a packed world.</summary>
    public static ulong Of(ReadOnlySpan<ulong> state)
    {
        ulong hash = 0x9E37_79B9_7F4A_7C15;
        foreach (ulong word in state)
        {
            hash = BitOperations.RotateLeft((hash ^ word) * 0xBF58_476D_1CE4_E5B9, 29);
        }

        hash ^= hash >> 32;
        hash *= 0x94D0_49BB_1331_11EB;
        return hash ^ (hash >> 29);
    }

    /// <summary>Another hash, of a hash.</summary>
    public static ulong Again(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xD6E8_FEB8_6659_FD93;
        return hash ^ (hash >> 32);
    }
}
