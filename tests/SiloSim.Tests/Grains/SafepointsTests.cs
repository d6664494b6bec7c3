using SiloSim.Grains.Engine;

namespace SiloSim.Tests.Grains;

public class SafepointsTests
{
    private readonly Safepoints _safepoints = new();

    [Fact]
    public void WithNobodyInsideItIsPassedAtOnce()
    {
        Mutator mutator = _safepoints.Add();
        Assert.True(_safepoints.Passed().IsCompleted);
        mutator.Enter();
        mutator.Leave();
        Assert.True(_safepoints.Passed().IsCompleted);
    }

    [Fact]
    public async Task ItWaitsForEachThatIsInsideNowAndForNobodyElse()
    {
        Mutator first = _safepoints.Add(), second = _safepoints.Add(), third = _safepoints.Add();
        first.Enter();
        second.Enter();
        Task passed = _safepoints.Passed();
        third.Enter(); // It came later: it has seen the tables as they are now.
        Leave(first);
        Assert.False(passed.IsCompleted);
        Leave(second);
        await passed.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Task next = _safepoints.Passed();
        Assert.False(next.IsCompleted);
        Leave(third);
        await next.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WhoHasLeftAndCameBackHasPassed()
    {
        Mutator mutator = _safepoints.Add();
        mutator.Enter();
        Task passed = _safepoints.Passed();
        mutator.Leave();
        mutator.Enter();
        _safepoints.Poll();
        await passed.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void WhoIsRemovedIsNotWaitedFor()
    {
        Mutator mutator = _safepoints.Add();
        mutator.Enter();
        _safepoints.Remove(mutator);
        Assert.True(_safepoints.Passed().IsCompleted);
    }

    [Fact]
    public void ASequenceIsOddInside()
    {
        Mutator mutator = _safepoints.Add();
        Assert.Equal(0, mutator.Sequence % 2);
        mutator.Enter();
        Assert.Equal(1, mutator.Sequence % 2);
        mutator.Leave();
        Assert.Equal(0, mutator.Sequence % 2);
    }

    /// <summary>The promise, on real threads: what was taken out of a table is used by nobody once all have passed.</summary>
    [Fact]
    public async Task NobodyUsesWhatWasTakenBeforeTheyPassed()
    {
        const int Revocations = 3000;
        StrongBox? slot = new();
        bool done = false;
        int usedAfterDeath = 0;
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            Mutator mutator = _safepoints.Add();
            while (!Volatile.Read(ref done))
            {
                mutator.Enter();
                if (Volatile.Read(ref slot) is { } box)
                {
                    for (int uses = 0; uses < 50; uses++)
                    {
                        if (box.Dead)
                        {
                            Interlocked.Increment(ref usedAfterDeath);
                        }
                    }
                }
                mutator.Leave();
                _safepoints.Poll();
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }
        for (int revoked = 0; revoked < Revocations; revoked++)
        {
            StrongBox taken = slot!;
            Volatile.Write(ref slot, null);
            await _safepoints.Passed().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            taken.Dead = true;
            Volatile.Write(ref slot, new StrongBox());
        }
        Volatile.Write(ref done, true);
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));
        Assert.Equal(0, usedAfterDeath);
    }

    private void Leave(Mutator mutator)
    {
        mutator.Leave();
        _safepoints.Poll();
    }

    private sealed class StrongBox
    {
        private bool _dead;

        public bool Dead
        {
            get => Volatile.Read(ref _dead);
            set => Volatile.Write(ref _dead, value);
        }
    }
}
