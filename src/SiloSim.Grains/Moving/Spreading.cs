namespace SiloSim.Grains.Moving;

/// <summary>Which CPUs move, and where to.</summary>
internal static class Spreading
{
    /// <summary>Plans moves after which all silos have the same number of CPUs, or one more.</summary>
    /// <param name="siloOfCpu">The silo of each CPU, by number.</param>
    /// <param name="silos">The numbers of the silos that are to have CPUs, 1 or more.</param>
    /// <param name="onlyHomeless">Only CPUs whose silo is not among them move, whatever the others have.</param>
    /// <returns>The CPUs that move, and the numbers of the silos that they go to.</returns>
    public static IReadOnlyList<(int Cpu, int Silo)> Plan(
        IReadOnlyList<int> siloOfCpu, IReadOnlyList<int> silos, bool onlyHomeless = false)
    {
        Dictionary<int, int> counts = silos.ToDictionary(static silo => silo, silo => siloOfCpu.Count(own => own == silo));
        var moves = new List<(int Cpu, int Silo)>();
        for (int cpu = siloOfCpu.Count - 1; cpu >= 0; cpu--)
        {
            int own = siloOfCpu[cpu];
            int to = silos.MinBy(silo => counts[silo]);
            if (counts.TryGetValue(own, out int count))
            {
                if (onlyHomeless || count - counts[to] < 2)
                {
                    continue;
                }
                counts[own]--;
            }
            counts[to]++;
            moves.Add((cpu, to));
        }
        return moves;
    }
}
