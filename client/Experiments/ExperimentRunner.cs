using System.Collections.Concurrent;
using SiloSim.Client;

namespace SiloSim.CommandLine.Experiments;

/// <summary>Makes what is not done yet of an experiment, and writes each result down when it is there.</summary>
/// <param name="spec">The experiment.</param>
/// <param name="results">Where the results are.</param>
/// <param name="tell">Told a line for each result, and of which it is out of how many.</param>
internal sealed class ExperimentRunner(ExperimentSpec spec, ResultsFile results, Action<string> tell)
{
    private readonly List<Measurement> _all = [.. Plan(spec)];
    private int _done;

    /// <summary>Measurements that the file asks for.</summary>
    public int Wanted => _all.Count;

    /// <summary>
    /// The rows of the measurements that the file asks for, in its order, whichever was done first; others are of an earlier form
    /// of it.
    /// </summary>
    public IReadOnlyList<ResultRow> Rows
    {
        get
        {
            ILookup<string, ResultRow> done = results.Rows.ToLookup(static row => row.Key);
            return [.. _all.Where(one => done.Contains(one.Key)).Select(one => done[one.Key].First())];
        }
    }

    /// <summary>Makes what is missing.</summary>
    /// <param name="cancel">Interrupts it: what runs then is not counted.</param>
    /// <returns>How many were made.</returns>
    public async Task<int> Run(CancellationToken cancel)
    {
        HashSet<string> done = [.. results.Rows.Select(static row => row.Key)];
        var missing = new ConcurrentQueue<Measurement>(
            _all.Where(one => !done.Contains(one.Key)));
        int before = missing.Count;
        _done = _all.Count - before;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(spec.Parallel, before)).Select(async _ =>
        {
            try
            {
                await Work(missing, stop.Token);
            }
            catch
            {
                await stop.CancelAsync(); // What the others run would be for nothing: they are told at once.
                throw;
            }
        }));
        return before - missing.Count;
    }

    /// <summary>The value of an option for people: of a path the file's name.</summary>
    public static string Shown(string option, string value) => option == "guest" ? Path.GetFileName(value) : value;

    private async Task Work(
        ConcurrentQueue<Measurement> missing, CancellationToken cancel)
    {
        await using var silos = new LeasedCluster();
        while (!cancel.IsCancellationRequested && missing.TryPeek(out _))
        {
            if (!missing.TryDequeue(out Measurement? next))
            {
                return;
            }
            (ICluster? cluster, bool isNew) = await silos.Lease(next.Work.Silos, NeedsCluster(next.Work), cancel);
            for (int warm = 0; isNew && warm < spec.WarmUp; warm++)
            {
                await next.Work.Make(cluster, cancel);
            }
            WorkResult? result = cancel.IsCancellationRequested ? null : await next.Work.Make(cluster, cancel);
            if (result is null)
            {
                missing.Enqueue(next);
                return;
            }
            results.Add(Row(next, result));
            tell($"{Interlocked.Increment(ref _done)} of {_all.Count}: {Describe(next.Point, next.Seed)}: {result.Outcome}{Main(result)}");
        }
    }

    private ResultRow Row(Measurement one, WorkResult result) => new()
    {
        Key = one.Key,
        Command = spec.Command,
        Options = one.Point.Options.ToDictionary(static option => option.Name, static option => Shown(option.Name, option.Text)),
        Repeat = one.Repeat,
        Seed = one.Seed,
        ExitCode = (int)result.ExitCode,
        Outcome = result.Outcome,
        Figures = result.Figures,
        Version = HostDescription.Version,
        Host = HostDescription.Here,
        At = DateTime.UtcNow,
    };

    private string Describe(ExperimentPoint point, ulong? seed)
    {
        IEnumerable<string> swept = spec.Swept.Select(name => $"{name} {Shown(name, point[name]!)}");
        return string.Join(", ", seed is null ? swept : swept.Append($"seed {seed}"));
    }

    /// <summary>What the first plot is about, for whoever watches.</summary>
    private string Main(WorkResult result) =>
        spec.Plots.Count > 0 && result.Figures.TryGetValue(spec.Plots[0].Y, out double value)
            ? FormattableString.Invariant($", {spec.Plots[0].Y} {value:0.###}")
            : "";

    private static IEnumerable<Measurement> Plan(ExperimentSpec spec)
    {
        foreach (ExperimentPoint point in spec.Points)
        {
            for (int repeat = 1; repeat <= spec.Repeats; repeat++)
            {
                ulong? seed = spec.Seeds.Count == 0 ? null : spec.Seeds[repeat - 1];
                IPlannedWork work = ExperimentWork.Plan(spec, point, seed);
                IEnumerable<string> arguments = point.Options
                    .Where(static option => option.Name != "guest").OrderBy(static option => option.Name, StringComparer.Ordinal)
                    .SelectMany(static option => option.Arguments);
                string key = string.Join(' ', [spec.Command, .. arguments, $"guest={work.GuestDigest}", $"seed={seed}", $"repeat={repeat}"]);
                yield return new Measurement(point, repeat, seed, work, key);
            }
        }
    }

    // A search without silos is one of this process.
    private bool NeedsCluster(IPlannedWork work) => spec.Command == "run" || work.Silos.IsMade;

    /// <summary>One repeat of a point.</summary>
    private sealed record Measurement(ExperimentPoint Point, int Repeat, ulong? Seed, IPlannedWork Work, string Key);
}
