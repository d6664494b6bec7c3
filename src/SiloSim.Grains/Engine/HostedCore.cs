using SiloSim.Ftrace;
using SiloSim.Grains.Moving;
using SiloSim.Machine.Devices;
using SiloSim.Machine.Lockstep;
using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>What a core of the free mode is doing. Guarded by the core's <see cref="HostedCore.Gate"/>.</summary>
internal enum CoreActivity
{
    /// <summary>It may run.</summary>
    Runnable,

    /// <summary>A thread of the engine runs it.</summary>
    Claimed,

    /// <summary>It waits for a frame.</summary>
    WaitingForFrame,

    /// <summary>It sleeps.</summary>
    Asleep,

    /// <summary>It stands at its NMI vector, or behind the handler's RTE: its NMI grain has the word.</summary>
    HeldByNmi,

    /// <summary>Exited or crashed.</summary>
    Ended,

    /// <summary>It goes on on another silo: this one has only its shell.</summary>
    Gone,
}

/// <summary>One core on this silo's engine, with what the engine keeps about it.</summary>
internal sealed class HostedCore
{
    private TaskCompletionSource? _unclaimed;
    private List<(uint Physical, int Bytes)>? _broadcasts;
    private const uint InstructionCacheEnabled = 1u << 8; // CCR.ICE: as a boot loader leaves it.
    private const int CpusThatTellSites = 8; // All run the same handler, and a report is one message.

    /// <summary>Makes a core in reset state.</summary>
    public HostedCore(HostedMachine machine, int cpu, CpuStart start, SiteReads reads, Strikes strikes)
    {
        Machine = machine;
        Cpu = cpu;
        Reads = reads;
        Strikes = strikes;
        var state = new Sh4.CpuState { Pc = start.Entry };
        state[4] = (uint)cpu;
        state[5] = (uint)start.CpuCount;
        state[15] = start.Stack;
        InstructionCacheModel cache = machine.Spec.InstructionCache;
        if (cache != InstructionCacheModel.Coherent)
        {
            state.Ccr = InstructionCacheEnabled;
        }
        Core = new Core(
            state,
            machine.Frames.Tables,
            new CoreWorld(this),
            new OnChipDevices(),
            cache == InstructionCacheModel.Coherent ? null : new InstructionCache(cache));
    }

    /// <summary>Guards the fields below in free mode. In lockstep one turn at a time is order enough.</summary>
    public Lock Gate { get; } = new();

    public HostedMachine Machine { get; }

    public int Cpu { get; }

    public Core Core { get; }

    /// <summary>Observes the call-site words that this core loads.</summary>
    public SiteReads Reads { get; }

    /// <summary>When NMIs strike, in free mode; a lockstep run keeps its own.</summary>
    public Strikes Strikes { get; }

    public CoreActivity Activity
    {
        get;
        set
        {
            field = value;
            if (value != CoreActivity.Claimed)
            {
                _unclaimed?.TrySetResult();
                _unclaimed = null;
            }
        }
    }

    /// <summary>It stands in its machine's run queue.</summary>
    public bool Queued { get; set; }

    /// <summary>It was granted a frame that stays until its next instruction has retired.</summary>
    public bool HoldsFrame { get; set; }

    /// <summary>What it had left of its quantum when it left its thread, in ticks. The thread that runs it has it.</summary>
    public long QuantumLeft { get; set; }

    /// <summary>What the home of a contended frame does for its instruction.</summary>
    public HomeAccess Home => field ??= new HomeAccess();

    /// <summary>Completes when no thread of the engine runs it.</summary>
    public Task Unclaimed()
    {
        lock (Gate)
        {
            return Activity != CoreActivity.Claimed
                ? Task.CompletedTask
                : (_unclaimed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Its NMI grain is active, since its first strike, and moves with it.</summary>
    public bool HasNmiGrain { get; set; }

    /// <summary>An NMI is pending.</summary>
    public bool StrikePending { get; set; }

    /// <summary>The pending NMI has been counted as held back.</summary>
    public bool CountedHeldBack { get; set; }

    /// <summary>Who waits for the pending NMI: the first runs it, the others merge into it.</summary>
    public List<TaskCompletionSource<NmiAcceptance>> StrikeWaiters => field ??= new(1);

    /// <summary>Who waits for the NMI in progress to be over.</summary>
    public TaskCompletionSource? NmiOver { get; set; }

    /// <summary>Completes when the handler has come to its RTE, or has crashed.</summary>
    public TaskCompletionSource? HandlerDone { get; set; }

    /// <summary>The core is between the acceptance of an NMI and its end.</summary>
    public bool InNmi { get; set; }

    public int NmiTaken { get; set; }

    public long NmiHeldBack { get; set; }

    /// <summary>Virtual instructions that it did not execute: parked, asleep, waiting.</summary>
    public long IdleTime
    {
        get => Core.IdleTime;
        set => Core.IdleTime = value;
    }

    /// <summary>Where the idle time was last brought up to date.</summary>
    public long IdleSince { get; set; }

    /// <summary>Virtual time at which the core hangs, once <em>keep going</em> is 0.</summary>
    public long HangDeadline { get; set; } = long.MaxValue;

    /// <summary>Violations handed to the machine, and findings counted, so far.</summary>
    public int ViolationsTold { get; set; }

    public long FindingsTold { get; set; }

    public int? ExitCode { get; set; }

    public GuestCrash? Crash { get; set; }

    public long VirtualTime => Core.VirtualTime;

    /// <summary>
    /// All that another silo needs to go on with this core, which is a shell from now on. Its machine is frozen; who waits for
    /// its pending NMI is told.
    /// </summary>
    public MovedCore Pack()
    {
        lock (Gate)
        {
            using var bytes = new MemoryStream();
            using (var writer = new BinaryWriter(bytes))
            {
                Move(new StateMover(writer));
            }
            var moved = new MovedCore
            {
                State = bytes.ToArray(),
                Activity = Activity,
                StrikePending = StrikePending,
                CountedHeldBack = CountedHeldBack,
                NmiTaken = NmiTaken,
                NmiHeldBack = NmiHeldBack,
                HangDeadline = HangDeadline,
                ExitCode = ExitCode,
                Crash = Crash,
                HasNmiGrain = HasNmiGrain,
            };
            Activity = CoreActivity.Gone;
            foreach (TaskCompletionSource<NmiAcceptance> waiter in StrikeWaiters)
            {
                waiter.TrySetResult(NmiAcceptance.Gone);
            }
            StrikeWaiters.Clear();
            return moved;
        }
    }

    /// <summary>Becomes the core that another silo has packed.</summary>
    /// <exception cref="MachineException">It is none of this machine.</exception>
    public void Unpack(MovedCore moved)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(moved.State));
            Move(new StateMover(reader));
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException)
        {
            throw new MachineException($"{Machine.Key}: cpu {Cpu} came as no core of this machine", failure);
        }
        Activity = moved.Activity;
        StrikePending = moved.StrikePending;
        CountedHeldBack = moved.CountedHeldBack;
        NmiTaken = moved.NmiTaken;
        NmiHeldBack = moved.NmiHeldBack;
        HangDeadline = moved.HangDeadline;
        ExitCode = moved.ExitCode;
        Crash = moved.Crash;
        HasNmiGrain = moved.HasNmiGrain;
        FindingsTold = Reads.Torn + Reads.ChangedUnderNmi; // What it found was told before it left.
    }

    private void Move(StateMover mover)
    {
        Core.Move(mover);
        Strikes.Move(mover);
        Reads.Move(mover);
    }

    /// <summary>Its ICBI broadcasts a range, in the slice that runs: the caches of all cores are to forget it.</summary>
    public void Broadcast(uint physical, int bytes) => (_broadcasts ??= []).Add((physical, bytes));

    /// <summary>Takes the ranges that its ICBI broadcast.</summary>
    public (uint Physical, int Bytes)[] TakeBroadcasts()
    {
        if (_broadcasts is null)
        {
            return [];
        }
        (uint Physical, int Bytes)[] taken = [.. _broadcasts];
        _broadcasts = null;
        return taken;
    }

    /// <summary>What the core is doing, in the words of its grain.</summary>
    public CpuActivity ActivityNow() =>
        Crash is not null ? CpuActivity.Failed
        : ExitCode is not null ? CpuActivity.Exited
        : InNmi ? CpuActivity.InNmi
        : Machine.Stopped ? CpuActivity.Stopped
        : Activity == CoreActivity.WaitingForFrame ? CpuActivity.WaitingForFrame
        : Core.Asleep ? CpuActivity.Asleep
        : CpuActivity.Running;

    /// <summary>Reports the core.</summary>
    public CpuReport Report() => new()
    {
        Cpu = Cpu,
        Silo = Machine.Silo,
        Instructions = Core.Retired,
        ExitCode = ExitCode,
        ReadsObserved = Reads.Observed,
        Torn = Reads.Torn,
        ChangedUnderNmi = Reads.ChangedUnderNmi,
        NmiTaken = NmiTaken,
        NmiHeldBack = NmiHeldBack,
        Pc = Core.State.Pc,
        NmiSites = Cpu < CpusThatTellSites ? [.. Reads.SitesLoadedInNmi] : [],
    };
}

/// <summary>How a strike was taken.</summary>
internal enum NmiAcceptance
{
    /// <summary>The core stands at its vector; who is told so runs the NMI.</summary>
    Accepted,

    /// <summary>Another strike had come before; who is told so waits for that NMI's end.</summary>
    Merged,

    /// <summary>The core has ended.</summary>
    Ended,

    /// <summary>The core goes on on another silo; the NMI is pending there.</summary>
    Gone,
}
