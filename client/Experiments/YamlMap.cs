using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SiloSim.CommandLine.Experiments;

/// <summary>A mapping of a file, whose keys and types are checked; what is wrong is said with its line.</summary>
/// <param name="file">The file, as it was named.</param>
/// <param name="what">What the mapping is, for errors: <c>a plot</c>.</param>
/// <param name="node">The mapping.</param>
internal sealed class YamlMap(string file, string what, YamlMappingNode node)
{
    /// <summary>Its keys and values, in the file's order.</summary>
    public IEnumerable<(string Key, long Line, YamlNode Value)> Entries =>
        node.Children.Select(child => (Text(child.Key, "a key"), child.Key.Start.Line, child.Value));

    /// <summary>Reads a file that is one mapping.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="ExperimentFileException">It is no YAML, or no mapping.</exception>
    public static YamlMap Load(string path)
    {
        string name = Path.GetFileName(path);
        var stream = new YamlStream();
        try
        {
            using StreamReader reader = File.OpenText(path);
            stream.Load(reader);
        }
        catch (YamlException wrong)
        {
            string message = wrong.Message.ReplaceLineEndings(" ");
            throw new ExperimentFileException(name, wrong.Start.Line, message[(message.IndexOf("): ", StringComparison.Ordinal) is int at and > 0 ? at + 3 : 0)..]);
        }
        return stream.Documents is [{ RootNode: YamlMappingNode root }]
            ? new YamlMap(name, "an experiment", root)
            : throw new ExperimentFileException(name, 1, "an experiment is one mapping of keys to values");
    }

    /// <summary>An error at a line.</summary>
    public ExperimentFileException Wrong(long line, string message) => new(file, line, message);

    /// <summary>Sees to it that there are no other keys.</summary>
    public void Allow(IReadOnlyCollection<string> keys)
    {
        foreach ((string key, long line, _) in Entries)
        {
            if (!keys.Contains(key))
            {
                throw Wrong(line, $"{key}: no key of {what}; there are {string.Join(", ", keys)}");
            }
        }
    }

    /// <summary>The line of a key, or of the mapping where it is not there.</summary>
    public long LineOf(string key) => Find(key)?.Start.Line ?? node.Start.Line;

    /// <summary>A text; null where the key is not there.</summary>
    public string? Text(string key) => Find(key) is { } value ? Text(value, key) : null;

    /// <summary>A text that has to be there.</summary>
    public string Needed(string key) => Text(key) ?? throw Wrong(node.Start.Line, $"{what} needs the key {key}");

    /// <summary>Whether something is so; null where the key is not there.</summary>
    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        string other => throw Wrong(LineOf(key), $"{key} {other}: true or false"),
    };

    /// <summary>A whole number in a range; null where the key is not there.</summary>
    public int? Number(string key, int least, int most) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
        : throw Wrong(LineOf(key), $"{key} {text}: a whole number, {least} to {most}");

    /// <summary>One of some words; null where the key is not there.</summary>
    public string? OneOf(string key, params string[] words) => Text(key) is not { } text ? null
        : words.Contains(text) ? text
        : throw Wrong(LineOf(key), $"{key} {text}: {string.Join(" or ", words)}");

    /// <summary>A mapping; null where the key is not there.</summary>
    public YamlMap? Map(string key, string means) => Find(key) switch
    {
        null => null,
        YamlMappingNode map => new YamlMap(file, means, map),
        YamlNode other => throw Wrong(other.Start.Line, $"{key}: {means}, which is a mapping"),
    };

    /// <summary>A list of mappings; empty where the key is not there.</summary>
    public IReadOnlyList<YamlMap> Maps(string key, string means) => [.. Sequence(key).Select(item => item is YamlMappingNode map
        ? new YamlMap(file, means, map)
        : throw Wrong(item.Start.Line, $"{key}: a list of mappings, each {means}"))];

    /// <summary>The items of a list; none where the key is not there.</summary>
    public IEnumerable<YamlNode> Sequence(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => list,
        YamlNode other => throw Wrong(other.Start.Line, $"{key}: a list"),
    };

    /// <summary>The text of a value.</summary>
    public string Text(YamlNode value, string key) => value is YamlScalarNode { Value: { } text }
        ? text
        : throw Wrong(value.Start.Line, $"{key}: one value, not a list or a mapping");

    private YamlNode? Find(string key) =>
        node.Children.FirstOrDefault(child => child.Key is YamlScalarNode { Value: { } name } && name == key).Value;
}
