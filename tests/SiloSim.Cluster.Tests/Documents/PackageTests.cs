using System.Diagnostics;

namespace SiloSim.Cluster.Tests.Documents;

/// <summary>
/// The examples, in a folder outside of the repository, against packages that are made of what was built: as somebody uses them
/// who has nothing else. What SiloSim's packages need is taken from the packages that this build has used.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheExamplesRunAgainstPackages()
    {
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        await Dotnet(Repository.Root, "pack", "SiloSim.sln", "-c", configuration, "--no-build", "-o", Path.Combine(_folder, "artifacts"));
        Assert.Equal(
            ["Client", "Explorer", "Ftrace", "Grains", "Grains.Abstractions", "Machine", "Sh4", "Testing"],
            Directory.EnumerateFiles(Path.Combine(_folder, "artifacts"), "*.nupkg")
                .Select(static path => Path.GetFileName(path)["SiloSim.".Length..^".0.1.0.nupkg".Length]).Order(StringComparer.Ordinal));
        string examples = Path.Combine(_folder, "examples");
        Copy(Path.Combine(Repository.Root, "examples"), examples);
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), Sources());

        string experiment = await Dotnet(examples, "run", "--project", "ClientExperiment", "--", Repository.Guest("trace"));
        Assert.Matches(@"^NMI every   NMIs  waits  writes\n( *\d+ +\d+ +\d+ +\d+  Done\n){3}site 8c01000c: [0-9a-f]{8}\nsite 8c01000c: [0-9a-f]{8}, error 0\n$", experiment);

        string tests = await Dotnet(examples, "run", "--project", "GuestTest");
        Assert.Contains("Total: 3, Errors: 0, Failed: 0, Skipped: 0", tests, StringComparison.Ordinal);
    }

    /// <summary>What the page shows is what the examples are.</summary>
    [Theory]
    [InlineData("ClientExperiment/Program.cs")]
    [InlineData("GuestTest/TraceTests.cs")]
    public void ThePageShowsTheExamples(string file)
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "examples", file)).TrimEnd();
        Assert.Contains("```csharp\n" + source + "\n```\n", File.ReadAllText(Path.Combine(Repository.Root, "docs", "CLIENT.md")), StringComparison.Ordinal);
    }

    private async Task<string> Dotnet(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment =
            {
                ["GUEST"] = Repository.Guest("trace"),
                ["NO_COLOR"] = "1",
                ["DOTNET_NOLOGO"] = "1",
                ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["MSBUILDTERMINALLOGGER"] = "off",
            },
        };
        if (folder != Repository.Root)
        {
            start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder, "packages"); // Or one of an earlier build would be taken.
        }
        using Process process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', args)}: {output}{await error}");
        return output;
    }

    /// <summary>SiloSim's packages come from this build and no other, all others from where this build had them.</summary>
    private static string Sources()
    {
        string used = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <packageSources><add key="used" value="{used}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="artifacts"><package pattern="SiloSim.*" /></packageSource>
                <packageSource key="used"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """;
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            if (relative.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            {
                continue;
            }
            string target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
