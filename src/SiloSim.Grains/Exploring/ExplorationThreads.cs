using System.Collections.Concurrent;
using SiloSim.Grains.Engine;

namespace SiloSim.Grains.Exploring;

/// <summary>
/// Threads for the work of searches on this silo, so that it never takes one from Orleans. They start with the first
/// piece of work; a piece takes milliseconds.
/// </summary>
internal sealed class ExplorationThreads(EngineOptions options) : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _lock = new();
    private Thread[] _threads = [];

    /// <summary>How many.</summary>
    public int Count => options.Threads;

    /// <summary>Does a piece of work.</summary>
    /// <returns>What came of it, or what it threw.</returns>
    public Task<T> Run<T>(Func<T> work)
    {
        StartOnce();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
        _work.Dispose();
    }

    private void StartOnce()
    {
        lock (_lock)
        {
            if (_threads.Length > 0)
            {
                return;
            }
            _threads = [.. Enumerable.Range(0, Count).Select(index =>
                new Thread(Loop) { IsBackground = true, Name = $"silosim explorer {index}" })];
            foreach (Thread thread in _threads)
            {
                thread.Start();
            }
        }
    }

    private void Loop()
    {
        foreach (Action piece in _work.GetConsumingEnumerable())
        {
            piece();
            Thread.Yield(); // What waited for it may want this core of the host.
        }
    }
}
