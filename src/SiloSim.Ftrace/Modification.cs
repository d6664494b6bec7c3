namespace SiloSim.Ftrace;

/// <summary>One site to modify while the machine is stopped.</summary>
/// <param name="Kind">How.</param>
/// <param name="Ip">The address of the site.</param>
/// <param name="Addr">
/// The tracer that it is to call (<see cref="ModificationKind.MakeCall"/>,
/// <see cref="ModificationKind.UpdateFtraceFunc"/>), or that it calls now (<see cref="ModificationKind.MakeNop"/>).
/// </param>
public readonly record struct Modification(ModificationKind Kind, uint Ip, uint Addr);
