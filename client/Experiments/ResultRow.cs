using System.Text.Json;

namespace SiloSim.CommandLine.Experiments;

/// <summary>One measurement, as a line of JSON: what was done, where, and what came of it.</summary>
internal sealed record ResultRow
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Says which repeat of which point it is: what has a row is not done again.</summary>
    public required string Key { get; init; }

    /// <summary><c>run</c> or <c>explore</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The options, as the file gives them.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Which repeat, from 1.</summary>
    public required int Repeat { get; init; }

    /// <summary>Its seed; null where none was given.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The exit code that the command would have ended with.</summary>
    public required int ExitCode { get; init; }

    /// <summary>In a word.</summary>
    public required string Outcome { get; init; }

    /// <summary>What was measured.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    /// <summary>SiloSim's version.</summary>
    public required string Version { get; init; }

    /// <summary>The host that it was measured on.</summary>
    public required HostDescription Host { get; init; }

    /// <summary>When it was done, in UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>As one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ResultRow Parse(string line) =>
        JsonSerializer.Deserialize<ResultRow>(line, s_json) ?? throw new JsonException("an empty line");
}
