namespace SiloSim.Explorer;

/// <summary>
/// A suspended method: a copy of its state machine and a link to the frame that awaits it. Immutable once its thread is
/// suspended, and so shared by all copies of the thread.
/// </summary>
internal abstract class Frame
{
    /// <summary>The frame that awaits this one; set once, while the thread is being suspended.</summary>
    public Frame? Caller { get; set; }

    /// <summary>A copy of the captured state machine, boxed: for those who look at what it holds.</summary>
    public abstract object Captured { get; }

    /// <summary>Goes on in a copy; this frame stays as it is.</summary>
    public abstract void ResumeCopy();
}
