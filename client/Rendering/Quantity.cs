using System.Globalization;

namespace SiloSim.CommandLine.Rendering;

/// <summary>Numbers for people.</summary>
internal static class Quantity
{
    /// <summary>All digits, in groups of three: <c>12,345,678</c>.</summary>
    public static string Exact(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>So many of something: <c>1 CPU</c>, <c>4 CPUs</c>.</summary>
    public static string Of(long number, string noun) => $"{Exact(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>Three digits: <c>12.3 million</c>.</summary>
    public static string Short(double number) => number switch
    {
        >= 1e9 => Digits(number / 1e9) + " billion",
        >= 1e6 => Digits(number / 1e6) + " million",
        >= 1e4 => Digits(number / 1e3) + " thousand",
        _ => Exact((long)number),
    };

    /// <summary>A size in its natural unit: <c>12.3 MiB</c>, <c>4.00 KiB</c>, <c>0</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => Digits(bytes / (double)(1L << 30)) + " GiB",
        >= 1L << 20 => Digits(bytes / (double)(1L << 20)) + " MiB",
        >= 1L << 10 => Digits(bytes / (double)(1L << 10)) + " KiB",
        _ => Exact(bytes),
    };

    /// <summary>A time in its natural unit: <c>12.3 us</c>, <c>4.56 ms</c>, <c>not measured</c>.</summary>
    public static string Time(double? microseconds) => microseconds switch
    {
        null => "not measured",
        >= 1e6 => Digits(microseconds.Value / 1e6) + " s",
        >= 1e3 => Digits(microseconds.Value / 1e3) + " ms",
        _ => Digits(microseconds.Value) + " us",
    };

    private static string Digits(double number) => number.ToString(
        number >= 100 ? "0" : number >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
