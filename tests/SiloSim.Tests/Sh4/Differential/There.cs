using System.Diagnostics;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>Runs the programs of an image under <c>qemu-sh4</c>.</summary>
internal static class There
{
    private const string Tool = "qemu-sh4";

    /// <summary>What a whole image may take. It takes a second; a program that hangs must not hang the test.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    public static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Tool)));

    /// <summary>
    /// What each program left, null for one that QEMU does not bring to its end; and where it stood: addresses may be
    /// among what it left.
    /// </summary>
    public static IEnumerable<(Image Image, int Number, Outcome? Outcome)> Run(IReadOnlyList<RandomProgram> programs)
    {
        var image = new Image(programs);
        if (Execute(image) is { } written)
        {
            return image.Outcomes(written).Select((outcome, i) => (image, i, (Outcome?)outcome));
        }
        if (programs.Count == 1)
        {
            return [(image, 0, null)];
        }
        int half = programs.Count / 2;
        return [.. Run([.. programs.Take(half)]), .. Run([.. programs.Skip(half)])];
    }

    private static byte[]? Execute(Image image)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, image.Elf());
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            using Process process = Process.Start(
                new ProcessStartInfo(Tool, file) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var written = new MemoryStream();
            using var limit = new CancellationTokenSource(s_limit);
            limit.Token.Register(() => process.Kill());
            _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            process.StandardOutput.BaseStream.CopyTo(written);
            process.WaitForExit();
            return process.ExitCode == 0 && written.Length == image.WrittenBytes ? written.ToArray() : null;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
