using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace SiloSim.Tests.House;

/// <summary>The levels of the house, from <c>docs/ARCHITECTURE.md</c>. A reference points to a lower one.</summary>
internal static class Levels
{
    public static readonly string[] Simulator = ["SiloSim.Sh4", "SiloSim.Explorer", "SiloSim.Machine", "SiloSim.Ftrace"];

    private static readonly Dictionary<string, int> s_levels = new()
    {
        ["SiloSim.Sh4"] = 0,
        ["SiloSim.Explorer"] = 0,
        ["SiloSim.Machine"] = 1,
        ["SiloSim.Ftrace"] = 2,
        ["SiloSim.Grains.Abstractions"] = 2,
        ["SiloSim.Grains"] = 3,
        ["SiloSim.Silo"] = 4,
        ["SiloSim.Client"] = 4,
        ["SiloSim.Testing"] = 5,
        ["SiloSim.CommandLine"] = 5,
        ["SiloSim.Tests"] = 6,
        ["SiloSim.Cluster.Tests"] = 6,
        ["SiloSim.Benchmarks"] = 6,
    };

    public static IReadOnlyDictionary<string, int> All => s_levels;

    /// <summary>What is wrong with the references of one project or assembly; empty if nothing.</summary>
    public static IEnumerable<string> Wrong(string from, IEnumerable<string> references)
    {
        if (!s_levels.TryGetValue(from, out int level))
        {
            return [$"{from} has no level"];
        }

        return references.Where(to => to.StartsWith("SiloSim.", StringComparison.Ordinal)).SelectMany(to =>
            !s_levels.TryGetValue(to, out int lower) ? (string[])[$"{to} has no level"]
            : lower >= level ? [$"{from} (level {level}) references {to} (level {lower})"]
            : []);
    }

    /// <summary>What the simulator must not know: Orleans, and hosting with its clocks and threads.</summary>
    public static IEnumerable<string> Foreign(IEnumerable<string> references) => references.Where(to =>
        to.StartsWith("Orleans", StringComparison.Ordinal)
        || to.StartsWith("Microsoft.Orleans", StringComparison.Ordinal)
        || to.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));

    /// <summary>The projects that a project file refers to, by name.</summary>
    public static IEnumerable<string> ProjectReferences(string projectFile) =>
        Includes(projectFile, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    /// <summary>The packages that a project file refers to.</summary>
    public static IEnumerable<string> PackageReferences(string projectFile) => Includes(projectFile, "PackageReference");

    /// <summary>The assemblies that a built assembly refers to.</summary>
    public static IReadOnlyList<string> AssemblyReferences(string assemblyFile)
    {
        using var file = new PEReader(File.OpenRead(assemblyFile));
        MetadataReader metadata = file.GetMetadataReader();
        return
        [
            .. metadata.AssemblyReferences.Select(handle =>
                metadata.GetString(metadata.GetAssemblyReference(handle).Name)),
        ];
    }

    private static IEnumerable<string> Includes(string projectFile, string element) =>
        XDocument.Parse(projectFile).Descendants(element).Attributes("Include").Select(attribute => attribute.Value);
}
