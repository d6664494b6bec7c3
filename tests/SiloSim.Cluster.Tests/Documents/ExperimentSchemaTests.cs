using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiloSim.CommandLine.Experiments;

namespace SiloSim.Cluster.Tests.Documents;

/// <summary>The schema beside the page about experiments is made of the keys, options and figures that the command knows.</summary>
public class ExperimentSchemaTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public void TheSchemaSaysWhatTheCommandTakes()
    {
        string path = Path.Combine(Repository.Root, "docs", "experiment.schema.json");
        string schema = Schema().ToJsonString(s_indented) + "\n";
        if (Environment.GetEnvironmentVariable("SILOSIM_GOLDEN") == "rewrite")
        {
            File.WriteAllText(path, schema);
        }
        Assert.Equal(schema, File.ReadAllText(path));
        Assert.Equal(ExperimentReader.Keys.Order(), Properties(Schema()).Order());
        Assert.Equal(ExperimentReader.PlotKeys.Order(), Properties(Schema()["properties"]!["plots"]!["items"]!).Order());
    }

    /// <summary>Every figure is on the page.</summary>
    [Fact]
    public void ThePageNamesEveryFigure()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "EXPERIMENTS.md"));
        Assert.All(ExperimentWork.Commands.SelectMany(Figures.Of), figure => Assert.Contains($"`{figure.Name}`", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Properties(JsonNode schema) => schema["properties"]!.AsObject().Select(static property => property.Key);

    private static JsonObject Schema() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "An experiment of SiloSim",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("command"),
        ["properties"] = new JsonObject
        {
            ["title"] = Text("Above the report."),
            ["text"] = Text("What the report says below its title."),
            ["command"] = new JsonObject { ["enum"] = Words(ExperimentWork.Commands) },
            ["options"] = Options("The same for all points.", static value => value),
            ["sweep"] = Options("Every combination is a point.", static value => new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["items"] = value,
            }),
            ["repeats"] = Whole(1, "How often each point is measured."),
            ["seeds"] = new JsonObject
            {
                ["description"] = "Instead of repeats: each is one repeat.",
                ["type"] = "array",
                ["items"] = Whole(0, "A seed."),
            },
            ["warm-up"] = Whole(0, "Runs before the first of each cluster that are not counted."),
            ["parallel"] = Whole(1, "Measurements side by side."),
            ["time-limit"] = Whole(1, "Seconds; what is not done then is left for the next time."),
            ["cluster"] = Text("Gateways of a running cluster: HOST:PORT,HOST:PORT."),
            ["plots"] = new JsonObject { ["type"] = "array", ["items"] = Plot() },
        },
    };

    private static JsonObject Plot() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("x", "y"),
        ["properties"] = new JsonObject
        {
            ["name"] = new JsonObject { ["description"] = "The name of its files.", ["type"] = "string", ["pattern"] = "^[A-Za-z0-9_-]+$" },
            ["title"] = Text("Above it."),
            ["x"] = Text("An option of this file, or a figure."),
            ["y"] = new JsonObject { ["enum"] = Words(ExperimentWork.Commands.SelectMany(Figures.Of).Select(static figure => figure.Name).Distinct()) },
            ["series"] = Text("An option of this file: a line for each value."),
            ["log-x"] = new JsonObject { ["type"] = "boolean" },
            ["log-y"] = new JsonObject { ["type"] = "boolean" },
            ["error-bars"] = new JsonObject { ["enum"] = Words(["none", "range", "deviation"]) },
        },
    };

    private static JsonObject Options(string description, Func<JsonObject, JsonObject> value)
    {
        var properties = new JsonObject();
        foreach ((string name, Option option) in ExperimentWork.Commands.SelectMany(ExperimentWork.OptionsOf).DistinctBy(static option => option.Key))
        {
            properties[name] = value(Value(option));
        }
        return new JsonObject
        {
            ["description"] = description,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject Value(Option option) => option.ValueType == typeof(bool) ? new() { ["type"] = "boolean" }
        : option.ValueType == typeof(string[]) ? new() { ["type"] = new JsonArray("string", "array"), ["items"] = new JsonObject { ["type"] = "string" } }
        : option.ValueType == typeof(string) ? new() { ["type"] = "string" }
        : new() { ["type"] = "number" };

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };

    private static JsonObject Whole(int least, string description) =>
        new() { ["description"] = description, ["type"] = "integer", ["minimum"] = least };

    private static JsonArray Words(IEnumerable<string> words) => [.. words.Select(static word => (JsonNode)word)];
}
