namespace SiloSim.Cluster.Tests;

/// <summary>The files of this repository, and the programs that were built with these tests.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Guest(string name) => Path.Combine(Root, "tests", "guests", "bin", name + ".elf");

    public static string LinuxGuest(string name) =>
        Path.Combine(Root, "tests", "guests", "linux", "bin", name + ".elf");

    /// <summary>A program's file, of the configuration that these tests were built in.</summary>
    public static string Program(string project, string name)
    {
        string framework = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        string file = Path.Combine(Root, project, "bin", configuration, framework, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return File.Exists(file) ? file : throw new FileNotFoundException("build the solution first", file);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SiloSim.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("SiloSim.sln");
    }
}
