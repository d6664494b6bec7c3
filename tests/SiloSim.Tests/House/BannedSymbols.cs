using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SiloSim.Tests.House;

/// <summary>
/// The symbols that the simulator must not use, from the file that the analyzer reads, looked for in what was built: the
/// analyzer can be suppressed in the source, and does not see what generators add.
/// </summary>
internal static class BannedSymbols
{
    public const string File = "tests/BannedSymbols.Simulator.txt";

    /// <summary>The banned symbols as the file has them: <c>T:</c>, <c>M:</c> or <c>P:</c> and a name.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Repository.Read(File).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0])];

    /// <summary>The banned symbols that an assembly uses.</summary>
    public static IReadOnlyList<string> UsedBy(string assemblyFile)
    {
        using var file = new PEReader(System.IO.File.OpenRead(assemblyFile));
        MetadataReader metadata = file.GetMetadataReader();
        var used = new HashSet<string>();
        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            used.Add("T:" + NameOf(metadata, handle));
        }

        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
            {
                continue;
            }

            string type = NameOf(metadata, (TypeReferenceHandle)member.Parent);
            string name = metadata.GetString(member.Name);
            used.Add($"M:{type}.{name}");
            if (name.StartsWith("get_", StringComparison.Ordinal))
            {
                used.Add($"P:{type}.{name[4..]}");
            }
        }

        return [.. All.Where(used.Contains)];
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string space = metadata.GetString(type.Namespace);
        string name = metadata.GetString(type.Name);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
