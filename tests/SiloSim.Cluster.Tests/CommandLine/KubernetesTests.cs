using System.Globalization;
using SiloSim.Silo;
using YamlDotNet.RepresentationModel;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>The Kubernetes sample has the form that Orleans' hosting package needs, and names options and settings that exist.</summary>
public class KubernetesTests
{
    private const int ShutdownSeconds = 30; // Of a silo.
    private static readonly YamlMappingNode[] s_objects = Load();

    [Fact]
    public void EveryObjectIsThere() => Assert.Equal(
        [
            "ServiceAccount silo", "Role silo", "RoleBinding silo", "Deployment redis", "Service redis", "Deployment silo", "Service silo",
            "Job silosim-run",
        ],
        s_objects.Select(static item => $"{item["kind"]} {item["metadata"]["name"]}"));

    [Fact]
    public void ASiloCanWatchPods()
    {
        YamlNode rule = Find("Role", "silo")["rules"][0];
        Assert.Equal("pods", rule["resources"][0].ToString());
        Assert.Superset(new HashSet<string>(["get", "watch", "list", "delete"]), Words(rule["verbs"]).ToHashSet());
        Assert.Equal("silo", Pod("silo")["spec"]["serviceAccountName"].ToString());
        Assert.Equal("silo", Find("RoleBinding", "silo")["subjects"][0]["name"].ToString());
    }

    /// <summary>By these Orleans knows which pods are silos of its cluster, and which one it is itself.</summary>
    [Fact]
    public void APodKnowsWhoItIs()
    {
        var variables = ((YamlSequenceNode)Container("silo")["env"]).ToDictionary(static entry => entry["name"].ToString());
        Assert.Equal("metadata.name", Field("POD_NAME"));
        Assert.Equal("metadata.namespace", Field("POD_NAMESPACE"));
        Assert.Equal("status.podIP", Field("POD_IP"));
        Assert.Equal("status.podIP", Field("SILOSIM__Address"));
        YamlNode labels = Pod("silo")["metadata"]["labels"];
        foreach ((string variable, string label) in new[] { ("ORLEANS_SERVICE_ID", "orleans/serviceId"), ("ORLEANS_CLUSTER_ID", "orleans/clusterId") })
        {
            Assert.Equal($"metadata.labels['{label}']", Field(variable));
            Assert.Equal(new SiloOptions().ClusterId, labels[label].ToString()); // Which clients ask for.
        }
        Assert.Equal("redis:6379", variables["SILOSIM__Redis"]["value"].ToString());
        Assert.Equal("redis", Find("Service", "redis")["metadata"]["name"].ToString());

        string Field(string variable) => variables[variable]["valueFrom"]["fieldRef"]["fieldPath"].ToString();
    }

    [Fact]
    public void TheOptionsAndPortsExist()
    {
        string[] command = Words(Container("silo")["args"]);
        Assert.Equal("silosim-silo", command[0]);
        Assert.All(command.Where(static word => word.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains(option, SiloCommand.OptionNames));
        var options = new SiloOptions();
        Assert.Equal(
            [$"{options.SiloPort}", $"{options.GatewayPort}", "8080"],
            ((YamlSequenceNode)Container("silo")["ports"]).Select(static port => port["containerPort"].ToString()));
        Assert.Equal($"silo:{options.GatewayPort}", Words(Find("Job", "silosim-run")["spec"]["template"]["spec"]["containers"][0]["args"])[3]);
        Assert.Equal("None", Find("Service", "silo")["spec"]["clusterIP"].ToString());
        Assert.Equal(Pod("silo")["metadata"]["labels"]["app"].ToString(), Find("Service", "silo")["spec"]["selector"]["app"].ToString());
        Assert.True(int.Parse(Pod("silo")["spec"]["terminationGracePeriodSeconds"].ToString(), CultureInfo.InvariantCulture) > ShutdownSeconds);
    }

    private static YamlMappingNode Find(string kind, string name) =>
        s_objects.Single(item => item["kind"].ToString() == kind && item["metadata"]["name"].ToString() == name);

    private static YamlNode Pod(string name) => Find("Deployment", name)["spec"]["template"];

    private static YamlNode Container(string name) => Pod(name)["spec"]["containers"][0];

    private static string[] Words(YamlNode list) => [.. ((YamlSequenceNode)list).Select(static word => word.ToString())];

    private static YamlMappingNode[] Load()
    {
        using StreamReader reader = File.OpenText(Path.Combine(Repository.Root, "deploy", "kubernetes.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return [.. yaml.Documents.Select(static document => (YamlMappingNode)document.RootNode)];
    }
}
