namespace SiloSim.Tests.House;

/// <summary>References point down the levels only, in the project files and in what was built from them.</summary>
public class ReferenceTests
{
    /// <summary>The examples are no part of the house: they name packages, as anybody's projects do.</summary>
    public static TheoryData<string> Projects => [.. Repository.Files.Where(file =>
        file.EndsWith(".csproj", StringComparison.Ordinal) && !file.StartsWith("examples/", StringComparison.Ordinal))];

    public static TheoryData<string> BuiltAssemblies =>
        ["SiloSim.Sh4", "SiloSim.Explorer", "SiloSim.Machine", "SiloSim.Ftrace", "SiloSim.Grains.Abstractions", "SiloSim.Grains"];

    public static TheoryData<string> Simulator => [.. Levels.Simulator];

    [Theory, MemberData(nameof(Projects))]
    public void AProjectRefersToLowerLevels(string project)
    {
        string text = Repository.Read(project);
        string name = Path.GetFileNameWithoutExtension(project);
        Assert.Empty(Levels.Wrong(name, Levels.ProjectReferences(text)));
        if (Levels.Simulator.Contains(name))
        {
            Assert.Empty(Levels.Foreign(Levels.PackageReferences(text)));
        }
    }

    [Fact]
    public void EveryLevelHasItsProject() => Assert.Equal(
        Levels.All.Keys.Order(StringComparer.Ordinal),
        Projects.Select(row => Path.GetFileNameWithoutExtension(row.Data)).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(BuiltAssemblies))]
    public void ABuiltAssemblyRefersToLowerLevels(string assembly) =>
        Assert.Empty(Levels.Wrong(assembly, Levels.AssemblyReferences(FileOf(assembly))));

    [Theory, MemberData(nameof(Simulator))]
    public void TheSimulatorDoesNotKnowOrleans(string assembly) =>
        Assert.Empty(Levels.Foreign(Levels.AssemblyReferences(FileOf(assembly))));

    [Theory]
    [InlineData("SiloSim.Sh4", "SiloSim.Machine")]       // Up.
    [InlineData("SiloSim.Sh4", "SiloSim.Explorer")]      // Sideways.
    [InlineData("SiloSim.Ftrace", "SiloSim.Grains.Abstractions")]
    [InlineData("SiloSim.Machine", "SiloSim.Ftrace")]
    [InlineData("SiloSim.Grains", "SiloSim.Nowhere")]    // A room without a level.
    [InlineData("SiloSim.Nowhere", "SiloSim.Sh4")]
    public void AWrongReferenceIsFound(string from, string to)
    {
        string project = $"<Project><ItemGroup><ProjectReference Include=\"..\\{to}\\{to}.csproj\" /></ItemGroup></Project>";
        Assert.Single(Levels.Wrong(from, Levels.ProjectReferences(project)));
    }

    [Fact]
    public void AWrongPackageIsFound()
    {
        const string Project = "<Project><ItemGroup><PackageReference Include=\"Microsoft.Orleans.Sdk\" /></ItemGroup></Project>";
        Assert.Equal(["Microsoft.Orleans.Sdk"], Levels.Foreign(Levels.PackageReferences(Project)));
    }

    [Fact]
    public void TheReferencesOfAnAssemblyThatKnowsOrleansAreSeen()
    {
        IReadOnlyList<string> references = Levels.AssemblyReferences(FileOf("SiloSim.Grains"));
        Assert.Contains("Orleans.Core.Abstractions", Levels.Foreign(references));
        Assert.Contains("SiloSim.Sh4", references);
    }

    private static string FileOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
}
