using System.Diagnostics;
using SiloSim.Benchmarks.Measure;
using SiloSim.Benchmarks.Searches;
using SiloSim.Ftrace;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>The search of all states of the seed's protocol, against SPIN's search of a model of it.</summary>
/// <param name="search">
/// The explorer: what to search, and with how many workers. It names the property that a shortest counterexample breaks.
/// </param>
/// <remarks>
/// Both have to come to the same verdict: first on each step that a small search shows to be needed, then on what is measured.
/// By the clock, from the call to the verdict; of SPIN it is the process that is measured, and what its start costs, by a
/// search of a few states, is taken off.
/// </remarks>
internal sealed class ExplorerSpeed(Func<SearchConfiguration, int, SearchResult> search) : IBenchmark
{
    private const string Unit = "s";
    private const double GeometricReach = 0.1;
    private const double EachReach = 0.25;
    private const double StatesReach = 0.02;
    private const double MostBytesPerState = 40;
    private const double TwoWorkersReach = 1.7;
    private const double LargestSeconds = 60;
    private const int WarmUps = 3;
    private const int MostRoundsOfLargest = 3;
    private const uint LoopTurns = 200_000_000;

    private static readonly SearchConfiguration s_smoke = new(2, 1, 1, 1);
    private static readonly SearchConfiguration s_largest = new(8, 1, 2, 1);

    // Each that takes SPIN half a second or more, and whether the states that are stored are compared as well.
    private static readonly (SearchConfiguration Configuration, bool CountStates)[] s_all =
        [(new(3, 2, 2, 1), true), (new(4, 1, 1, 1), false), (new(4, 1, 2, 1), true)];

    /// <inheritdoc/>
    public string Name => "explorer";

    /// <inheritdoc/>
    public string Text => "the protocol's verdict in all states, against SPIN where spin and gcc are installed";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        var rows = new List<Row>();
        using Pan? pan = Pan.Find(out string? missing);
        if (pan is null)
        {
            await Console.Error.WriteLineAsync($"{Name}: SPIN is left out, no {missing}");
            Same(search(s_smoke, 1), violation: null, s_smoke);
        }
        else
        {
            foreach ((SearchConfiguration configuration, Property? violation) in Verdicts())
            {
                Same(pan.FirstViolation(configuration), violation, configuration, "SPIN");
                Same(search(configuration, 1), violation, configuration);
            }
            rows.AddRange(Against(pan, options));
        }
        if (!options.Smoke)
        {
            rows.AddRange(TwoWorkers(options));
            rows.Add(Largest());
        }
        return rows;
    }

    private IEnumerable<Row> Against(Pan pan, BenchmarkOptions options)
    {
        (SearchConfiguration Configuration, bool CountStates)[] all = options.Smoke ? [(s_smoke, true)] : s_all;
        var byClock = all.ToDictionary(each => each.Configuration, _ => new List<Round>());
        var byCpu = all.ToDictionary(each => each.Configuration, _ => new List<Round>());
        var states = new Dictionary<SearchConfiguration, (SearchResult There, SearchResult Here)>();
        foreach ((SearchConfiguration configuration, _) in all)
        {
            states[configuration] = (pan.Run(configuration).Result, WarmUp(configuration));
            Same(states[configuration].There.Violation, null, configuration, "SPIN");
            Same(states[configuration].Here, null, configuration);
        }
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach ((SearchConfiguration configuration, _) in all)
            {
                SearchTime start = pan.StartOfProcess();
                SearchTime there = pan.Run(configuration).Time - start;
                (SearchResult result, SearchTime here) = SearchTime.Of(() => search(configuration, 1));
                Same(result, null, configuration);
                byClock[configuration].Add(new Round([there.Clock], [here.Clock]));
                byCpu[configuration].Add(new Round([there.Cpu], [here.Cpu]));
            }
        }
        if (options.Smoke)
        {
            yield break; // What it takes is less than the start of a process.
        }
        var row = new Row
        {
            Name = "explorer / SPIN, geometric mean",
            Unit = Unit,
            Reach = GeometricReach,
            Rounds = Together([.. byClock.Values]),
            Checksum = ChecksumOf(states.Values),
        };
        yield return row;
        foreach ((SearchConfiguration configuration, _) in all)
        {
            yield return row with { Name = $"  {configuration}", Reach = EachReach, Rounds = byClock[configuration] };
        }
        yield return row with
        {
            Name = "  the same by CPU time, geometric mean",
            Unit = "CPU s",
            Reach = null,
            Rounds = Together([.. byCpu.Values]),
        };
        foreach ((SearchConfiguration configuration, bool countStates) in all)
        {
            (SearchResult there, SearchResult here) = states[configuration];
            yield return row with
            {
                Name = $"  states stored, {configuration}",
                Unit = "states",
                Reach = countStates ? StatesReach : null,
                Rounds = [new Round([there.States], [here.States])],
            };
            yield return row with
            {
                Name = $"  bytes a state / {MostBytesPerState}, {configuration}",
                Unit = "bytes",
                Reach = 1,
                Rounds = [new Round([MostBytesPerState], [here.BytesPerState])],
            };
        }
    }

    /// <summary>Two workers against one on the largest, and what the host's cores give to two loops that share nothing.</summary>
    private IEnumerable<Row> TwoWorkers(BenchmarkOptions options)
    {
        var searches = new List<Round>();
        var loops = new List<Round>();
        WarmUp(s_largest);
        search(s_largest, 2);
        for (int round = 0; round < Math.Min(options.Rounds, MostRoundsOfLargest); round++)
        {
            double one = SearchTime.Of(() => search(s_largest, 1)).Time.Clock;
            (SearchResult result, SearchTime two) = SearchTime.Of(() => search(s_largest, 2));
            Same(result, null, s_largest);
            searches.Add(new Round([1 / one], [1 / two.Clock]));
            loops.Add(new Round([1 / Loops(1)], [2 / Loops(2)]));
        }
        var row = new Row
        {
            Name = $"explorer, 2 workers / 1 worker, {s_largest}",
            Unit = "searches/s",
            Reach = TwoWorkersReach,
            MoreIsBetter = true,
            Rounds = searches,
            Checksum = new Checksum().Value,
        };
        yield return row;
        yield return row with
        {
            Name = "  2 loops that share nothing / 1 loop: what the host gives",
            Unit = "loops/s",
            Reach = null,
            Rounds = loops,
        };
    }

    /// <summary>Seconds that some threads take for a loop each.</summary>
    private static double Loops(int threads)
    {
        var time = Stopwatch.StartNew();
        Parallel.For(0, threads, static thread =>
        {
            var sum = new Checksum();
            for (uint i = 0; i < LoopTurns; i++)
            {
                sum.Add(i + (uint)thread);
            }
            GC.KeepAlive(sum.Value);
        });
        return time.Elapsed.TotalSeconds;
    }

    private Row Largest()
    {
        (SearchResult result, SearchTime time) = SearchTime.Of(() => search(s_largest, Environment.ProcessorCount));
        Same(result, null, s_largest);
        return new Row
        {
            Name = $"explorer, {s_largest} / a minute",
            Unit = Unit,
            Reach = 1,
            Rounds = [new Round([LargestSeconds], [time.Clock])],
            Checksum = new Checksum().Value,
        };
    }

    private SearchResult WarmUp(SearchConfiguration configuration)
    {
        SearchResult result = search(configuration, 1);
        for (int more = 1; more < WarmUps; more++)
        {
            search(configuration, 1);
        }
        return result;
    }

    // What is known of the protocol: it holds whole, and each step that a search of this kind shows to be needed is needed.
    private static IEnumerable<(SearchConfiguration Configuration, Property? Violation)> Verdicts()
    {
        foreach (string memory in (string[])["sc", "tso", "pso"])
        {
            foreach (PatchUnit unit in Enum.GetValues<PatchUnit>())
            {
                yield return (new SearchConfiguration(2, 1, 1, 1, memory) { Variant = Variant.Whole.With(unit) }, null);
            }
            yield return (new SearchConfiguration(2, 1, 1, 1, memory) { Self = true }, null);
        }
        yield return (new SearchConfiguration(1, 1, 1, 2) { FailingWrite = true }, null);
        yield return (
            new SearchConfiguration(1, 1, 1, 1) { Variant = Variant.Whole.Without(Step.WaitForNmiAfterClear) }, null);
        foreach (StepDescription step in StepCatalog.All)
        {
            if (step.Smallest is { Readers: 0 } smallest && step.ShowsOn is ShowsOn.Machine or ShowsOn.StoreBuffers)
            {
                Variant variant = Variant.Whole.With(smallest.PatchUnit).Without(step.Step);
                yield return (Of(smallest, step.Together is Step other ? variant.Without(other) : variant), step.Protects);
            }
        }
    }

    private static SearchConfiguration Of(SmallestConfiguration smallest, Variant variant) =>
        new(smallest.NmiCpus, smallest.NmisPerCpu, smallest.Sites, smallest.Rounds, smallest.Memory)
        {
            Variant = variant,
            FailingWrite = smallest.FailingWrite,
        };

    private static void Same(SearchResult found, Property? violation, SearchConfiguration configuration) =>
        Same(found.Violation, violation, configuration, "the explorer");

    private static void Same(Property? found, Property? violation, SearchConfiguration configuration, string who)
    {
        if (found != violation)
        {
            throw new WrongWorkException($"{configuration}: {Word(found)} by {who}, to be {Word(violation)}");
        }

        static string Word(Property? property) => property is { } broken ? KebabCase.Of(broken) : "holds";
    }

    private static List<Round> Together(List<Round>[] rounds) =>
    [
        .. Enumerable.Range(0, rounds[0].Count).Select(round => new Round(
            [Statistics.GeometricMean(rounds.Select(each => each[round].Baseline[0]))],
            [Statistics.GeometricMean(rounds.Select(each => each[round].Subject[0]))])),
    ];

    private static uint ChecksumOf(IEnumerable<(SearchResult There, SearchResult Here)> states)
    {
        var checksum = new Checksum();
        foreach ((SearchResult there, SearchResult here) in states)
        {
            checksum.Add((uint)there.States, (uint)there.Transitions, (uint)here.States, (uint)here.Transitions);
        }
        return checksum.Value;
    }
}
