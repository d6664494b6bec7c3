namespace SiloSim.Explorer.Models;

/// <summary>One thread of a <see cref="Model"/>.</summary>
/// <param name="Name">What counterexamples call it, such as <c>patcher</c> or <c>nmi 0</c>.</param>
/// <param name="Cpu">The CPU that it runs on: threads of one CPU share its store buffer.</param>
/// <param name="Start">Where it stands at first. What this throws is a model error.</param>
public sealed record ModelThread(string Name, int Cpu, Func<Continuation> Start)
{
    /// <summary>
    /// Threads with the same number, other than 0, are alike: the same code, each on a CPU of its own. Worlds that
    /// differ only in the order of like threads have the same future up to that order.
    /// </summary>
    public int Kin { get; init; }

    /// <summary>
    /// Whether this thread has to go on for ever or come to its end: a cycle without a step of any such thread is no
    /// progress.
    /// </summary>
    public bool MakesProgress { get; init; }
}
