namespace SiloSim.Machine;

/// <summary>What the user's input or the guest did wrong. The message is the one line that a user sees.</summary>
public abstract class SiloSimException : Exception
{
    /// <summary>An error with its line.</summary>
    /// <param name="message">One line: what is wrong, with the values that say so.</param>
    protected SiloSimException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its line and what led to it.</summary>
    /// <param name="message">One line: what is wrong, with the values that say so.</param>
    /// <param name="inner">What led to it.</param>
    protected SiloSimException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
