namespace SiloSim.Machine.Linux;

/// <summary>How a program is started.</summary>
/// <param name="Path">Its path, for <c>/proc/self/exe</c> and the auxiliary vector.</param>
/// <param name="Arguments">Its arguments, the first being its own name.</param>
/// <param name="Environment">Its environment, each as <c>NAME=value</c>.</param>
public sealed record ProgramStart(
    string Path, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment)
{
    /// <summary>Memory of a program that is given nothing else: 1 GiB.</summary>
    public const long DefaultMemoryBytes = 1L << 30;

    /// <summary>The user and the group that every program is.</summary>
    internal const uint UserId = 1000;

    /// <summary>Whom the program calls.</summary>
    public Abi Abi { get; init; } = Abi.Auto;

    /// <summary>Most memory that it may have, in bytes, the 8 MiB of its stack among them.</summary>
    public long MemoryBytes { get; init; } = DefaultMemoryBytes;

    /// <summary>Gets a line for each system call, or null.</summary>
    public Action<string>? Trace { get; init; }
}

/// <summary>Whom a program calls by <c>trapa</c>.</summary>
public enum Abi
{
    /// <summary>By its text: GNU's simulator if it has <c>trapa #34</c> and none of Linux's, else Linux.</summary>
    Auto,

    /// <summary>Linux: <c>trapa #0x10</c> to <c>#0x1f</c>.</summary>
    Linux,

    /// <summary>GNU's simulator: <c>trapa #34</c>, all memory open.</summary>
    GnuSimulator,
}

/// <summary>A program cannot be started. The message is one line and names no file.</summary>
/// <param name="message">Why.</param>
public sealed class ProgramStartException(string message) : SiloSimException(message);
