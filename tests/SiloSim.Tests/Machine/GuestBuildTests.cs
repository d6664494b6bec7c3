using System.Diagnostics;

namespace SiloSim.Tests.Machine;

public class GuestBuildTests
{
    private static readonly string[] Tools = ["sh4-linux-gnu-gcc-12", "sh4-linux-gnu-ld", "g++", "cc", "sh"];

    [Fact]
    public void EveryCommittedGuestIsThereAndNoOther()
    {
        Assert.Equal(GuestFiles.Names, Built(""));
        Assert.Equal(GuestFiles.ToExplore, Built("explore"));
        Assert.Equal(GuestFiles.Litmus, Built("litmus"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("linux")]
    public async Task TheCommittedGuestsAreWhatTheSourcesBuildByteForByte(string folder)
    {
        string[] path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        string? missing = Tools.FirstOrDefault(tool => !path.Any(folder => File.Exists(Path.Combine(folder, tool))));
        Assert.SkipWhen(missing is not null, $"{missing} is not installed: the guests are not rebuilt");

        var start = new ProcessStartInfo("sh", ["build.sh", "--check"])
        {
            WorkingDirectory = Path.Combine(GuestFiles.Folder, folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process build = Process.Start(start) ?? throw new InvalidOperationException("sh did not start");
        Task<string> output = build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = build.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(build.ExitCode == 0, await output + await errors);
    }

    private static IEnumerable<string> Built(string folder) =>
        Directory.GetFiles(Path.Combine(GuestFiles.Folder, "bin", folder)).Select(file =>
            Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
