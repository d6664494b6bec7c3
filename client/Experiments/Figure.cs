namespace SiloSim.CommandLine.Experiments;

/// <summary>Something that is measured of a run or a search.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Label">Its name on an axis.</param>
/// <param name="Unit">Its unit; empty for counts.</param>
internal sealed record Figure(string Name, string Label, string Unit)
{
    /// <summary>What stands at an axis.</summary>
    public string AxisLabel => Unit.Length == 0 ? Label : $"{Label} ({Unit})";
}
