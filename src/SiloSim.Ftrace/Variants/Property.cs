namespace SiloSim.Ftrace;

/// <summary>
/// The properties that hold while the protocol is whole, each named for its violation: the word that reports print is
/// the name in kebab case, and the class that checks it in a run has that name.
/// </summary>
public enum Property
{
    /// <summary>See <see cref="Ftrace.Torn"/>.</summary>
    Torn,

    /// <summary>See <see cref="Ftrace.ChangedUnderNmi"/>.</summary>
    ChangedUnderNmi,

    /// <summary>See <see cref="Ftrace.WrongContent"/>.</summary>
    WrongContent,

    /// <summary>See <see cref="Ftrace.LastContent"/>.</summary>
    LastContent,

    /// <summary>See <see cref="Ftrace.Killed"/>.</summary>
    Killed,

    /// <summary>See <see cref="Ftrace.CounterNotZero"/>.</summary>
    CounterNotZero,

    /// <summary>See <see cref="Ftrace.FlagLeftSet"/>.</summary>
    FlagLeftSet,

    /// <summary>
    /// Nobody can go on, and not all are done. Only a search can tell: a run that waits may yet go on.
    /// </summary>
    Deadlock,

    /// <summary>All go on for ever, and nothing gets done. Only a search can tell.</summary>
    Livelock,
}
