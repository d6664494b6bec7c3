using SiloSim.Machine.Coherence;

namespace SiloSim.Tests.Machine.Coherence;

internal enum OperationKind
{
    Load,
    Store,
    Increment,
}

/// <summary>One access of an instruction, or one operation at the home.</summary>
internal readonly record struct Operation(int Frame, OperationKind Kind, int Value);

/// <summary>Who does what. Core c is on silo c modulo the number of silos.</summary>
internal sealed record SoupPlan(
    int Silos, int Frames, Operation[][][] Programs, Operation[][] AtHome, int NmisPerCore = 0, int CounterFrame = 0);

/// <summary>What an owner of the rules could do wrong; each must be noticed.</summary>
public enum Fault
{
    None,

    /// <summary>Revoked is called at once, while cores may still use the frame.</summary>
    NoSafepoint,

    /// <summary>The home gets back what it sent, not what was stored since.</summary>
    ReturnOldBytes,

    /// <summary>The home's operations do not wait for their permit.</summary>
    HomeWithoutPermit,

    /// <summary>A recall that overtook its grant is answered as if nothing had been granted.</summary>
    AnswerOvertakingRecall,

    /// <summary>Pins are released before the instruction is retried.</summary>
    NoPins,

    /// <summary>Pins on higher frames are kept while a core waits for a lower one.</summary>
    HoldAndWait,

    /// <summary>A core goes into its NMI with its pins.</summary>
    KeepPinsInNmi,
}

internal enum StepKind
{
    Deliver,
    Run,
    Nmi,
    Safepoint,
    AtHome,
}

internal readonly record struct Step(StepKind Kind, int Who, int Frame);

internal enum MessageKind
{
    Request,
    Grant,
    Recall,
    GivenUp,
    SafepointsPassed,
    Permit,
}

/// <summary>One message in flight. Silo is the ticket of a Permit.</summary>
internal readonly record struct Message(MessageKind Kind, int Silo, int Frame, FrameState State, long Number, int? Word)
    : IComparable<Message>
{
    public int CompareTo(Message other) =>
        (Kind, Silo, Frame, State, Number, Word ?? -1)
            .CompareTo((other.Kind, other.Silo, other.Frame, other.State, other.Number, other.Word ?? -1));

    public void Encode(List<long> state)
    {
        state.Add(((long)Kind << 48) | ((long)Silo << 16) | ((long)Frame << 8) | ((long)State << 1)
            | (Word is null ? 1L : 0));
        state.Add(Number);
        state.Add(Word ?? 0);
    }
}

internal enum CoreMode
{
    Runs,
    Waits,
    InNmi,
}

internal readonly record struct SoupCore(int Done, CoreMode Mode, int Waits, int NmisLeft)
{
    /// <summary>Where a fault needs a core to be several askers, their numbers lie this far apart.</summary>
    public const int AliasStep = 100;
}

internal readonly record struct SoupActor(int Done, bool Waits);

/// <summary>The cores that have not passed a safepoint since a revocation began, and whether the frame
/// was writable then.</summary>
internal readonly record struct Lateness(uint Cores, bool Writable)
{
    public bool HasCore(int core) => (Cores & (1u << core)) != 0;

    public Lateness With(int core) => this with { Cores = Cores | (1u << core) };

    public Lateness Without(int core) => this with { Cores = Cores & ~(1u << core) };
}

internal sealed class SoupCoverage
{
    public bool RecallOvertook { get; set; }

    public bool HeldByPin { get; set; }

    public bool Downgraded { get; set; }

    public bool Upgraded { get; set; }

    public bool LostWhileAsking { get; set; }

    public bool HomeWaited { get; set; }

    public int MostWaits { get; set; }
}

/// <summary>One silo: its rules, the words of its copies, and the tables through which its cores see them.</summary>
internal sealed class SoupSilo(int silo, int frames)
{
    public SiloCopies Rules { get; private init; } = new(new SiloIndex(silo), frames);

    public int[] Held { get; private init; } = new int[frames];

    public int[] AsGranted { get; private init; } = new int[frames];

    public bool[] Readable { get; private init; } = new bool[frames];

    public bool[] Writable { get; private init; } = new bool[frames];

    public Lateness[] Late { get; private init; } = new Lateness[frames];

    public long[] Installed { get; private init; } = new long[frames];

    /// <summary>Whether the request under way was sent while the silo had a shared copy.</summary>
    public bool[] AskedAsSharer { get; private init; } = new bool[frames];

    public SoupSilo Copy() => new(silo, frames)
    {
        Rules = Rules.Copy(),
        Held = [.. Held],
        AsGranted = [.. AsGranted],
        Readable = [.. Readable],
        Writable = [.. Writable],
        Late = [.. Late],
        Installed = [.. Installed],
        AskedAsSharer = [.. AskedAsSharer],
    };

    public void Install(int frame, FrameState state, long number, int? word)
    {
        Held[frame] = word ?? Held[frame];
        AsGranted[frame] = Held[frame];
        Installed[frame] = number;
        Readable[frame] = true;
        Writable[frame] = state == FrameState.Exclusive;
    }

    /// <summary>Whether this core gets through; one that is late may still use what was taken from the
    /// tables.</summary>
    public bool Allows(int core, int frame, FrameState wanted) => wanted == FrameState.Shared
        ? Readable[frame] || Late[frame].HasCore(core)
        : Writable[frame] || (Late[frame].Writable && Late[frame].HasCore(core));

    public bool MayWrite(int frame) => Writable[frame] || (Late[frame].Writable && Late[frame].Cores != 0);

    public bool MayRead(int frame) => Readable[frame] || Late[frame].Cores != 0;

    public void Encode(List<long> state)
    {
        Rules.Encode(state);
        for (int i = 0; i < frames; i++)
        {
            bool has = MayRead(i) || Rules.StateOf(new FrameIndex(i)) != FrameState.Invalid;
            state.Add(((has ? (long)Held[i] : 0) << 16) | ((long)Late[i].Cores << 4) | (Late[i].Writable ? 4L : 0)
                | (Readable[i] ? 1L : 0) | (Writable[i] ? 2L : 0));
        }
    }
}
