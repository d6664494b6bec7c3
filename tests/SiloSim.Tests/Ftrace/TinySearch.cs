using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

/// <summary>What a search found.</summary>
internal sealed record TinyVerdict(int States, int Transitions, int Depth, string? Property, int? Steps);

/// <summary>Breadth first through every world that any schedule reaches, each once.</summary>
internal static class TinySearch
{
    public const string Deadlock = "deadlock";

    public static TinyVerdict Exhaustively(TinyConfiguration configuration)
    {
        var first = new TinyWorld(configuration);
        var seen = new HashSet<string> { first.Key() };
        List<TinyWorld> level = [first];
        int transitions = 0;
        int depth = 0;
        for (; level.Count > 0; depth++)
        {
            List<TinyWorld> next = [];
            foreach (TinyWorld world in level)
            {
                int[] enabled = [.. world.Enabled];
                if (enabled.Length == 0 && !world.IsOver)
                {
                    return new TinyVerdict(seen.Count, transitions, depth, Deadlock, depth);
                }

                foreach (int thread in enabled)
                {
                    TinyWorld after = world.Copy();
                    after.Step(thread);
                    transitions++;
                    if (after.Violations() is [Violation violation, ..])
                    {
                        return new TinyVerdict(seen.Count, transitions, depth, violation.Property, depth + 1);
                    }

                    if (seen.Add(after.Key()))
                    {
                        next.Add(after);
                    }
                }
            }

            level = next;
        }

        return new TinyVerdict(seen.Count, transitions, depth - 1, null, null);
    }
}
