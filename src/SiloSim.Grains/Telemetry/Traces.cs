using System.Diagnostics;

namespace SiloSim.Grains.Telemetry;

/// <summary>The activities of machines: nothing is made of them where nobody listens.</summary>
internal static class Traces
{
    private static readonly ActivitySource s_source = new(SiloSimTelemetry.ActivitySource);

    /// <summary>Begins one.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="machine">Of which machine.</param>
    /// <returns>To be disposed when it is done; null where nobody listens.</returns>
    public static Activity? Begin(string name, string machine) => s_source.StartActivity(name)?.SetTag("silosim.machine", machine);
}
