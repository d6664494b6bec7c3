using SiloSim.Cluster.Tests.CommandLine;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>
/// The processes of the compose file, started with its arguments and environment. Other here, since there are no containers: names
/// of services are loopback addresses, each silo has ports of its own, and is told its address.
/// </summary>
public class ComposeProcessTests
{
    [Fact]
    public async Task TheProcessesOfTheComposeFileRun()
    {
        await using RedisServer redis = await RedisServer.Start(ComposeFile.Command("redis")[1..]);
        string[] words = [.. ComposeFile.Command("silo")[1..].Select(static word => word is "11111" or "30000" or "8080" ? "0" : word)];
        Dictionary<string, string> environment = ComposeFile.Environment("silo").ToDictionary(
            static entry => entry.Key, entry => entry.Value.Replace("redis:6379", redis.Address, StringComparison.Ordinal));
        environment.Add("SILOSIM__Address", "127.0.0.1");
        int replicas = int.Parse(ComposeFile.Service("silo")["deploy"]["replicas"].ToString(), System.Globalization.CultureInfo.InvariantCulture);
        ProgramProcess[] silos = [.. Enumerable.Range(0, replicas).Select(_ => ProgramProcess.Silo(environment, words))];
        try
        {
            string[] gateways = [.. (await Task.WhenAll(silos.Select(static silo => silo.EndPoints()))).Select(static ends => ends.Gateway)];
            string[] run = [.. ComposeFile.Command("run")[1..].Select(word => word == "silo:30000" ? string.Join(',', gateways) : word)];
            await using ProgramProcess client = ProgramProcess.Client(run);
            (int exitCode, string output, string error) = await client.End();
            Assert.True(exitCode == 0, output + error);
            Assert.Contains("on 16 CPUs, 2 silos", output, StringComparison.Ordinal);
        }
        finally
        {
            foreach (ProgramProcess silo in silos)
            {
                await silo.DisposeAsync();
            }
        }
    }
}
