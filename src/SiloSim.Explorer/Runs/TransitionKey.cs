using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Names a step that can be taken, in the same way as long as it can be: other than <see cref="Choice.Index"/>, the place of
/// a store in its buffer, which changes as others leave.
/// </summary>
/// <param name="Kind">What kind of step.</param>
/// <param name="Actor">The number of the thread, or of the CPU.</param>
/// <param name="Which">The address of a store that may overtake others; the number of a word that may be loaded early.</param>
internal readonly record struct TransitionKey(ChoiceKind Kind, int Actor, uint Which);
