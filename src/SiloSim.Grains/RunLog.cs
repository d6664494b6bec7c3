using SiloSim.Grains.Moving;

namespace SiloSim.Grains;

/// <summary>What a run has come to so far, as its machine grain hears of it.</summary>
internal sealed class RunLog(int cpus)
{
    private const int OutputKept = 1 << 20;      // Whatever a guest writes beyond this is dropped.
    private const int ViolationsKept = 32;       // Of each property the first few are what a person reads.

    private readonly bool[] _ended = new bool[cpus];
    private readonly List<byte> _output = [];
    private readonly List<ViolationMessage> _violations = [];
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>CPUs on which the guest has exited.</summary>
    public int Exited { get; private set; }

    /// <summary>The first crash.</summary>
    public GuestCrash? Crash { get; private set; }

    /// <summary>What failed first, in one line.</summary>
    public string? Fault { get; private set; }

    /// <summary>NMIs taken, in lockstep.</summary>
    public long Nmis { get; set; }

    /// <summary>Instructions retired, in lockstep.</summary>
    public long Instructions { get; set; }

    /// <summary>Torn words seen.</summary>
    public long Torn { get; set; }

    /// <summary>Words seen to change under an NMI.</summary>
    public long Changed { get; set; }

    /// <summary>The violations kept.</summary>
    public IReadOnlyList<ViolationMessage> Violations => _violations;

    /// <summary>Completes when the guest has ended on every CPU.</summary>
    public Task AllEnded => _allEnded.Task;

    /// <summary>Completes when a part of the machine has failed.</summary>
    public Task<string> Faulted => _faulted.Task;

    /// <summary>Completes when the guest has crashed.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>Whether there are properties to be seen broken, and all of them have been.</summary>
    public bool HasSeen(IReadOnlyList<string> properties) =>
        properties.Count > 0 && properties.All(property => _violations.Exists(kept => kept.Property == property));

    /// <summary>Whether one more violation would be kept.</summary>
    public bool Keeps(ViolationMessage violation) =>
        _violations.Count < ViolationsKept
        && _violations.Count(kept => kept.Property == violation.Property) < ViolationsKept / 4;

    /// <summary>A property broke.</summary>
    public void Add(ViolationMessage violation)
    {
        if (Keeps(violation))
        {
            _violations.Add(violation);
        }
    }

    /// <summary>Something happened to a CPU.</summary>
    public void Add(CpuEvent happened)
    {
        if (happened.Output is { } output)
        {
            _output.AddRange(output.AsSpan(0, Math.Min(output.Length, OutputKept - _output.Count)));
        }
        if (happened.Violation is { } violation)
        {
            Torn += violation.Property == "torn" ? 1 : 0;
            Changed += violation.Property == "changed-under-nmi" ? 1 : 0;
            Add(violation);
        }
        if (happened.Fault is { } fault)
        {
            Fault ??= fault;
            _faulted.TrySetResult(fault);
        }
        if (happened.Crash is { } crash)
        {
            Crash ??= crash;
            _crashed.TrySetResult();
        }
        else if (happened.ExitCode is not null)
        {
            Exited++;
        }
        if ((happened.ExitCode is not null || happened.Crash is not null) && !_ended[happened.Cpu])
        {
            _ended[happened.Cpu] = true;
            if (Array.TrueForAll(_ended, static ended => ended))
            {
                _allEnded.TrySetResult();
            }
        }
    }

    /// <summary>What failed, once it is known better than from whoever felt it first.</summary>
    public void NameFault(string fault) => Fault = fault;

    /// <summary>The console output.</summary>
    /// <param name="seen">Bytes that are not wanted again.</param>
    public byte[] Output(int seen) => [.. _output.Skip(Math.Max(0, seen))];

    /// <summary>All that another silo needs to go on.</summary>
    public MovedLog Pack() => new(
        _ended, [.. _output], [.. _violations], Exited, Crash, Fault, Nmis, Instructions, Torn, Changed);

    /// <summary>Goes on with what was heard on another silo.</summary>
    public static RunLog Unpack(MovedLog moved)
    {
        var log = new RunLog(moved.Ended.Length);
        for (int cpu = 0; cpu < moved.Ended.Length; cpu++)
        {
            if (moved.Ended[cpu])
            {
                log.Add(new CpuEvent { Cpu = cpu, ExitCode = 0 });
            }
        }
        log._output.AddRange(moved.Output);
        log._violations.AddRange(moved.Violations);
        if (moved.Crash is { } crash)
        {
            log.Add(new CpuEvent { Cpu = crash.Cpu, Crash = crash });
        }
        if (moved.Fault is { } fault)
        {
            log.Add(new CpuEvent { Cpu = -1, Fault = fault });
        }
        log.Exited = moved.Exited;
        (log.Nmis, log.Instructions, log.Torn, log.Changed) = (moved.Nmis, moved.Instructions, moved.Torn, moved.Changed);
        return log;
    }
}
