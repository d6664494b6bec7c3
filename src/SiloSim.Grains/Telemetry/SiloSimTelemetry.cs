namespace SiloSim.Grains.Telemetry;

/// <summary>The names under which a host listens to what SiloSim measures and traces.</summary>
public static class SiloSimTelemetry
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string Meter = "SiloSim";

    /// <summary>The activity source's name, for <c>AddSource</c>: boots, stops, hand-overs.</summary>
    public const string ActivitySource = "SiloSim";
}
