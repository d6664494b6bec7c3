using System.Buffers;
using SiloSim.Explorer.Models;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>
/// A search of everything that a guest can do, breadth first, with no reduction at all: the definition of what an
/// exploration of it finds.
/// </summary>
internal sealed class GuestSearch
{
    private const int MaximumStates = 200_000;

    private readonly GuestThread[] _cpus;
    private readonly Dictionary<string, (string? From, string Step)> _seen = [];
    private readonly Queue<State> _frontier = new();
    private readonly HashSet<string> _ends = [];
    private readonly HashSet<string> _outcomes = [];

    /// <summary>Searches it all.</summary>
    /// <param name="program">The guest.</param>
    /// <param name="model">How stores reach memory.</param>
    /// <param name="nmis">Most NMIs that strike each CPU.</param>
    public GuestSearch(GuestProgram program, MemoryModel model, int nmis)
    {
        _cpus = [.. Enumerable.Range(0, program.Cpus).Select(program.Boot)];
        var begin = new State(
            [.. _cpus.Select(Encoded)], new GuestMemory(program, model), [.. _cpus.Select(_ => nmis)]);
        Meet(begin, null, "");
        while (_frontier.TryDequeue(out State? state))
        {
            Expand(program, state);
            Assert.True(_seen.Count < MaximumStates, "too many states");
        }
    }

    public int States => _seen.Count;

    /// <summary>How it can end: the CPUs' exit codes; or what failed.</summary>
    public IEnumerable<string> Ends => _ends.Order(StringComparer.Ordinal);

    /// <summary>
    /// What memory holds where nobody can do anything any more and all CPUs are done, as
    /// <see cref="TinyGuest.Outcome"/> says it.
    /// </summary>
    public IEnumerable<string> Outcomes => _outcomes.Order(StringComparer.Ordinal);

    /// <summary>The steps of a shortest way to an end that is not good.</summary>
    public IReadOnlyList<string> Counterexample { get; private set; } = [];

    private static byte[] Encoded(GuestThread cpu)
    {
        var writer = new ArrayBufferWriter<byte>();
        cpu.Encode(writer);
        return writer.WrittenSpan.ToArray();
    }

    private void Expand(GuestProgram program, State state)
    {
        bool ends = true, rests = true;
        for (int i = 0; i < _cpus.Length; i++)
        {
            GuestThread cpu = _cpus[i];
            cpu.Restore(state.Cpus[i]);
            Assert.Equal(state.Cpus[i], Encoded(cpu));
            GuestOperation posted = cpu.Posted;
            string instruction = $"cpu {i}  {cpu.Pc:x8}  {program.Instruction(cpu.Pc)}";
            bool strikes = cpu.CanStrike && state.Nmis[i] > 0;
            if (posted.CanResume && state.Memory.Enables(i, posted))
            {
                GuestMemory memory = state.Memory.Copy();
                uint result = memory.Execute(i, posted);
                cpu.Resume(result);
                ends = false;
                Meet(state.With(i, Encoded(cpu), memory, 0), state, $"{instruction}  {posted} -> {result:x}");
            }
            if (strikes)
            {
                rests = false;
                cpu.Restore(state.Cpus[i]);
                cpu.Strike();
                ends = posted.Kind == GuestOperationKind.Exit && ends;
                Meet(state.With(i, Encoded(cpu), state.Memory, 1), state, $"cpu {i}  NMI");
            }
            foreach (int place in state.Memory.Drainable(i))
            {
                GuestMemory memory = state.Memory.Copy();
                string step = memory.Drain(i, place);
                ends = false;
                Meet(state with { Memory = memory }, state, $"cpu {i}  {step}");
            }
        }
        string[] codes = [.. state.Cpus.Select((encoded, i) => End(_cpus[i], encoded))];
        if (!ends && codes.All(code => code is "" or "0"))
        {
            return;
        }
        string end = string.Join(' ', codes.Select(code => code.Length == 0 ? "-" : code));
        _ends.Add(end);
        if (ends && rests && codes.All(code => code == "0"))
        {
            _outcomes.Add(TinyGuest.Outcome(place => state.Memory.Word(place)));
        }
        if (Counterexample.Count == 0 && codes.Any(code => code != "0"))
        {
            Counterexample = [.. Way(state.Key()).Reverse()];
        }
    }

    private static string End(GuestThread cpu, byte[] encoded)
    {
        cpu.Restore(encoded);
        return cpu.Posted.Kind switch
        {
            GuestOperationKind.Exit => $"{cpu.Posted.Value}",
            GuestOperationKind.Failed => cpu.Failure!,
            _ => "",
        };
    }

    private IEnumerable<string> Way(string? key)
    {
        while (key is not null && _seen[key] is { From: not null } step)
        {
            yield return step.Step;
            key = step.From;
        }
    }

    private void Meet(State state, State? before, string step)
    {
        if (_seen.TryAdd(state.Key(), (before?.Key(), step)))
        {
            _frontier.Enqueue(state);
        }
    }

    private sealed record State(byte[][] Cpus, GuestMemory Memory, int[] Nmis)
    {
        public State With(int cpu, byte[] encoded, GuestMemory memory, int nmis)
        {
            var next = new State([.. Cpus], memory, [.. Nmis]);
            next.Cpus[cpu] = encoded;
            next.Nmis[cpu] -= nmis;
            return next;
        }

        public string Key() =>
            $"{string.Join(' ', Cpus.Select(Convert.ToHexString))} {Memory.Key()} {string.Join(' ', Nmis)}";
    }
}
