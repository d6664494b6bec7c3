using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>A world on the path of a search that stores no others, and what is left to do in it.</summary>
/// <param name="fields">The world's vector.</param>
/// <param name="choices">The steps that can be taken.</param>
/// <param name="keys">Their names.</param>
/// <param name="processes">Whose they are.</param>
/// <param name="asleep">Steps that lead to nothing new: all that they lead to was searched from worlds before.</param>
internal sealed class RunNode(
    int[] fields, Choice[] choices, TransitionKey[] keys, int[] processes, List<Transition> asleep)
{
    private readonly HashSet<int> _wanted = [];
    private readonly HashSet<TransitionKey> _asleepAtFirst = [.. asleep.Select(step => step.Key)];

    /// <summary>The world's vector.</summary>
    public int[] Fields => fields;

    /// <summary>Whether nobody can take a step.</summary>
    public bool IsAtRest => choices.Length == 0;

    /// <summary>Steps that need not be taken: those that lead to nothing new, and those that were taken.</summary>
    public List<Transition> Asleep => asleep;

    /// <summary>The step that leads to the next world on the path.</summary>
    public Transition? Taken { get; set; }

    /// <summary>Whether a step of this name can be taken.</summary>
    public bool CanTake(TransitionKey key) => keys.Contains(key);

    /// <summary>
    /// Has one of some steps taken here that lead to something new: if none of them is or was to be, the first.
    /// </summary>
    public void WantOneOf(List<Transition> steps)
    {
        List<Transition> useful = steps.FindAll(step => !_asleepAtFirst.Contains(step.Key));
        if (useful.Count > 0 && !useful.Exists(step => _wanted.Contains(step.Process)))
        {
            _wanted.Add(useful[0].Process);
        }
    }

    /// <summary>Has the steps of all taken.</summary>
    public void WantAll() => _wanted.UnionWith(processes);

    /// <summary>Has the steps of one process taken that lead to something new, if there is any.</summary>
    public void WantOne()
    {
        int first = Array.FindIndex(keys, key => !IsAsleep(key));
        if (first >= 0)
        {
            _wanted.Add(processes[first]);
        }
    }

    /// <summary>A step that is still to be taken; null if there is none.</summary>
    public Choice? Next()
    {
        for (int i = 0; i < choices.Length; i++)
        {
            if (_wanted.Contains(processes[i]) && !IsAsleep(keys[i]))
            {
                return choices[i];
            }
        }

        return null;
    }

    private bool IsAsleep(TransitionKey key) => asleep.Exists(step => step.Key == key);
}
