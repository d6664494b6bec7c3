using System.Runtime.CompilerServices;

namespace SiloSim.Explorer;

/// <summary>
/// The task type of text whose every shared access is awaited, so that a driver decides when it happens, and whose
/// suspended frames can be copied, so that a search can go back. Await it where it is called; the only other thing that
/// such text can await is an <see cref="Operation"/>.
/// </summary>
/// <remarks>
/// A suspended method is a copy of the compiler's state machine and a link to its caller. Copies of a thread share
/// frames, and what the fields of a frame refer to: hence a method whose variables that live over an <c>await</c> are
/// neither unmanaged values, nor structs of such, nor references to sealed types with read-only fields only, is refused
/// with a <see cref="NotSupportedException"/> when it is first called.
/// </remarks>
[AsyncMethodBuilder(typeof(RoutineMethodBuilder))]
public readonly record struct Routine
{
    /// <summary>Called by <c>await</c>.</summary>
    /// <returns>What <c>await</c> works with.</returns>
    public RoutineAwaiter GetAwaiter() => default;
}
