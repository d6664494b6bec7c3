namespace SiloSim.Explorer.Search;

/// <summary>
/// Runs a search's workers side by side: the one place in the simulator with threads of its own. What a search finds
/// does not depend on how many there are.
/// </summary>
internal static class Crew
{
#pragma warning disable RS0030 // The one exception that the simulator's rule makes.
    /// <summary>Runs workers 0 to n - 1 to their ends; the caller is worker 0. Throws what the first of them threw.</summary>
    public static void Run(int workers, Action<int> work)
    {
        var failures = new Exception?[workers];
        void Guarded(int worker)
        {
            try
            {
                work(worker);
            }
            catch (Exception exception)
            {
                failures[worker] = exception;
            }
        }

        Thread[] others = [.. Enumerable.Range(1, workers - 1).Select(worker =>
            new Thread(() => Guarded(worker)) { IsBackground = true, Name = $"explorer {worker}" })];
        foreach (Thread other in others)
        {
            other.Start();
        }

        Guarded(0);
        foreach (Thread other in others)
        {
            other.Join();
        }

        if (Array.Find(failures, failure => failure is not null) is Exception first)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
#pragma warning restore RS0030
}
