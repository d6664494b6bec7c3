using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using SiloSim.Explorer;
using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

/// <summary>How large a world is: see <see cref="SmallestConfiguration"/>.</summary>
internal sealed record TinyConfiguration(
    int NmiCpus, int NmisPerCpu, int Sites, int Rounds, Variant Variant, bool FailingWrite = false, int Readers = 0);

/// <summary>
/// The protocol's own text over memory in order: one patcher, NMI processors whose handler loads each site twice, and
/// readers that load sites outside of NMIs unless the machine is stopped.
/// </summary>
internal sealed class TinyWorld
{
    private static readonly SharedWords s_words = SharedWords.From(0x8c00_0000);
    private static readonly Dictionary<Type, FieldInfo[]> s_fields = [];

    private readonly TinyConfiguration _configuration;
    private readonly TinyMemory _memory;
    private readonly RoutineThread[] _threads;
    private readonly int[] _nmis;
    private readonly uint[] _lowHalves;
    private Record? _last;
    private (uint Site, uint New) _cycle;
    private bool _hasFailed;
    private StopPhase _phase;

    public TinyWorld(TinyConfiguration configuration)
    {
        _configuration = configuration;
        Sites = new SiteTable(Enumerable.Range(0, configuration.Sites).Select(SiteWords));
        var modCode = new ModCode(s_words, configuration.Variant);
        ImmutableArray<CallSiteWords> sites = Sites.Sites;
        PatchUnit unit = configuration.Variant.PatchUnit;
        _memory = new TinyMemory();
        for (uint i = 0; i < SharedWords.LengthBytes; i += 4)
        {
            _memory[s_words.NmiRunning + i] = 0;
        }

        foreach (CallSiteWords site in sites)
        {
            _memory[site.Ip] = site.Nop;
            if (configuration.FailingWrite)
            {
                _memory.ReadOnly.Add(site.Ip);
            }
        }

        int readers = configuration.Readers;
        _threads = new RoutineThread[1 + configuration.NmiCpus + readers];
        _nmis = new int[_threads.Length];
        Array.Fill(_nmis, -1);
        _lowHalves = new uint[_threads.Length];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = i == 0
                ? RoutineThread.Start(() => readers == 0
                    ? Patch(modCode, sites, configuration.Rounds) : StopAndPatch(new StopMachine(modCode), sites))
                : i <= configuration.NmiCpus
                    ? RoutineThread.Start(() => TakeNmis(modCode, sites, unit, configuration.NmisPerCpu))
                    : RoutineThread.Start(() => ReadEach(sites, unit));
            GoOnToSchedulingPoint(i);
        }
    }

    private TinyWorld(TinyWorld other)
    {
        _configuration = other._configuration;
        Sites = other.Sites;
        _memory = other._memory.Copy();
        _threads = [.. other._threads.Select(thread => thread.Copy())];
        _nmis = [.. other._nmis];
        _lowHalves = [.. other._lowHalves];
        _last = other._last;
        _cycle = other._cycle;
        _hasFailed = other._hasFailed;
        _phase = other._phase;
    }

    public SiteTable Sites { get; }

    public bool IsOver => _threads.All(thread => thread.IsCompleted);

    public IEnumerable<int> Enabled => Enumerable.Range(0, _threads.Length).Where(IsEnabled);

    /// <summary>What happened on the way here, in order.</summary>
    public IReadOnlyList<TraceRecord> Records
    {
        get
        {
            var records = new List<TraceRecord>();
            for (Record? record = _last; record is not null; record = record.Before)
            {
                records.Add(record.This);
            }

            records.Reverse();
            return records;
        }
    }

    public TinyWorld Copy() => new(this);

    /// <summary>One scheduling point of a thread, and all of its text up to the next one.</summary>
    public void Step(int thread)
    {
        Execute(thread);
        GoOnToSchedulingPoint(thread);
        if (IsOver)
        {
            Add(new RunEnded(
                _memory[s_words.NmiRunning],
                Sites.Sites.ToImmutableSortedDictionary(site => site.Ip, site => _memory[site.Ip])));
        }
    }

    /// <summary>The violations in what happened on the way here.</summary>
    public List<Violation> Violations()
    {
        var invariants = new AllInvariants(Sites);
        return [.. Records.SelectMany(invariants.Observe)];
    }

    /// <summary>All that the future depends on.</summary>
    public string Key()
    {
        var key = new StringBuilder();
        void Append(object? value) => key.Append(CultureInfo.InvariantCulture, $"{value},");
        Append(_memory[s_words.NmiRunning]);
        Append(_memory[s_words.ModCodeIp]);
        Append(_memory[s_words.ModCodeNewcode]);
        Append(_cycle);
        Append(_hasFailed);
        Append(_phase);
        foreach (CallSiteWords site in Sites.Sites)
        {
            Append(_memory[site.Ip]);
        }

        foreach (RoutineThread thread in _threads)
        {
            Append(thread.IsCompleted ? "end" : thread.Posted);
            for (Frame? frame = thread.Top; frame is not null; frame = frame.Caller)
            {
                object machine = frame.GetType().GetField("Machine")!.GetValue(frame)!;
                Append(machine.GetType().Name);
                foreach (FieldInfo field in Fields(machine.GetType()))
                {
                    Append(field.GetValue(machine));
                }
            }
        }

        return key.ToString();
    }

    private static FieldInfo[] Fields(Type machine)
    {
        if (!s_fields.TryGetValue(machine, out FieldInfo[]? fields))
        {
            fields =
            [
                .. machine.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                    .Where(field => field.FieldType.IsPrimitive),
            ];
            s_fields.Add(machine, fields);
        }

        return fields;
    }

    private static CallSiteWords SiteWords(int index)
    {
        uint call = 0x8c0b_4320u + ((uint)index * 0x0001_0010);
        return new CallSiteWords(0x8c00_1000u + ((uint)index * 0x1000), call, call);
    }

    private static async Routine Patch(ModCode modCode, ImmutableArray<CallSiteWords> sites, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < sites.Length; i++)
            {
                uint old = round % 2 == 0 ? sites[i].Nop : sites[i].Call;
                uint next = round % 2 == 0 ? sites[i].Call : sites[i].Nop;
                await Operation.Begin(sites[i].Ip, old, next);
                int status = await modCode.DoFtraceModCode(sites[i].Ip, next);
                await Operation.End(sites[i].Ip, status);
            }
        }
    }

    private static async Routine StopAndPatch(StopMachine stopMachine, ImmutableArray<CallSiteWords> sites) =>
        await stopMachine.Run(
            [.. sites.Select(site => new Modification(ModificationKind.MakeCall, site.Ip, site.Call))]);

    private static async Routine TakeNmis(
        ModCode modCode, ImmutableArray<CallSiteWords> sites, PatchUnit unit, int nmis)
    {
        for (int nmi = 0; nmi < nmis; nmi++)
        {
            await modCode.FtraceNmiEnter();
            for (int i = 0; i < sites.Length; i++)
            {
                await ReadTwice(sites[i].Ip, unit);
            }

            await modCode.FtraceNmiExit();
        }
    }

    private static async Routine ReadEach(ImmutableArray<CallSiteWords> sites, PatchUnit unit)
    {
        for (int i = 0; i < sites.Length; i++)
        {
            await Read(sites[i].Ip, unit);
        }
    }

    /// <summary>The first word is kept while the second is read: what an NMI saw is part of the state.</summary>
    private static async Routine<bool> ReadTwice(uint site, PatchUnit unit)
    {
        uint first = await Read(site, unit);
        uint second = await Read(site, unit);
        return first == second;
    }

    private static async Routine<uint> Read(uint site, PatchUnit unit)
    {
        if (unit == PatchUnit.Word)
        {
            return (await Operation.Load(site)).Value;
        }

        uint low = (await Operation.LoadHalfword(site)).Value;
        uint high = (await Operation.LoadHalfword(site + 2)).Value;
        return (high << 16) | low;
    }

    private bool IsReader(int thread) => thread > _configuration.NmiCpus;

    /// <summary>
    /// A processor acknowledges a phase at an instruction boundary: not between two halves of a load.
    /// </summary>
    private bool IsBetweenHalves(int thread) =>
        !_threads[thread].IsCompleted && _threads[thread].Posted is
        { Kind: OperationKind.LoadHalfword, Location: var at } && at % 4 != 0;

    private bool IsEnabled(int thread)
    {
        if (_threads[thread].IsCompleted)
        {
            return false;
        }

        Operation posted = _threads[thread].Posted;
        return IsReader(thread) ? _phase is StopPhase.None or StopPhase.Prepare or StopPhase.Exit
            : posted.Kind == OperationKind.Phase
                ? posted.Value != (uint)StopPhase.DisableIrq
                    || !Enumerable.Range(0, _threads.Length).Any(other => IsReader(other) && IsBetweenHalves(other))
                : _memory.IsEnabled(posted);
    }

    private void GoOnToSchedulingPoint(int thread)
    {
        while (!_threads[thread].IsCompleted && !_threads[thread].Posted.IsSchedulingPoint)
        {
            Execute(thread);
        }
    }

    private void Execute(int thread)
    {
        Operation operation = _threads[thread].Posted;
        OperationResult result = _memory.Execute(operation);
        if (operation.Kind == OperationKind.Phase)
        {
            _phase = (StopPhase)operation.Value;
        }

        Observe(thread, operation, result);
        _threads[thread].Resume(result);
    }

    private void Observe(int thread, Operation operation, OperationResult result)
    {
        if (thread > 0 && operation is { Kind: OperationKind.AddAndReturn, Value: 1 })
        {
            _nmis[thread]++;
        }

        bool isNmi = thread > 0 && !IsReader(thread);
        int cpu = thread - 1;
        Writer by = isNmi ? Writer.OfNmi(cpu, _nmis[thread]) : Writer.Patcher;
        if (OperationRecord.Of(s_words, by, operation, result) is TraceRecord record)
        {
            Add(record);
        }

        if (thread == 0)
        {
            return;
        }

        if (operation.Kind == OperationKind.LoadHalfword && operation.Location % 4 == 0)
        {
            _lowHalves[thread] = result.Value;
        }
        else if (operation.Kind == OperationKind.LoadHalfword)
        {
            Add(new SiteRead(
                cpu, isNmi ? _nmis[thread] : null, operation.Location - 2, (result.Value << 16) | _lowHalves[thread]));
        }
        else if (operation.Kind == OperationKind.Load && Sites.IndexOf(operation.Location) >= 0)
        {
            Add(new SiteRead(cpu, isNmi ? _nmis[thread] : null, operation.Location, result.Value));
        }
    }

    private void Add(TraceRecord record)
    {
        _last = new Record(record, _last);
        switch (record)
        {
            case CycleBegan began:
                _cycle = (began.Site, began.New);
                break;
            case WriteFailed:
                _hasFailed = true;
                break;
            case FlagSet:
                _hasFailed = false;
                break;
        }
    }

    private sealed record Record(TraceRecord This, Record? Before);
}
