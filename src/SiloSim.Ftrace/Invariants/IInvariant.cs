namespace SiloSim.Ftrace;

/// <summary>
/// Something that holds while the protocol is whole; the class is named for its violation. It sees all records of one
/// run, in order, and is not used for another.
/// </summary>
public interface IInvariant
{
    /// <summary>Looks at the next thing that happened.</summary>
    /// <param name="record">What happened.</param>
    /// <returns>The violation that this is; null if it is none.</returns>
    Violation? Observe(TraceRecord record);
}
