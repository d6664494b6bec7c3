namespace SiloSim.Machine;

/// <summary>
/// How a bare guest calls the host: <c>trapa #0x3c</c> with the function in r3, arguments in r4 and r5, result in r0.
/// All other registers keep their values; the call is one instruction and can be made with SR.BL set.
/// </summary>
public static class Semihosting
{
    /// <summary>The number of the register that holds the <see cref="HostFunction"/>.</summary>
    public const int FunctionRegister = 3;

    /// <summary>The number of the register that holds the first argument; the second is in the next.</summary>
    public const int FirstArgumentRegister = 4;

    /// <summary>Most bytes that one write or read moves: what a guest makes the host hold at once has a limit.</summary>
    public const uint MaximumTransferBytes = 64 << 10;

    /// <summary>Whether a number in r3 is a function; a guest that calls any other has failed.</summary>
    /// <param name="function">What r3 holds.</param>
    public static bool IsFunction(uint function) => function <= (uint)HostFunction.UnhandledException;
}
