using System.Text;

namespace SiloSim.Machine.Linux;

/// <content>The process: its name, its limits, its CPU.</content>
internal sealed partial class SystemCalls
{
    private const int NameBytes = 65;
    private const uint Infinity = uint.MaxValue;

    /// <summary>uname.</summary>
    public int Name(uint buffer)
    {
        byte[] names = new byte[6 * NameBytes];
        string[] parts = ["Linux", "silosim", "6.1.0", "#1 SiloSim", "sh4", "(none)"];
        for (int i = 0; i < parts.Length; i++)
        {
            Encoding.ASCII.GetBytes(parts[i], names.AsSpan(i * NameBytes));
        }
        return _space.TryWrite(buffer, names) ? 0 : -Errno.Fault;
    }

    /// <summary>getrlimit.</summary>
    public int Limit(uint resource, uint buffer)
    {
        uint limit = LimitOf(resource);
        return WriteWords(buffer, limit, limit) ? 0 : -Errno.Fault;
    }

    /// <summary>prlimit64: what the limits are; none can be set.</summary>
    public int LongLimit(uint resource, uint buffer)
    {
        uint limit = LimitOf(resource);
        uint high = limit == Infinity ? Infinity : 0;
        return buffer == 0 || WriteWords(buffer, limit, high, limit, high) ? 0 : -Errno.Fault;
    }

    /// <summary>getresuid, getresgid.</summary>
    public int Owners(uint real, uint effective, uint saved) =>
        _space.TryWrite32(real, ProgramStart.UserId) && _space.TryWrite32(effective, ProgramStart.UserId)
        && _space.TryWrite32(saved, ProgramStart.UserId) ? 0 : -Errno.Fault;

    /// <summary>sysinfo: the memory limit, and one process.</summary>
    public int Information(uint buffer) => WriteWords(
        buffer,
        (uint)(_host.Now(HostClock.Monotonic) / Second), 0, 0, 0, _space.LimitBytes, _space.LimitBytes - _space.MappedBytes,
        0, 0, 0, 0, 1, 0, 0, 1, 0, 0) ? 0 : -Errno.Fault;

    /// <summary>getrusage: the time alone.</summary>
    public int Usage(uint buffer)
    {
        long spent = _host.Now(HostClock.Processor);
        byte[] usage = new byte[72];
        BitConverter.TryWriteBytes(usage.AsSpan(0), (uint)(spent / Second));
        BitConverter.TryWriteBytes(usage.AsSpan(4), (uint)(spent % Second / 1000));
        return _space.TryWrite(buffer, usage) ? 0 : -Errno.Fault;
    }

    /// <summary>sched_getaffinity: one CPU.</summary>
    public int Affinity(uint bytes, uint buffer) =>
        bytes < 4 || bytes % 4 != 0 ? -Errno.Invalid : WriteWords(buffer, 1) ? 4 : -Errno.Fault;

    /// <summary>getcpu.</summary>
    public int Processor(uint cpu, uint node) =>
        (cpu == 0 || _space.TryWrite32(cpu, 0)) && (node == 0 || _space.TryWrite32(node, 0)) ? 0 : -Errno.Fault;

    /// <summary>prctl: the name of the process is taken and forgotten.</summary>
    public static int ControlProcess(uint what) => what == 15 ? 0 : -Errno.Invalid;

    private static uint LimitOf(uint resource) => resource switch
    {
        3 => ProgramLayout.StackBytes,
        7 => Descriptors.Maximum,
        _ => Infinity,
    };
}
