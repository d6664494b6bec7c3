using YamlDotNet.RepresentationModel;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>The compose file of the repository.</summary>
internal static class ComposeFile
{
    private static readonly YamlMappingNode s_services = Load();

    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "docker-compose.yml");

    public static IEnumerable<string> Services => s_services.Children.Keys.Select(static key => key.ToString());

    /// <summary>A service.</summary>
    public static YamlMappingNode Service(string service) => (YamlMappingNode)s_services[service];

    /// <summary>The words of its command.</summary>
    public static string[] Command(string service) =>
        [.. ((YamlSequenceNode)s_services[service]["command"]).Select(static word => ((YamlScalarNode)word).Value!)];

    /// <summary>Its environment.</summary>
    public static Dictionary<string, string> Environment(string service) =>
        Service(service).Children.TryGetValue("environment", out YamlNode? variables)
            ? ((YamlMappingNode)variables).ToDictionary(static entry => entry.Key.ToString(), static entry => entry.Value.ToString())
            : [];

    private static YamlMappingNode Load()
    {
        using StreamReader reader = File.OpenText(System.IO.Path.Combine(Repository.Root, "docker-compose.yml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode["services"];
    }
}
