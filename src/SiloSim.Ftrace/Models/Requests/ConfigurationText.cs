using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SiloSim.Ftrace.Models;

/// <summary>Configurations as the options of <c>silosim explore</c> that ask for them.</summary>
public static class ConfigurationText
{
    /// <summary>The options: all bounds, and else only what differs from the defaults.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>One line.</returns>
    public static string Of(SeedConfiguration configuration)
    {
        bool isSeed = configuration.Scheme == PatchScheme.Seed;
        List<string> words =
        [
            .. WithoutOf(configuration).Select(name => $"--without {name}"),
            isSeed ? "" : $"--scheme {KebabCase.Of(configuration.Scheme)}",
            configuration.Text == ModelText.Protocol ? "" : $"--model {KebabCase.Of(configuration.Text)}",
            isSeed ? $"--nmi-cpus {Number(configuration.NmiCpus)}" : "",
            configuration.NmiCpus == 0 ? "" : $"--nmis {NmisOf(configuration)}",
            $"--sites {Number(configuration.Sites)} --rounds {Number(configuration.Rounds)}",
            configuration.Self ? "--self" : "",
            configuration.FailingWrite ? "--failing-write" : "",
            configuration.Readers == 0 && isSeed ? "" : $"--readers {Number(configuration.Readers)}",
            configuration.Flush == default ? "" : $"--flush {KebabCase.Of(configuration.Flush)}",
            configuration.Variant.PatchUnit == PatchUnit.Word || !isSeed
                ? "" : $"--patch-unit {KebabCase.Of(configuration.Variant.PatchUnit)}",
            configuration.Memory == default ? "" : $"--memory {KebabCase.Of(configuration.Memory)}",
            configuration.EarlyLoads ? "--early-loads" : "",
        ];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }

    /// <summary>The names of what is taken out, of either scheme.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The names, in the order of the steps.</returns>
    public static IEnumerable<string> WithoutOf(SeedConfiguration configuration) =>
        [.. configuration.Variant.RemovedNames, .. configuration.WithoutBreakpoint.Select(KebabCase.Of)];

    /// <summary>Reads a line as <see cref="Of"/> writes it: no other order, no other form.</summary>
    /// <param name="line">The line.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="error">What is wrong with it, in one line.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(
        string line,
        [NotNullWhen(true)] out SeedConfiguration? configuration,
        [NotNullWhen(false)] out string? error)
    {
        configuration = null;
        var request = new ExploreRequest();
        string[] words = line.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            string option = words[i];
            ExploreRequest? next = Flag(request, option);
            if (next is null && i + 1 < words.Length)
            {
                next = Valued(request, option, words[++i]);
            }

            if (next is null)
            {
                error = $"'{option}' is no option of a configuration, or what it takes is wrong";
                return false;
            }

            request = next;
        }

        if (!ExplorePlanner.TryConfigure(request, out configuration, out error))
        {
            return false;
        }

        error = Of(configuration) == line ? null : $"its configuration is written '{Of(configuration)}'";
        return error is null;
    }

    private static ExploreRequest? Flag(ExploreRequest request, string option) => option switch
    {
        "--self" => request with { Self = true },
        "--failing-write" => request with { FailingWrite = true },
        "--early-loads" => request with { EarlyLoads = true },
        _ => null,
    };

    private static ExploreRequest? Valued(ExploreRequest request, string option, string value) => option switch
    {
        "--without" => request with { Without = request.Without.Add(value) },
        "--scheme" => request with { Scheme = value },
        "--model" => request with { Model = value },
        "--nmis" => request with { Nmis = value },
        "--flush" => request with { Flush = value },
        "--patch-unit" => request with { PatchUnit = value },
        "--memory" => request with { Memory = value },
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? Numbered(request, option, number) : null,
    };

    private static ExploreRequest? Numbered(ExploreRequest request, string option, int number) => option switch
    {
        "--nmi-cpus" => request with { NmiCpus = number },
        "--sites" => request with { Sites = number },
        "--rounds" => request with { Rounds = number },
        "--readers" => request with { Readers = number },
        _ => null,
    };

    private static string NmisOf(SeedConfiguration configuration) =>
        configuration.Nmis is int nmis ? Number(nmis) : ExplorePlanner.Unbounded;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
