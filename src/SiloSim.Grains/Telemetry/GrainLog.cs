using Microsoft.Extensions.Logging;

namespace SiloSim.Grains.Telemetry;

/// <summary>What a silo says of its machines, at the level Information and above. Hosts are quiet below Error unless told otherwise.</summary>
internal static partial class GrainLog
{
    [LoggerMessage(1, LogLevel.Information, "{Machine}: booted with {Cpus} CPUs on {Silos} silos, {Mode}")]
    public static partial void Booted(this ILogger log, string machine, int cpus, int silos, RunMode mode);

    [LoggerMessage(2, LogLevel.Information, "{Machine}: ended after {Seconds:0.0} s: {End}")]
    public static partial void Ended(this ILogger log, string machine, double seconds, RunEnd end);

    [LoggerMessage(3, LogLevel.Information, "{Machine}: removed")]
    public static partial void Removed(this ILogger log, string machine);

    [LoggerMessage(4, LogLevel.Information, "{Machine}: {Cpus} CPUs moved, since silo {Silo} leaves")]
    public static partial void HandedOver(this ILogger log, string machine, int cpus, SiloAddress silo);

    [LoggerMessage(5, LogLevel.Warning, "{Machine}: {Fault}")]
    public static partial void Faulted(this ILogger log, string machine, string fault);

    [LoggerMessage(6, LogLevel.Warning, "silo {Silo} is gone: its port refuses, and it is declared dead")]
    public static partial void SiloGone(this ILogger log, SiloAddress silo);

    [LoggerMessage(7, LogLevel.Warning, "{Machine}: nobody has asked for it for long; its part here is removed")]
    public static partial void Orphaned(this ILogger log, string machine);
}
