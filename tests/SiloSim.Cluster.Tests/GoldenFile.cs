namespace SiloSim.Cluster.Tests;

/// <summary>Text that is reviewed as a diff. <c>SILOSIM_GOLDEN=rewrite</c> writes it anew.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string actual)
    {
        string path = Path.Combine(Repository.Root, "tests", "SiloSim.Cluster.Tests", "Golden", name);
        string normal = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("SILOSIM_GOLDEN") == "rewrite")
        {
            File.WriteAllText(path, normal);
        }
        Assert.True(File.Exists(path), $"no golden file {name}: run with SILOSIM_GOLDEN=rewrite");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), normal);
    }
}
