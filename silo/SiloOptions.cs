using System.Net;
using Microsoft.Extensions.Configuration;

namespace SiloSim.Silo;

/// <summary>Where a silo listens, and which cluster it joins.</summary>
internal sealed record SiloOptions
{
    /// <summary>Port for other silos; 0 chooses a free one.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients; 0 chooses a free one.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The first silo of a localhost cluster; null for the first silo itself.</summary>
    public IPEndPoint? Primary { get; init; }

    /// <summary>Clients and silos of one cluster agree on this name.</summary>
    public string ClusterId { get; init; } = "silosim";

    /// <summary>Redis as <c>HOST:PORT</c> keeps the list of silos; null for a localhost cluster.</summary>
    public string? Redis { get; init; }

    /// <summary>Port of the HTTP server with <c>/metrics</c>, 0 for a free one; null for none.</summary>
    public int? HttpPort { get; init; }

    /// <summary>Orleans' dashboard is served as well.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Where metrics and traces are sent to, by OTLP over gRPC; null for nowhere.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>The process runs in a pod: its names and addresses are those that Kubernetes gives it.</summary>
    public bool Kubernetes { get; init; }

    /// <summary>The section <c>Logging</c> of the settings, with levels by category.</summary>
    public IConfiguration? Logging { get; init; }

    /// <summary>The address that other processes reach this silo at; null for loopback, or with Redis the host's own.</summary>
    public IPAddress? Address { get; init; }
}
