using System.Collections.Immutable;

namespace SiloSim.Machine.Litmus;

/// <summary>Which outcomes a memory model allows, found by going through every order that it has.</summary>
public static class LitmusOutcomes
{
    private const int Words = 2;

    /// <summary>The outcomes of a test that may be seen.</summary>
    /// <param name="test">The test.</param>
    /// <param name="model">The memory model.</param>
    public static ImmutableSortedSet<int> Allowed(LitmusTest test, LitmusModel model)
    {
        var outcomes = ImmutableSortedSet.CreateBuilder<int>();
        var seen = new HashSet<string>();
        var open = new Stack<State>();
        open.Push(new State(test.Threads.Length));
        while (open.TryPop(out State? state))
        {
            if (!seen.Add(state.Key()))
            {
                continue;
            }
            bool ended = true;
            for (int thread = 0; thread < test.Threads.Length; thread++)
            {
                foreach (State next in Moves(test, model, state, thread))
                {
                    ended = false;
                    open.Push(next);
                }
            }
            if (ended)
            {
                outcomes.Add(test.Finals.Aggregate(state.Registers, (all, final) => all | (state.Memory[final.Word] << (2 * final.Register))));
            }
        }
        return outcomes.ToImmutable();
    }

    private static IEnumerable<State> Moves(LitmusTest test, LitmusModel model, State state, int thread)
    {
        if (state.Buffers[thread] is [var (word, value), .. var later])
        {
            State drained = state.Copy();
            drained.Buffers[thread] = later;
            drained.Write(word, value, thread);
            yield return drained;
        }
        if (state.Done[thread] == test.Threads[thread].Length)
        {
            yield break;
        }
        LitmusStep step = test.Threads[thread][state.Done[thread]];
        bool waits = step.Kind is LitmusStepKind.Barrier or LitmusStepKind.TestAndSet or LitmusStepKind.Increment
            or LitmusStepKind.StoreConditional;
        if (waits && state.Buffers[thread].Length > 0)
        {
            yield break; // Barriers, and atomics too, wait until the thread's stores are in memory.
        }
        State next = state.Copy();
        next.Done[thread]++;
        Execute(step, model, next, thread);
        yield return next;
    }

    private static void Execute(LitmusStep step, LitmusModel model, State state, int thread)
    {
        int now = state.Memory[step.Word];
        switch (step.Kind)
        {
            case LitmusStepKind.Store when model == LitmusModel.WithinASilo:
                state.Buffers[thread] = [.. state.Buffers[thread], (step.Word, step.Value)];
                break;
            case LitmusStepKind.Store:
                state.Write(step.Word, step.Value, thread);
                break;
            case LitmusStepKind.Load or LitmusStepKind.LoadLinked:
                int own = Array.FindLastIndex(state.Buffers[thread], store => store.Word == step.Word);
                int value = own >= 0 ? state.Buffers[thread][own].Value : now;
                state.Set(step.Register, value);
                if (step.Kind == LitmusStepKind.LoadLinked)
                {
                    state.Links[thread] = (step.Word, value, true);
                }
                break;
            case LitmusStepKind.TestAndSet:
                state.Set(step.Register, now == 0 ? 1 : 0);
                state.Write(step.Word, step.Value, thread);
                break;
            case LitmusStepKind.Increment:
                state.Set(step.Register, now);
                state.Write(step.Word, now + step.Value, thread);
                break;
            case LitmusStepKind.StoreConditional:
                (_, int linked, bool held) = state.Links[thread];
                bool stores = model == LitmusModel.Lockstep ? held : now == linked;
                state.Set(step.Register, stores ? 1 : 0);
                if (stores)
                {
                    state.Write(step.Word, step.Value, thread);
                }
                break;
        }
    }

    private sealed class State
    {
        public State(int threads)
        {
            Done = new int[threads];
            Memory = new int[Words];
            Links = new (int, int, bool)[threads];
            Buffers = [.. Enumerable.Repeat<(int Word, int Value)[]>([], threads)];
        }

        private State(State other)
        {
            Done = [.. other.Done];
            Memory = [.. other.Memory];
            Links = [.. other.Links];
            Buffers = [.. other.Buffers];
            Registers = other.Registers;
        }

        public int[] Done { get; }

        public int[] Memory { get; }

        public (int Word, int Value, bool Held)[] Links { get; }

        public (int Word, int Value)[][] Buffers { get; }

        public int Registers { get; private set; }

        public State Copy() => new(this);

        public void Set(int register, int value) => Registers |= value << (2 * register);

        public void Write(int word, int value, int writer)
        {
            Memory[word] = value;
            for (int thread = 0; thread < Links.Length; thread++)
            {
                if (thread != writer && Links[thread].Word == word)
                {
                    Links[thread].Held = false;
                }
            }
        }

        public string Key() => string.Join(
            ';', string.Join(',', Done), string.Join(',', Memory), string.Join(',', Links), Registers,
            string.Join('/', Buffers.Select(static buffer => string.Join(',', buffer))));
    }
}
