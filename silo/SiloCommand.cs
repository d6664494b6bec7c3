using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace SiloSim.Silo;

/// <summary>The command line of the host process. Options may also come from the environment, as <c>SILOSIM__Redis</c>.</summary>
internal static class SiloCommand
{
    private static readonly Option<string> s_siloPort = new("--silo-port")
    {
        Description = "port for other silos, 0 chooses a free one [11111]",
        HelpName = "PORT",
    };

    private static readonly Option<string> s_gatewayPort = new("--gateway-port")
    {
        Description = "port for clients, 0 chooses a free one [30000]",
        HelpName = "PORT",
    };

    private static readonly Option<string> s_primary = new("--primary")
    {
        Description = "join the localhost cluster of the silo at this address",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<string> s_redis = new("--redis")
    {
        Description = "join the cluster that is listed in this Redis",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<string> s_address = new("--address")
    {
        Description = "address that others reach this silo at [loopback]",
        HelpName = "IP",
    };

    private static readonly Option<string> s_clusterId = new("--cluster-id")
    {
        Description = "name of the cluster [silosim]",
        HelpName = "NAME",
    };

    private static readonly Option<string> s_http = new("--http-port")
    {
        Description = "serve /metrics for Prometheus there, 0 chooses a port",
        HelpName = "PORT",
    };

    private static readonly Option<bool> s_dashboard = new("--dashboard")
    {
        Description = "serve Orleans' dashboard there as well",
    };

    private static readonly Option<string> s_otlp = new("--otlp")
    {
        Description = "send metrics and traces there, as http://host:4317",
        HelpName = "URL",
    };

    private static readonly Option<bool> s_kubernetes = new("--kubernetes")
    {
        Description = "take names and addresses from the pod",
    };

    private static readonly Option<string> s_config = new("--config")
    {
        Description = "settings in JSON, after appsettings.json",
        HelpName = "FILE",
    };

    private static readonly Option[] s_all =
    [
        s_siloPort, s_gatewayPort, s_primary, s_redis, s_address, s_clusterId, s_http, s_dashboard, s_otlp, s_kubernetes, s_config,
    ];

    /// <summary>Serves until <paramref name="stop"/> or SIGTERM, SIGINT.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">The health line goes here.</param>
    /// <param name="error">Errors go here, one line each.</param>
    /// <param name="stop">Ends the silo, as SIGTERM does.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> Invoke(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        ParseResult parsed = Build().Parse(args);
        if (parsed.Action is HelpAction)
        {
            WriteHelp(output);
            return (int)ExitCode.Done;
        }
        try
        {
            if (parsed.Errors.Count > 0)
            {
                throw new SiloFailedException(ExitCode.Usage, parsed.Errors[0].Message);
            }
            await SiloProcess.Serve(Options(parsed), output, stop);
            return (int)ExitCode.Done;
        }
        catch (SiloFailedException failed)
        {
            await error.WriteLineAsync("silosim-silo: " + failed.Message);
            return (int)failed.ExitCode;
        }
    }

    /// <summary>The names of all options, for what is written about this command elsewhere.</summary>
    public static IEnumerable<string> OptionNames => Build().Options.Select(option => option.Name);

    private static RootCommand Build()
    {
        var root = new RootCommand("Joins a cluster and hosts the grains of simulated machines.");
        root.Options.Clear();
        foreach (Option option in s_all)
        {
            root.Options.Add(option);
        }
        root.Options.Add(new HelpOption());
        root.SetAction(static _ => 0);
        return root;
    }

    private static SiloOptions Options(ParseResult parsed)
    {
        IConfigurationRoot configuration = Configuration(parsed.GetValue(s_config));
        IConfigurationSection settings = configuration.GetSection("SILOSIM");
        var defaults = new SiloOptions();
        string? primary = parsed.GetValue(s_primary) ?? settings[nameof(SiloOptions.Primary)];
        string? address = parsed.GetValue(s_address) ?? settings[nameof(SiloOptions.Address)];
        string? redis = parsed.GetValue(s_redis) ?? settings[nameof(SiloOptions.Redis)];
        if (primary is not null && redis is not null)
        {
            throw new SiloFailedException(ExitCode.Usage, "--primary and --redis exclude each other");
        }
        string clusterId = parsed.GetValue(s_clusterId) ?? settings[nameof(SiloOptions.ClusterId)] ?? defaults.ClusterId;
        bool dashboard = Flag(s_dashboard, nameof(SiloOptions.Dashboard));
        bool kubernetes = Flag(s_kubernetes, nameof(SiloOptions.Kubernetes));
        string? otlp = parsed.GetValue(s_otlp) ?? settings[nameof(SiloOptions.Otlp)];
        int? http = (parsed.GetValue(s_http) ?? settings[nameof(SiloOptions.HttpPort)]) is null
            ? null
            : Port(s_http, nameof(SiloOptions.HttpPort), 0);
        if (dashboard && http is null)
        {
            throw new SiloFailedException(ExitCode.Usage, "--dashboard: at which --http-port?");
        }
        if (kubernetes && redis is null)
        {
            throw new SiloFailedException(ExitCode.Usage, "--kubernetes: pods find each other through --redis");
        }
        if (string.IsNullOrWhiteSpace(clusterId))
        {
            throw new SiloFailedException(ExitCode.Usage, "--cluster-id: a name, not nothing");
        }
        return new SiloOptions
        {
            SiloPort = Port(s_siloPort, nameof(SiloOptions.SiloPort), defaults.SiloPort),
            GatewayPort = Port(s_gatewayPort, nameof(SiloOptions.GatewayPort), defaults.GatewayPort),
            Primary = primary is null ? null : EndPoint("--primary", primary),
            Redis = redis,
            Address = address is null ? null : Address(address),
            ClusterId = clusterId,
            HttpPort = http,
            Dashboard = dashboard,
            Otlp = otlp is null ? null : Url(otlp),
            Kubernetes = kubernetes,
            Logging = configuration.GetSection("Logging"),
        };

        bool Flag(Option<bool> option, string setting) => parsed.GetValue(option)
            || settings[setting] switch
            {
                null or "false" or "False" => false,
                "true" or "True" => true,
                string other => throw new SiloFailedException(ExitCode.Usage, $"{option.Name} {other}: true or false"),
            };

        int Port(Option<string> option, string setting, int otherwise)
        {
            string? text = parsed.GetValue(option) ?? settings[setting];
            return text is null ? otherwise
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort
                    ? port
                    : throw new SiloFailedException(ExitCode.Usage, $"{option.Name} {text}: a port is 0 to 65535");
        }
    }

    /// <summary>The usual sources: files, then the environment. The command line comes last, option by option.</summary>
    private static IConfigurationRoot Configuration(string? file)
    {
        string? environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        if (file is not null && !File.Exists(file))
        {
            throw new SiloFailedException(ExitCode.Usage, $"--config {file}: no such file");
        }
        try
        {
            IConfigurationBuilder builder = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
            if (!string.IsNullOrEmpty(environment))
            {
                builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json"), optional: true);
            }
            if (file is not null)
            {
                builder.AddJsonFile(Path.GetFullPath(file));
            }
            return builder.AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException wrong)
        {
            throw new SiloFailedException(ExitCode.Usage, wrong.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }

    private static Uri Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
        ? url
        : throw new SiloFailedException(ExitCode.Usage, $"--otlp {text}: expected http://HOST:PORT");

    private static IPAddress Address(string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address
        : throw new SiloFailedException(ExitCode.Usage, $"--address {text}: not an IP address");

    private static IPEndPoint EndPoint(string option, string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            throw new SiloFailedException(ExitCode.Usage, $"{option} {text}: expected HOST:PORT");
        }
        try
        {
            return new IPEndPoint(Dns.GetHostAddresses(text[..colon], AddressFamily.InterNetwork).First(), port);
        }
        catch (Exception unknown) when (unknown is SocketException or InvalidOperationException or ArgumentException)
        {
            throw new SiloFailedException(ExitCode.Unreachable, $"{option} {text}: unknown host");
        }
    }

    private static void WriteHelp(TextWriter output)
    {
        output.WriteLine("Joins a cluster and hosts the grains of simulated machines, until SIGTERM.");
        output.WriteLine();
        output.WriteLine("Usage: silosim-silo [options]");
        output.WriteLine();
        foreach (Option option in s_all)
        {
            output.WriteLine($"  {option.Name + " " + option.HelpName,-22} {option.Description}");
        }
        output.WriteLine();
        output.WriteLine("Each option is also a setting: SILOSIM__Redis in the environment, or Redis under SILOSIM in");
        output.WriteLine("appsettings.json or --config. Once the silo serves it prints one line that begins \"silosim-silo ready:\".");
        output.WriteLine();
        output.WriteLine("Example, two silos on this host:");
        output.WriteLine("  silosim-silo");
        output.WriteLine("  silosim-silo --silo-port 11112 --gateway-port 30001 --primary localhost:11111");
        output.WriteLine("  silosim run --cluster localhost:30000,localhost:30001");
    }
}
