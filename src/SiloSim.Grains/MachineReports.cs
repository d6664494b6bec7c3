using SiloSim.Machine;

namespace SiloSim.Grains;

/// <summary>Makes the report of a run that is over.</summary>
/// <param name="parts">The machine.</param>
/// <param name="log">What was heard of it.</param>
/// <param name="left">What silos did that have left, by number.</param>
internal sealed class MachineReports(MachineParts parts, RunLog log, IReadOnlyDictionary<int, SiloReport> left)
{
    /// <summary>Asks all parts what they have measured.</summary>
    public async Task<MachineReport> Make(RunEnd end, double seconds, ReplayOutcome? replay, int cpusMoved)
    {
        SiloReport[] present = await Task.WhenAll(parts.Silos.Select(silo => silo.Engine.Report(parts.Key)));
        var silos = new SortedDictionary<int, SiloReport>(left.ToDictionary());
        foreach ((MachineSilo silo, SiloReport report) in parts.Silos.Zip(present))
        {
            silos[silo.Number] = report;
        }
        CpuReport[] cpus = [.. present.SelectMany(silo => silo.Cpus).OrderBy(cpu => cpu.Cpu)];
        WatchReport watched = await parts.Counter.Watched(ended: end == RunEnd.Done);
        foreach (ViolationMessage violation in watched.Violations)
        {
            log.Add(violation);
        }
        return new MachineReport
        {
            End = end,
            Fault = log.Fault,
            Crash = log.Crash,
            Coordinator = await parts.Coordinator.Totals(),
            Nmis = await Nmis(cpus),
            Cpus = cpus,
            Silos = [.. silos.Values],
            Violations = log.Violations,
            Words = watched.Words,
            Seconds = seconds,
            CpusExited = log.Exited,
            Replay = replay,
            CpusMoved = cpusMoved,
        };
    }

    /// <summary>What is known where the parts cannot be asked.</summary>
    public MachineReport OfFault(double seconds, int rounds) => new()
    {
        End = RunEnd.Fault,
        Fault = log.Fault,
        Crash = log.Crash,
        Coordinator = new CoordinatorTotals { Rounds = rounds },
        Nmis = new NmiTotals(),
        Cpus = [],
        Silos = [],
        Violations = log.Violations,
        Words = [],
        Seconds = seconds,
    };

    private async Task<NmiTotals> Nmis(IEnumerable<CpuReport> cpus)
    {
        NmiTotals[] nmis = parts.Spec.DynamicFtrace
            ? await Task.WhenAll(cpus.Where(cpu => cpu.NmiTaken > 0).Select(cpu => parts.Nmi(cpu.Cpu).Totals()))
            : [];
        var microseconds = new LatencyHistogram();
        foreach (NmiTotals nmi in nmis)
        {
            microseconds.Merge(LatencyHistogram.FromCounts(nmi.Microseconds.Buckets));
        }
        return new NmiTotals
        {
            WroteCode = nmis.Sum(nmi => nmi.WroteCode),
            Microseconds = new LatencyCounts(microseconds.ToCounts()),
        };
    }
}
