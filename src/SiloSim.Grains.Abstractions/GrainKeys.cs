using System.Globalization;

namespace SiloSim.Grains;

/// <summary>The readable keys of a machine's grains: <c>m1</c>, <c>m1/cpu/17</c>, <c>m1/bank/0</c>.</summary>
public static class GrainKeys
{
    private const string CpuPart = "/cpu/";
    private const string NmiPart = "/nmi/";
    private const string BankPart = "/bank/";
    private const string CoordinatorPart = "/coordinator";

    /// <summary>The key of a CPU grain.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="cpu">CPU number from 0.</param>
    public static string Cpu(string machine, int cpu) => machine + CpuPart + cpu.ToString(CultureInfo.InvariantCulture);

    /// <summary>The key of the NMI grain of a CPU.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="cpu">CPU number from 0.</param>
    public static string Nmi(string machine, int cpu) => machine + NmiPart + cpu.ToString(CultureInfo.InvariantCulture);

    /// <summary>The key of the memory grain of a bank.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="bank">Bank number from 0, in the order of physical addresses.</param>
    public static string Bank(string machine, int bank) => machine + BankPart + bank.ToString(CultureInfo.InvariantCulture);

    /// <summary>The key of the coordinator grain.</summary>
    /// <param name="machine">The machine's key.</param>
    public static string Coordinator(string machine) => machine + CoordinatorPart;

    /// <summary>Takes a key apart.</summary>
    /// <param name="key">A key made by this class.</param>
    /// <returns>The machine's key, and the number of the CPU or bank: 0 for a machine or a coordinator.</returns>
    public static (string Machine, int Number) Parse(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return (key, 0);
        }
        int last = key.LastIndexOf('/');
        return int.TryParse(key.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (key[..slash], number)
            : (key[..slash], 0);
    }
}
