namespace SiloSim.Machine;

/// <summary>What a bare guest may ask of the host; the number stands in r3. See <see cref="Semihosting"/>.</summary>
public enum HostFunction : uint
{
    /// <summary><c>exit(code)</c>: this CPU is done and executes nothing more; 0: all its checks passed.</summary>
    Exit = 0,

    /// <summary>
    /// <c>write(buffer, bytes)</c>: the bytes taken, at most <see cref="Semihosting.MaximumTransferBytes"/>.
    /// </summary>
    Write = 1,

    /// <summary><c>read(buffer, bytes)</c>: the bytes given, 0 at the end of the input.</summary>
    Read = 2,

    /// <summary><c>cpu()</c>: the number of the CPU that asks, from 0.</summary>
    CpuNumber = 3,

    /// <summary><c>cpus()</c>: how many CPUs the machine has.</summary>
    CpuCount = 4,

    /// <summary><c>time()</c>: virtual time of the CPU that asks, in instructions, its low 32 bits.</summary>
    VirtualTime = 5,

    /// <summary><c>keep_going()</c>: 1 while the run still has work for this guest, 0 from then on.</summary>
    KeepGoing = 6,

    /// <summary>
    /// <c>exception()</c>: the guest's vector has an exception that it does not handle. The host takes SPC and EXPEVT
    /// and names the crash; the CPU executes nothing more.
    /// </summary>
    UnhandledException = 7,
}
