using System.Reflection;
using System.Runtime.InteropServices;

namespace SiloSim.CommandLine.Experiments;

/// <summary>The host that something was measured on.</summary>
/// <param name="Processor">Its processor's name.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
internal sealed record HostDescription(string Processor, int Cores, string System, string Runtime)
{
    private const string ProcessorInfo = "/proc/cpuinfo";

    /// <summary>This one.</summary>
    public static HostDescription Here { get; } = new(
        ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    /// <summary>SiloSim's version.</summary>
    public static string Version { get; } =
        typeof(HostDescription).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string ProcessorName()
    {
        string? line = File.Exists(ProcessorInfo)
            ? File.ReadLines(ProcessorInfo).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
