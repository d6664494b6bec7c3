using System.ComponentModel;
using System.Diagnostics;

namespace SiloSim.Benchmarks.Programs;

/// <summary>Another simulator, as a command that is given a program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">What to start.</param>
/// <param name="Suffix">Ends the names of the programs that it runs.</param>
internal sealed record Simulator(string Name, string Command, string Suffix)
{
    private const string GnuSimVariable = "SILOSIM_GNU_SIM";

    /// <summary>QEMU's user mode emulator.</summary>
    public static Simulator Qemu => new("qemu-sh4", "qemu-sh4", "-linux.elf");

    /// <summary>GNU sim, where <c>gnu-sim.sh</c> has built it.</summary>
    public static Simulator GnuSim => new("GNU sim", PathOfGnuSim(), "-gdbsim.elf");

    /// <summary>Runs a program.</summary>
    /// <returns>What it wrote, and the seconds of user time; null where the simulator cannot be started.</returns>
    public (string Output, double Seconds)? Run(string program)
    {
        double before = ChildTime.User;
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Command, [program + Suffix])
            {
                RedirectStandardOutput = true,
            })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (output, ChildTime.User - before);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string PathOfGnuSim()
    {
        if (Environment.GetEnvironmentVariable(GnuSimVariable) is { Length: > 0 } path)
        {
            return path;
        }
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SiloSim.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return Path.Combine(folder ?? ".", "artifacts", "gnu-sim", "run");
    }
}
