using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using SiloSim.Grains;

namespace SiloSim.CommandLine.Exploring;

/// <summary>A search as one line of JSON.</summary>
internal static class ExploreJson
{
    /// <summary>The line.</summary>
    /// <param name="explored">The search.</param>
    /// <param name="path">Where its counterexample was saved; null for nowhere.</param>
    /// <param name="row">Its row of the table, for what was expected; null where it is of none.</param>
    public static string Of(Explored explored, string? path, VerificationRow? row = null)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            Asked(json, explored);
            Found(json, explored, path);
            if (row is not null)
            {
                json.WriteString("group", row.Group);
                json.WriteString("expected", row.PropertyName ?? KebabCase.Of(Verdict.Holds));
                Write(json, "expectedSteps", row.Steps);
                json.WriteBoolean("asExpected", VerificationRun.IsAsExpected(row, explored));
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>The line of a search of a guest.</summary>
    /// <param name="explored">The search.</param>
    public static string Of(GuestExplored explored)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("guest", explored.Guest.Name);
            json.WriteNumber("bound", explored.Options.Bound);
            json.WriteNumber("cpus", explored.Plan.Cpus);
            json.WriteNumber("nmis", explored.Plan.Nmis);
            json.WriteString("memory", KebabCase.Of(explored.Plan.Memory));
            json.WriteString("strategy", KebabCase.Of(explored.Strategy));
            json.WriteString("reduction", KebabCase.Of(explored.Options.Reductions));
            Found(json, explored, null);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Asked(Utf8JsonWriter json, Explored explored)
    {
        SeedConfiguration configuration = explored.Configuration;
        json.WriteStartArray("without");
        foreach (string name in ConfigurationText.WithoutOf(configuration))
        {
            json.WriteStringValue(name);
        }
        json.WriteEndArray();
        json.WriteString("scheme", KebabCase.Of(configuration.Scheme));
        json.WriteNumber("nmiCpus", configuration.NmiCpus);
        if (configuration.Nmis is int nmis)
        {
            json.WriteNumber("nmis", nmis);
        }
        else
        {
            json.WriteString("nmis", ExplorePlanner.Unbounded);
        }
        json.WriteNumber("sites", configuration.Sites);
        json.WriteNumber("rounds", configuration.Rounds);
        json.WriteBoolean("self", configuration.Self);
        json.WriteBoolean("failingWrite", configuration.FailingWrite);
        json.WriteNumber("readers", configuration.Readers);
        json.WriteString("flush", KebabCase.Of(configuration.Flush));
        json.WriteString("patchUnit", KebabCase.Of(configuration.Variant.PatchUnit));
        json.WriteString("memory", KebabCase.Of(configuration.Memory));
        json.WriteBoolean("earlyLoads", configuration.EarlyLoads);
        json.WriteString("model", KebabCase.Of(configuration.Text));
        json.WriteString("strategy", KebabCase.Of(explored.Plan.Strategy));
        json.WriteString("reduction", KebabCase.Of(explored.Plan.Options.Reductions));
    }

    private static void Found(Utf8JsonWriter json, Searched explored, string? path)
    {
        SearchResult result = explored.Result;
        json.WriteString("verdict", KebabCase.Of(result.Verdict));
        json.WriteString("property", explored.Property);
        json.WriteNumber("states", result.States);
        json.WriteNumber("transitions", result.Transitions);
        json.WritePropertyName("interleavings");
        json.WriteRawValue(result.Interleavings is BigInteger count ? count.ToString(CultureInfo.InvariantCulture) : "null");
        json.WriteNumber("depth", result.Depth);
        json.WriteNumber("seconds", Math.Round(explored.Seconds, 6));
        json.WriteNumber("statesPerSecond", Math.Round(explored.StatesPerSecond, 1));
        json.WriteNumber("bytesPerState", Math.Round(explored.BytesPerState, 1));
        json.WriteString("counterexample", path);
        Write(json, "counterexampleSteps", explored.HasSteps ? result.Counterexample.Length : null);
        json.WriteString("description", result.Finding?.Description ?? result.Reason);
        Write(json, "workers", explored.Silos.Length > 0 ? null : explored.Options.Workers);
        json.WriteString("store", KebabCase.Of(explored.Options.Store));
        json.WriteNumber("omission", result.Omission);
        if (explored.Options.Store == StateStore.None)
        {
            json.WriteNumber("runs", result.Runs);
        }
        if (explored.Runs is { } runs)
        {
            json.WriteNumber("seed", runs.Seed);
        }
        if (explored.Silos.Length > 0)
        {
            json.WriteStartArray("silos");
            foreach (SiloStates silo in explored.Silos)
            {
                json.WriteStartObject();
                json.WriteString("silo", silo.Silo);
                json.WriteNumber("states", silo.States);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, int? number)
    {
        if (number is int value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
