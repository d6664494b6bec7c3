using System.Runtime.CompilerServices;

namespace SiloSim.Explorer;

/// <summary>A <see cref="Routine"/> with a result.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
[AsyncMethodBuilder(typeof(RoutineMethodBuilder<>))]
public readonly record struct Routine<T>
{
    /// <summary>Called by <c>await</c>.</summary>
    /// <returns>What <c>await</c> works with.</returns>
    public RoutineAwaiter<T> GetAwaiter() => default;
}
