using System.Collections.Immutable;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Makes a counterexample shorter: leaves parts of it out, halves first and single steps last, for as long as what is left
/// shows a violation of the same property in fewer steps.
/// </summary>
internal sealed class Shortening(StateSpace space, CancellationToken cancellation)
{
    // Enough for a counterexample of some thousand steps, and a few seconds at most.
    private const long MostSteps = 10_000_000;

    private readonly OneRun _run = new(space);
    private long _steps;

    /// <summary>Makes one shorter.</summary>
    /// <param name="choices">The counterexample.</param>
    /// <param name="finding">What it shows.</param>
    /// <returns>One that is no longer.</returns>
    public ImmutableArray<Choice> Of(ImmutableArray<Choice> choices, Finding finding)
    {
        int part = choices.Length;
        while (part > 0 && !IsEnough)
        {
            int before = choices.Length;
            for (int start = 0; start < choices.Length && !IsEnough;)
            {
                int length = Math.Min(part, choices.Length - start);
                if (Without(choices, start, length, finding) is ImmutableArray<Choice> shorter)
                {
                    choices = shorter;
                }
                else
                {
                    start += length;
                }
            }

            part = part == 1 && choices.Length < before ? 1 : part / 2;
        }

        return choices;
    }

    private bool IsEnough => _steps > MostSteps || cancellation.IsCancellationRequested;

    private ImmutableArray<Choice>? Without(ImmutableArray<Choice> choices, int start, int length, Finding finding)
    {
        _run.Go(new WhatCan(choices.RemoveRange(start, length)), choices.Length - 1);
        _steps += _run.Taken.Count;
        return _run.Finding?.Property == finding.Property && _run.Taken.Count < choices.Length ? [.. _run.Taken] : null;
    }

    /// <summary>Takes those of given steps that can be taken, then any to the end.</summary>
    private sealed class WhatCan(ImmutableArray<Choice> choices) : IStrategy
    {
        private int _next;

        public bool BeginRun() => true;

        public int Choose(ReadOnlySpan<Choice> enabled)
        {
            while (_next < choices.Length)
            {
                int index = enabled.IndexOf(choices[_next++]);
                if (index >= 0)
                {
                    return index;
                }
            }

            return 0;
        }
    }
}
