using System.Text;
using System.Text.Json;
using SiloSim.Ftrace;
using SiloSim.Grains;

namespace SiloSim.CommandLine.Rendering;

/// <summary>What a cluster has, as one line of JSON.</summary>
internal static class StatusJson
{
    /// <summary>A cluster.</summary>
    public static string Of(ClusterStatus status) => Line(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("silos");
        foreach (SiloState silo in status.Silos)
        {
            json.WriteStartObject();
            json.WriteString("address", silo.Address);
            json.WriteBoolean("answers", silo.Engine is not null);
            json.WriteNumber("threads", silo.Engine?.Threads ?? 0);
            json.WriteNumber("processBytes", silo.Engine?.ProcessBytes ?? 0);
            json.WriteStartObject("grains");
            foreach ((string kind, int count) in silo.Grains.OrderBy(static kind => kind.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(kind, count);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("machines");
        Write(json, MachineOverview.Of(status));
        json.WriteEndObject();
    });

    /// <summary>All machines.</summary>
    public static string Of(IReadOnlyList<MachineOverview> machines) => Line(json => Write(json, machines));

    /// <summary>One machine.</summary>
    public static string Of(MachineOverview machine, MachineStatus status) => Line(json =>
    {
        json.WriteStartObject();
        Properties(json, machine, MachinesPage.StateOf(machine, status));
        json.WriteNumber("stopMachineRounds", status.Rounds);
        json.WriteNumber("modifications", status.Modifications);
        json.WriteStartArray("silos");
        foreach ((string silo, MachinePart part) in machine.Parts)
        {
            json.WriteStartObject();
            json.WriteString("address", silo);
            json.WriteNumber("cpus", part.Cpus);
            json.WriteBoolean("stopped", part.Stopped);
            json.WriteNumber("instructions", part.Instructions);
            json.WriteNumber("frameBytes", part.FrameBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, IReadOnlyList<MachineOverview> machines)
    {
        json.WriteStartArray();
        foreach (MachineOverview machine in machines)
        {
            json.WriteStartObject();
            Properties(json, machine, machine.State);
            json.WriteNumber("silos", machine.Parts.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Properties(Utf8JsonWriter json, MachineOverview machine, string state)
    {
        json.WriteString("machine", machine.Name);
        json.WriteString("mode", KebabCase.Of(machine.Mode));
        json.WriteString("state", state);
        json.WriteNumber("cpus", machine.Cpus);
        json.WriteNumber("ended", machine.Ended);
        json.WriteNumber("instructions", machine.Instructions);
        json.WriteNumber("frameBytes", machine.FrameBytes);
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
