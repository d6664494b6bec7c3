namespace SiloSim.Grains;

/// <summary>An access of a guest's instruction that is done at the home of its frame.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Physical">Physical address, aligned to <paramref name="Bytes"/>.</param>
/// <param name="Bytes">1, 2 or 4.</param>
/// <param name="Value">What is stored; the bits that <see cref="GuestAccessKind.TestAndSet"/> sets.</param>
/// <param name="Expected">What <see cref="GuestAccessKind.CompareExchange"/> needs to find.</param>
[GenerateSerializer, Immutable, Alias("silosim.GuestAccess")]
public readonly record struct GuestAccess(GuestAccessKind Kind, uint Physical, byte Bytes, uint Value = 0, uint Expected = 0)
{
    /// <summary>Whether it may change memory.</summary>
    public bool Writes => Kind != GuestAccessKind.Load;
}
