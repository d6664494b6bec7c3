using SiloSim.Explorer.Models;

namespace SiloSim.Machine;

/// <summary>A guest as a model to be searched: a thread for each CPU, a core that runs the guest's text.</summary>
public static class GuestModel
{
    /// <summary>The model of a guest.</summary>
    /// <param name="program">The guest.</param>
    /// <param name="memory">When others see a CPU's stores.</param>
    /// <param name="nmis">Most NMIs that strike each CPU, 0 or more.</param>
    /// <returns>
    /// The model: thread <c>n</c> is CPU <c>n</c>. Locations are physical addresses; words are met as the CPUs access
    /// them.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nmis"/> is negative.</exception>
    public static Model Of(GuestProgram program, MemoryModel memory, int nmis)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nmis);
        var failures = new GuestFailed();
        return new Model
        {
            Threads = [.. Enumerable.Range(0, program.Cpus).Select(number =>
            {
                var cpu = new GuestCpu(program, number, memory, failures);
                return new ModelThread($"cpu {number}", number, () => cpu.Boot(nmis));
            })],
            Words = [],
            InitialWord = location => program.Initial(location, sizeof(uint)),
            Properties = [failures],
            Memory = memory,
            HasToEnd = true,
        };
    }
}
