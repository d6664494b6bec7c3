using SiloSim.Sh4;

namespace SiloSim.Machine.Linux;

/// <summary>
/// The kernel of one program with one thread. Every method that a system call names answers as the call does; none
/// throws for what a program can do.
/// </summary>
internal sealed partial class SystemCalls : IDisposable
{
    private readonly UserSpace _space;
    private readonly CpuState _state;
    private readonly IHost _host;
    private readonly ProgramStart _start;
    private readonly Descriptors _open;
    private readonly HashSet<uint> _unknown = [];

    /// <summary>A kernel.</summary>
    /// <param name="space">The program's memory.</param>
    /// <param name="state">Its registers.</param>
    /// <param name="start">How it was started.</param>
    /// <param name="host">The world outside.</param>
    public SystemCalls(UserSpace space, CpuState state, ProgramStart start, IHost host)
    {
        _space = space;
        _state = state;
        _start = start;
        _host = host;
        _open = new Descriptors(host.StandardFiles);
    }

    /// <summary>The program's exit code, once it has exited.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>The number of the process and of its thread.</summary>
    public int ProcessId => _host.ProcessId;

    /// <summary>Makes the call that the registers hold.</summary>
    /// <returns>What r0 becomes; without meaning once the program has ended.</returns>
    public uint Call()
    {
        uint number = _state[3];
        var arguments = new Arguments(_state[4], _state[5], _state[6], _state[7], _state[0], _state[1]);
        if (!SystemCallTable.Calls.TryGetValue(number, out SystemCall? call))
        {
            if (_unknown.Add(number) && _unknown.Count <= MostUnknownNamed)
            {
                _start.Trace?.Invoke($"system call {number} does not exist here: ENOSYS");
            }
            return unchecked((uint)-Errno.NoSystemCall);
        }
        string? line = _start.Trace is null ? null : call.Describe(arguments, _space);
        int result = call.Body(this, arguments);
        _start.Trace?.Invoke(ExitCode is null ? $"{line} = {Result(call, result)}" : $"{line} = ?");
        return (uint)result;
    }

    /// <summary>exit, exit_group.</summary>
    public int Exit(uint status)
    {
        ExitCode = (int)(status & 0xff);
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private const int MostUnknownNamed = 64;

    private static string Result(SystemCall call, int result) =>
        result == -Errno.Restart ? "? (interrupted)"
        : result is < 0 and >= -4095 ? $"-1 (error {-result})"
        : call.Name is "brk" or "mmap" or "mmap2" or "mremap" ? $"0x{result:x}"
        : $"{result}";
}
