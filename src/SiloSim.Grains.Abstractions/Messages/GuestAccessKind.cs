namespace SiloSim.Grains;

/// <summary>What an access of a guest does.</summary>
public enum GuestAccessKind : byte
{
    /// <summary>Loads.</summary>
    Load,

    /// <summary>Stores.</summary>
    Store,

    /// <summary>Stores if memory holds what is expected (<c>movco.l</c>).</summary>
    CompareExchange,

    /// <summary>Reads a byte and sets bits in it (<c>tas.b</c>).</summary>
    TestAndSet,
}
