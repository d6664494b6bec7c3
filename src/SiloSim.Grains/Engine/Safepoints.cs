namespace SiloSim.Grains.Engine;

/// <summary>
/// Tells when every core that was executing guest code has come back from it. A frame is given up, and decoded text is put
/// in use, only after that; so no store is lost and no load sees a revoked frame, and the hot path takes no lock.
/// </summary>
internal sealed class Safepoints
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private Mutator[] _mutators = [];
    private int _waiting;

    /// <summary>A thread, or a lockstep machine, that will execute guest code.</summary>
    public Mutator Add()
    {
        lock (_gate)
        {
            var mutator = new Mutator();
            _mutators = [.. _mutators, mutator];
            return mutator;
        }
    }

    /// <summary>It will execute no more guest code.</summary>
    public void Remove(Mutator mutator)
    {
        lock (_gate)
        {
            _mutators = [.. _mutators.Where(other => other != mutator)];
        }
    }

    /// <summary>Completes when all that execute guest code now have left it once. Change the tables first.</summary>
    public Task Passed()
    {
        Interlocked.MemoryBarrier(); // The change of the tables is seen by whoever enters after the look below.
        if (!AnyInside(_mutators))
        {
            return Task.CompletedTask;
        }
        Waiter waiter;
        lock (_gate)
        {
            waiter = new Waiter(_mutators);
            _waiters.Add(waiter);
            Volatile.Write(ref _waiting, _waiters.Count);
        }
        Interlocked.MemoryBarrier(); // Either a mutator that leaves sees the waiter, or the look below sees that it has left.
        Poll();
        return waiter.Task;
    }

    /// <summary>Called after each <see cref="Mutator.Leave"/>.</summary>
    public void Poll()
    {
        if (Volatile.Read(ref _waiting) == 0)
        {
            return;
        }
        lock (_gate)
        {
            for (int index = _waiters.Count - 1; index >= 0; index--)
            {
                if (_waiters[index].TryComplete())
                {
                    _waiters.RemoveAt(index);
                }
            }
            Volatile.Write(ref _waiting, _waiters.Count);
        }
    }

    private static bool AnyInside(Mutator[] mutators)
    {
        foreach (Mutator mutator in mutators)
        {
            if ((mutator.Sequence & 1) != 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Waits for the mutators that were inside when it was made.</summary>
    private sealed class Waiter(Mutator[] mutators)
    {
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly (Mutator Mutator, long Sequence)[] _inside =
            [.. mutators.Select(mutator => (mutator, mutator.Sequence)).Where(seen => (seen.Sequence & 1) != 0)];

        public Task Task => _passed.Task;

        public bool TryComplete()
        {
            foreach ((Mutator mutator, long sequence) in _inside)
            {
                if (mutator.Sequence == sequence)
                {
                    return false;
                }
            }
            _passed.TrySetResult();
            return true;
        }
    }
}
