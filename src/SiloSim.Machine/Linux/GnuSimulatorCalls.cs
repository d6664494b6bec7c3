using System.Text;
using SiloSim.Sh4;

namespace SiloSim.Machine.Linux;

/// <summary>
/// The calls of GNU's simulator: <c>trapa #34</c>, the number in r4, arguments in r5 to r7, the result in r0 and the
/// error in r1.
/// </summary>
/// <remarks>Source: GDB, the simulator's table of newlib's system calls for SH.</remarks>
internal sealed class GnuSimulatorCalls(UserSpace space, CpuState state, ProgramStart start, IHost host, SystemCalls linux)
{
    /// <summary>The number of the <c>trapa</c>.</summary>
    public const byte Trap = 34;

    // newlib's flags differ from Linux's.
    private const uint NewlibAppend = 8;
    private const uint NewlibCreate = 0x200;
    private const uint NewlibTruncate = 0x400;
    private const uint NewlibExclusive = 0x800;

    /// <summary>Makes the call that the registers hold.</summary>
    /// <returns>What r0 becomes.</returns>
    public uint Call()
    {
        uint number = state[4], a = state[5], b = state[6], c = state[7];
        int result = number switch
        {
            1 => linux.Exit(a),
            3 => linux.Read(a, b, c),
            4 => linux.Write(a, b, c),
            5 => linux.OpenAt(SystemCalls.CurrentFolder, a, Flags(b), 0x1b6),
            6 => linux.Close(a),
            10 => linux.Change(FileChange.Unlink, SystemCalls.CurrentFolder, a, 0),
            19 => linux.Seek(a, b, c),
            20 => linux.ProcessId,
            21 => linux.Control(a, 0x5401, 0) == -Errno.NoTerminal ? 0 : 1,
            23 => (int)(host.Now(HostClock.Realtime) / 1_000_000_000),
            172 => start.Arguments.Count,
            173 => a < start.Arguments.Count ? Encoding.UTF8.GetByteCount(start.Arguments[(int)a]) : -1,
            174 => a < start.Arguments.Count && space.TryWrite(b, [.. Encoding.UTF8.GetBytes(start.Arguments[(int)a]), 0]) ? 0 : -1,
            _ => -Errno.NoSystemCall,
        };
        start.Trace?.Invoke($"trapa #34: call {number}(0x{a:x}, 0x{b:x}, 0x{c:x}) = {result}");
        state[1] = result < -1 ? (uint)-result : 0;
        return result < 0 ? uint.MaxValue : (uint)result;
    }

    private static uint Flags(uint newlib)
    {
        OpenOptions flags = (OpenOptions)(newlib & 3);
        flags |= (newlib & NewlibAppend) != 0 ? OpenOptions.Append : 0;
        flags |= (newlib & NewlibCreate) != 0 ? OpenOptions.Create : 0;
        flags |= (newlib & NewlibTruncate) != 0 ? OpenOptions.Truncate : 0;
        flags |= (newlib & NewlibExclusive) != 0 ? OpenOptions.Exclusive : 0;
        return (uint)flags;
    }
}
