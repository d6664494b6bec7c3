using System.Text.Json.Serialization;

namespace SiloSim.Grains.Runs;

/// <summary>What a run comes to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunOutcome>))]
public enum RunOutcome
{
    /// <summary>All was done, no property broke, and the control has shown that a broken one would have been seen.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>A property broke.</summary>
    [JsonStringEnumMemberName("violation")]
    Violation,

    /// <summary>The guest crashed, hung or found itself wrong.</summary>
    [JsonStringEnumMemberName("guest-failed")]
    GuestFailed,

    /// <summary>Nothing broke, but that proves nothing: too little was done or seen.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>It was interrupted.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,
}
