namespace SiloSim.Grains.Placing;

/// <summary>How the CPUs of a machine are placed on silos, by the words of <c>--placement</c>.</summary>
internal enum PlacementKind
{
    /// <summary>Round robin over all silos.</summary>
    Spread,

    /// <summary>On as few silos as hold them: one is full before the next gets any.</summary>
    Pack,

    /// <summary>Each CPU on the silo that is named for it.</summary>
    Pinned,
}
