using System.Buffers.Binary;
using SiloSim.Machine.Coherence;

namespace SiloSim.Tests.Machine.Coherence;

/// <summary>A machine in miniature around the very objects that the grains own: cores that execute instructions through
/// tables, silos, one home, operations at the home, NMIs that work at the home. Every message in flight, every
/// safepoint and every turn of a core is a step of its own, and steps come in any order. A frame holds one
/// word.</summary>
internal sealed class Soup
{
    private const int NmiTicket = 1000;
    private const int ActorTicket = 2000;

    private readonly SoupPlan _plan;
    private readonly Fault _fault;
    private readonly FrameDirectory _home;
    private readonly SoupSilo[] _silos;
    private readonly SoupCore[] _cores;
    private readonly SoupActor[] _actors;
    private readonly List<Message> _messages;
    private readonly int[] _ideal;   // Each frame's word as one memory without copies would have it.

    public Soup(SoupPlan plan, Fault fault = Fault.None)
    {
        _plan = plan;
        _fault = fault;
        _home = new FrameDirectory(new FrameIndex(0), plan.Frames, sizeof(int));
        _silos = [.. Enumerable.Range(0, plan.Silos).Select(silo => new SoupSilo(silo, plan.Frames))];
        _cores = [.. plan.Programs.Select(_ => new SoupCore(0, CoreMode.Runs, 0, plan.NmisPerCore))];
        _actors = new SoupActor[plan.AtHome.Length];
        _messages = [];
        _ideal = new int[plan.Frames];
    }

    private Soup(Soup other)
    {
        _plan = other._plan;
        _fault = other._fault;
        _home = other._home.Copy();
        _silos = [.. other._silos.Select(silo => silo.Copy())];
        _cores = [.. other._cores];
        _actors = [.. other._actors];
        _messages = [.. other._messages];
        _ideal = [.. other._ideal];
        Seen = other.Seen;
    }

    /// <summary>What happened at least once, so that a test can tell that it saw the rare orders.</summary>
    public SoupCoverage Seen { get; init; } = new();

    public Soup Copy() => new(this);

    public void Steps(List<Step> steps)
    {
        steps.Clear();
        for (int i = 0; i < _messages.Count; i++)
        {
            steps.Add(new Step(StepKind.Deliver, i, 0));
        }

        for (int core = 0; core < _cores.Length; core++)
        {
            SoupCore it = _cores[core];
            bool ended = it.Done == _plan.Programs[core].Length;
            if (it.Mode == CoreMode.Runs && !ended)
            {
                steps.Add(new Step(StepKind.Run, core, 0));
            }

            if (it.Mode != CoreMode.InNmi && it.NmisLeft > 0 && !ended)
            {
                steps.Add(new Step(StepKind.Nmi, core, 0));
            }

            for (int frame = 0; frame < _plan.Frames; frame++)
            {
                if (SiloOf(core).Late[frame].HasCore(core))
                {
                    steps.Add(new Step(StepKind.Safepoint, core, frame));
                }
            }
        }

        for (int actor = 0; actor < _actors.Length; actor++)
        {
            if (!_actors[actor].Waits && _actors[actor].Done < _plan.AtHome[actor].Length)
            {
                steps.Add(new Step(StepKind.AtHome, actor, 0));
            }
        }
    }

    public MessageKind? KindOf(Step step) => step.Kind == StepKind.Deliver ? _messages[step.Who].Kind : null;

    public void Do(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Deliver:
                Message message = _messages[step.Who];
                _messages.RemoveAt(step.Who);
                Deliver(message);
                break;
            case StepKind.Run:
                Run(step.Who);
                break;
            case StepKind.Nmi:
                BeginNmi(step.Who);
                break;
            case StepKind.Safepoint:
                PassSafepoint(step.Who, step.Frame);
                break;
            default:
                EnterHome(ActorTicket + step.Who);
                break;
        }

        CheckWriters();
    }

    /// <summary>Nothing can happen any more: everything must have happened.</summary>
    public void CheckEnd()
    {
        for (int core = 0; core < _cores.Length; core++)
        {
            Require(_cores[core].Done == _plan.Programs[core].Length, $"deadlock: core {core} is stuck");
        }

        Require(
            _actors.Zip(_plan.AtHome).All(pair => pair.First.Done == pair.Second.Length),
            "deadlock: an operation at home");
        for (int frame = 0; frame < _plan.Frames; frame++)
        {
            var index = new FrameIndex(frame);
            Require(!_home.IsBusy(index) && _home.QueueLength(index) == 0, $"deadlock: frame {frame} is busy");
            SoupSilo? owner = Array.Find(_silos, silo => silo.Rules.StateOf(index) == FrameState.Exclusive);
            int last = owner?.Held[frame] ?? BinaryPrimitives.ReadInt32LittleEndian(_home.Bytes(index));
            Require(last == _ideal[frame], $"lost store: frame {frame} ends as {last}, not {_ideal[frame]}");
        }
    }

    public void Encode(List<long> state)
    {
        state.Clear();
        _home.Encode(state);
        foreach (SoupSilo silo in _silos)
        {
            silo.Encode(state);
        }

        foreach (SoupCore core in _cores)
        {
            state.Add(((long)core.Done << 24) | ((long)core.Mode << 16) | ((long)core.Waits << 8)
                | (long)core.NmisLeft);
        }

        foreach (SoupActor actor in _actors)
        {
            state.Add(((long)actor.Done << 1) | (actor.Waits ? 1L : 0));
        }

        foreach (int word in _ideal)
        {
            state.Add(word);
        }

        foreach (Message message in _messages.Order())
        {
            message.Encode(state);
        }
    }

    private static void Require(bool holds, string violation)
    {
        if (!holds)
        {
            throw new ViolationException(violation);
        }
    }

    private SoupSilo SiloOf(int core) => _silos[core % _plan.Silos];

    private void Deliver(Message message)
    {
        var frame = new FrameIndex(message.Frame);
        switch (message.Kind)
        {
            case MessageKind.Request:
                Carry(_home.Request(message.Silo, frame, new SiloIndex(message.Silo), message.State));
                break;
            case MessageKind.Grant:
                Seen.Upgraded |= message.Word is null;
                Seen.LostWhileAsking |= message.Word is not null && _silos[message.Silo].AskedAsSharer[message.Frame];
                Carry(message.Silo, _silos[message.Silo].Rules.Granted(
                    new FrameGrant(frame, message.State, message.Number, Bytes(message.Word))));
                break;
            case MessageKind.Recall:
                DeliverRecall(message, new Recall(frame, new SiloIndex(message.Silo), message.Number, message.State));
                break;
            case MessageKind.GivenUp:
                var answered = new Recall(frame, new SiloIndex(message.Silo), message.Number, message.State);
                Carry(_home.GivenUp(answered, Bytes(message.Word)));
                break;
            case MessageKind.SafepointsPassed:
                Carry(message.Silo, _silos[message.Silo].Rules.Revoked(frame));
                break;
            default:
                Work(message.Silo);
                Carry(_home.HomeDone(message.Silo));
                break;
        }
    }

    private void DeliverRecall(Message message, Recall recall)
    {
        SoupSilo silo = _silos[message.Silo];
        bool overtook = message.Number > silo.Installed[message.Frame];
        if (overtook && _fault == Fault.AnswerOvertakingRecall)
        {
            _messages.Add(message with { Kind = MessageKind.GivenUp });
            return;
        }

        IReadOnlyList<CopyAction> actions = silo.Rules.Recalled(recall);
        Seen.RecallOvertook |= overtook;
        Seen.HeldByPin |= !overtook && actions.Count == 0;
        Seen.Downgraded |= recall.KeepAs == FrameState.Shared;
        Carry(message.Silo, actions);
    }

    private void Carry(IReadOnlyList<DirectoryAction> actions)
    {
        foreach (DirectoryAction action in actions)
        {
            _messages.Add(action switch
            {
                DirectoryAction.SendRecall { Recall: var recall } => new Message(
                    MessageKind.Recall, recall.Silo.Value, recall.Frame.Value, recall.KeepAs, recall.Grant, null),
                DirectoryAction.Grant { FrameGrant: var grant } given => new Message(
                    MessageKind.Grant, (int)given.Ticket, grant.Frame.Value, grant.State, grant.Number,
                    Word(grant.Bytes)),
                DirectoryAction.PermitHome permit => new Message(
                    MessageKind.Permit, (int)permit.Ticket, 0, FrameState.Invalid, 0, null),
                _ => throw new InvalidOperationException($"unknown action {action}"),
            });
        }
    }

    private void Carry(int silo, IReadOnlyList<CopyAction> actions)
    {
        SoupSilo it = _silos[silo];
        foreach (CopyAction action in actions)
        {
            switch (action)
            {
                case CopyAction.Ready ready:
                    MakeReady(ready.Core);
                    break;
                case CopyAction.SendRequest ask:
                    it.AskedAsSharer[ask.Frame.Value] = it.Rules.StateOf(ask.Frame) == FrameState.Shared;
                    _messages.Add(new Message(MessageKind.Request, silo, ask.Frame.Value, ask.Wanted, 0, null));
                    break;
                case CopyAction.Install { Grant: var grant }:
                    it.Install(grant.Frame.Value, grant.State, grant.Number, Word(grant.Bytes));
                    break;
                case CopyAction.BeginRevoke begin:
                    BeginRevoke(silo, begin);
                    break;
                case CopyAction.GiveUp { Recall: var recall } give:
                    int frame = recall.Frame.Value;
                    int? word = _fault == Fault.ReturnOldBytes ? it.AsGranted[frame] : it.Held[frame];
                    _messages.Add(new Message(
                        MessageKind.GivenUp, silo, frame, recall.KeepAs, recall.Grant, give.WithBytes ? word : null));
                    break;
                default:
                    throw new InvalidOperationException($"unknown action {action}");
            }
        }
    }

    private void MakeReady(int asker)
    {
        int core = asker % SoupCore.AliasStep;
        if (_cores[core].Mode == CoreMode.Waits)
        {
            _cores[core] = _cores[core] with { Mode = CoreMode.Runs };
        }
        else
        {
            Require(_fault is Fault.KeepPinsInNmi or Fault.HoldAndWait, $"core {core} is made ready and does not wait");
        }

        if (_fault == Fault.NoPins)
        {
            Carry(core % _plan.Silos, SiloOf(core).Rules.Retired(core));
        }
    }

    private void BeginRevoke(int silo, CopyAction.BeginRevoke begin)
    {
        SoupSilo it = _silos[silo];
        int frame = begin.Frame.Value;
        it.Late[frame] = new Lateness(0, it.Writable[frame]);
        it.Writable[frame] = false;
        it.Readable[frame] &= begin.KeepAs == FrameState.Shared;
        for (int core = silo; core < _cores.Length; core += _plan.Silos)
        {
            if (_cores[core].Mode == CoreMode.Runs && _cores[core].Done < _plan.Programs[core].Length)
            {
                it.Late[frame] = it.Late[frame].With(core);
            }
        }

        if (it.Late[frame].Cores == 0 || _fault == Fault.NoSafepoint)
        {
            _messages.Add(new Message(MessageKind.SafepointsPassed, silo, frame, FrameState.Invalid, 0, null));
        }
    }

    private void PassSafepoint(int core, int frame)
    {
        SoupSilo silo = SiloOf(core);
        if (silo.Late[frame].HasCore(core))
        {
            silo.Late[frame] = silo.Late[frame].Without(core);
            if (silo.Late[frame].Cores == 0 && _fault != Fault.NoSafepoint)
            {
                _messages.Add(new Message(
                    MessageKind.SafepointsPassed, core % _plan.Silos, frame, FrameState.Invalid, 0, null));
            }
        }
    }

    /// <summary>A core leaves its run for anything: that is a safepoint for every frame.</summary>
    private void PassSafepoints(int core)
    {
        for (int frame = 0; frame < _plan.Frames; frame++)
        {
            PassSafepoint(core, frame);
        }
    }

    /// <summary>Executes the core's next instruction whole, or exits for the first frame that it lacks.</summary>
    private void Run(int core)
    {
        SoupSilo silo = SiloOf(core);
        Operation[] instruction = _plan.Programs[core][_cores[core].Done];
        foreach (Operation access in instruction)
        {
            FrameState wanted = access.Kind == OperationKind.Load ? FrameState.Shared : FrameState.Exclusive;
            if (!silo.Allows(core, access.Frame, wanted))
            {
                Exit(core, access.Frame, wanted);
                return;
            }
        }

        foreach (Operation access in instruction)
        {
            silo.Held[access.Frame] = Apply(access, silo.Held[access.Frame], $"core {core}");
        }

        // Where it goes on is a new instruction; it need not have passed a safepoint.
        int waits = _cores[core].Waits;
        _cores[core] = _cores[core] with { Done = _cores[core].Done + 1, Waits = 0 };
        Seen.MostWaits = Math.Max(Seen.MostWaits, waits);
        Retire(core, waits);
        if (_cores[core].Done == _plan.Programs[core].Length)
        {
            PassSafepoints(core);
        }
    }

    private void Exit(int core, int frame, FrameState wanted)
    {
        PassSafepoints(core);
        int frames = _plan.Programs[core][_cores[core].Done].Select(access => access.Frame).Distinct().Count();
        _cores[core] = _cores[core] with { Mode = CoreMode.Waits, Waits = _cores[core].Waits + 1 };
        Require(_cores[core].Waits < Math.Pow(3, frames), $"livelock: core {core} waits once more for frame {frame}");
        int asker = _fault == Fault.HoldAndWait ? core + (SoupCore.AliasStep * _cores[core].Waits) : core;
        Carry(core % _plan.Silos, SiloOf(core).Rules.Want(new FrameIndex(frame), wanted, asker));
    }

    private void Retire(int core, int waits)
    {
        for (int asker = 0; asker <= (_fault == Fault.HoldAndWait ? waits : 0); asker++)
        {
            Carry(core % _plan.Silos, SiloOf(core).Rules.Retired(core + (SoupCore.AliasStep * asker)));
        }
    }

    private void BeginNmi(int core)
    {
        PassSafepoints(core);
        int waits = _cores[core].Waits;
        _cores[core] = _cores[core] with { Mode = CoreMode.InNmi, Waits = 0, NmisLeft = _cores[core].NmisLeft - 1 };
        if (_fault != Fault.KeepPinsInNmi)
        {
            Retire(core, waits);
        }

        EnterHome(NmiTicket + core);
    }

    private void EnterHome(int ticket)
    {
        Operation work = WorkOf(ticket);
        var frame = new FrameIndex(work.Frame);
        bool write = work.Kind != OperationKind.Load;
        if (_home.TryEnterHome(frame, write) || _fault == Fault.HomeWithoutPermit)
        {
            Work(ticket);
            return;
        }

        if (ticket >= ActorTicket)
        {
            _actors[ticket - ActorTicket] = _actors[ticket - ActorTicket] with { Waits = true };
        }

        Seen.HomeWaited = true;
        Carry(_home.RequestHome(ticket, frame, write));
    }

    private Operation WorkOf(int ticket) => ticket >= ActorTicket
        ? _plan.AtHome[ticket - ActorTicket][_actors[ticket - ActorTicket].Done]
        : new Operation(_plan.CounterFrame, OperationKind.Increment, 0);

    private void Work(int ticket)
    {
        Operation work = WorkOf(ticket);
        Array.ForEach(_silos, silo => Require(
            work.Kind == OperationKind.Load ? !silo.MayWrite(work.Frame) : !silo.MayRead(work.Frame),
            $"frame {work.Frame} is used at the home while a silo may "
            + $"{(silo.MayWrite(work.Frame) ? "write" : "read")} it"));
        Span<byte> bytes = _home.Bytes(new FrameIndex(work.Frame));
        int word = Apply(work, BinaryPrimitives.ReadInt32LittleEndian(bytes), "the home");
        if (work.Kind != OperationKind.Load)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, word);
        }

        if (ticket >= ActorTicket)
        {
            _actors[ticket - ActorTicket] = new SoupActor(_actors[ticket - ActorTicket].Done + 1, false);
        }
        else
        {
            _cores[ticket - NmiTicket] = _cores[ticket - NmiTicket] with { Mode = CoreMode.Runs };
        }
    }

    /// <summary>Does it to the copy's word and to the ideal memory's; every look must see the same in both.</summary>
    private int Apply(Operation access, int word, string who)
    {
        if (access.Kind != OperationKind.Store)
        {
            int ideal = _ideal[access.Frame];
            Require(word == ideal, $"{who} saw {word} in frame {access.Frame}, not {ideal}");
        }

        return access.Kind switch
        {
            OperationKind.Load => word,
            OperationKind.Store => _ideal[access.Frame] = access.Value,
            _ => _ideal[access.Frame] = word + 1,
        };
    }

    private void CheckWriters()
    {
        for (int frame = 0; frame < _plan.Frames; frame++)
        {
            int writers = _silos.Count(silo => silo.MayWrite(frame));
            int readers = _silos.Count(silo => silo.MayRead(frame));
            Require(writers == 0 || readers == 1, $"frame {frame} has {writers} writers and {readers} readers");
            int exclusive = _silos.Count(silo => silo.Rules.StateOf(new FrameIndex(frame)) == FrameState.Exclusive);
            int shared = _silos.Count(silo => silo.Rules.StateOf(new FrameIndex(frame)) == FrameState.Shared);
            Require(
                exclusive == 0 || exclusive + shared == 1, $"frame {frame}: {exclusive} exclusive, {shared} shared");
        }
    }

    private static byte[]? Bytes(int? word) => word is { } value ? BitConverter.GetBytes(value) : null;

    private static int? Word(byte[]? bytes) => bytes is null ? null : BitConverter.ToInt32(bytes);
}
