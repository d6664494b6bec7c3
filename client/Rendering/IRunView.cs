namespace SiloSim.CommandLine.Rendering;

/// <summary>What a person sees of a run before its report.</summary>
internal interface IRunView
{
    /// <summary>Prints a line that stays.</summary>
    void Line(string line);

    /// <summary>Shows where the run stands.</summary>
    /// <param name="part">How much of it is done, 0 to 1.</param>
    /// <param name="text">Its figures.</param>
    void Show(double part, string text);
}
