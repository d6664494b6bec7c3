namespace SiloSim.Grains.Litmus;

/// <summary>Where the two words of an instance of a litmus test are.</summary>
public enum LitmusLayout
{
    /// <summary>Beside each other, in one line of the host's cache.</summary>
    Beside,

    /// <summary>In one frame, in different lines of the host's cache.</summary>
    Frame,

    /// <summary>Each in a frame of its own.</summary>
    Frames,
}
