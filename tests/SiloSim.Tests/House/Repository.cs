using System.Diagnostics;

namespace SiloSim.Tests.House;

/// <summary>The files of this repository that people wrote: what git tracks, and what it would.</summary>
internal static class Repository
{
    private static readonly string[] s_binary = [".elf", ".png"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = FindFiles();

    public static IEnumerable<string> TextFiles => Files.Where(file => !s_binary.Contains(Path.GetExtension(file)));

    public static IEnumerable<string> Pages => Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SiloSim.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("SiloSim.sln");
    }

    private static string[] FindFiles()
    {
        string[] listed = Listed();
        return listed.Length > 0 ? listed : Walked();
    }

    private static string[] Listed()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo(
                "git", ["-C", Root, "ls-files", "--cached", "--others", "--exclude-standard"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string[] files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            return [.. files.Where(file => File.Exists(Path.Combine(Root, file))).Order(StringComparer.Ordinal)];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return []; // No git here.
        }
    }

    // Sources without their history, as from an archive.
    private static string[] Walked()
    {
        string[] built = ["bin", "obj", "TestResults", ".git", ".vs", ".idea"];
        return
        [
            .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file => file.StartsWith("tests/guests/bin/", StringComparison.Ordinal) || !file.Split('/').Any(built.Contains))
                .Order(StringComparer.Ordinal),
        ];
    }
}
