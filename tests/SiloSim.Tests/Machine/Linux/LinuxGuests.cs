using System.Diagnostics;
using System.Text;
using SiloSim.Machine;
using SiloSim.Machine.Linux;

namespace SiloSim.Tests.Machine.Linux;

/// <summary>The Linux programs of <c>tests/guests/linux</c>, run here and by <c>qemu-sh4</c>.</summary>
internal static class LinuxGuests
{
    private const int Slice = 1_000_000;
    private const int MostSlices = 500;

    public static string Folder { get; } = Path.Combine(GuestFiles.Folder, "linux");

    public static string[] Names { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Folder, "bin"), "*.elf").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Order(StringComparer.Ordinal),
    ];

    public static string PathOf(string name) => Path.Combine(Folder, "bin", name + ".elf");

    public static (ProgramEnd End, string Out) Run(string name, params string[] arguments) =>
        Run(File.ReadAllBytes(PathOf(name)), start => start, [name, .. arguments]);

    public static (ProgramEnd End, string Out) Run(
        byte[] file, Func<ProgramStart, ProgramStart> change, string[] words, int slices = MostSlices)
    {
        var host = new TestHost(File.ReadAllBytes(Path.Combine(Folder, "data.txt")), "input"u8.ToArray());
        ProgramStart start = change(new ProgramStart("/programs/" + words[0], words, ["SILOSIM_TEST=yes"]));
        using var program = new UserProgram(ElfFile.ParseProgram(file), start, host);
        ProgramEnd? end = null;
        for (int i = 0; i < slices && end is null; i++)
        {
            end = program.Run(Slice);
        }
        return (end ?? new ProgramEnd(-1, Signal.None, "it does not end"), Encoding.Latin1.GetString(host.Out.ToArray()));
    }

    public static bool HasQemu() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "qemu-sh4")));

    public static async Task<(int ExitCode, string Out)> Qemu(string name, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("qemu-sh4", [PathOf(name), .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        start.Environment["SILOSIM_TEST"] = "yes";
        using Process qemu = Process.Start(start) ?? throw new InvalidOperationException("qemu-sh4 did not start");
        Task<string> errors = qemu.StandardError.ReadToEndAsync(cancel);
        string output = await qemu.StandardOutput.ReadToEndAsync(cancel);
        await qemu.WaitForExitAsync(cancel);
        await errors;
        return (qemu.ExitCode, output);
    }
}
