namespace SiloSim.Ftrace;

/// <summary>
/// Where the words of the protocol are: the addresses of six aligned 32-bit words in guest memory, those of the guest's
/// symbols of these names if it has them.
/// </summary>
public sealed class SharedWords
{
    /// <summary>How many bytes the words take where they are laid out one after the other.</summary>
    public const int LengthBytes = 24;

    /// <summary>Words at six addresses.</summary>
    /// <param name="nmiRunning">Address of <c>nmi_running</c>.</param>
    /// <param name="modCodeIp">Address of <c>mod_code_ip</c>.</param>
    /// <param name="modCodeNewcode">Address of <c>mod_code_newcode</c>.</param>
    /// <param name="modCodeStatus">Address of <c>mod_code_status</c>.</param>
    /// <param name="nmiWaitCount">Address of <c>nmi_wait_count</c>.</param>
    /// <param name="nmiUpdateCount">Address of <c>nmi_update_count</c>.</param>
    /// <exception cref="ArgumentException">An address is not a multiple of 4, or two are equal.</exception>
    public SharedWords(
        uint nmiRunning,
        uint modCodeIp,
        uint modCodeNewcode,
        uint modCodeStatus,
        uint nmiWaitCount,
        uint nmiUpdateCount)
    {
        NmiRunning = nmiRunning;
        ModCodeIp = modCodeIp;
        ModCodeNewcode = modCodeNewcode;
        ModCodeStatus = modCodeStatus;
        NmiWaitCount = nmiWaitCount;
        NmiUpdateCount = nmiUpdateCount;
        uint[] addresses = [nmiRunning, modCodeIp, modCodeNewcode, modCodeStatus, nmiWaitCount, nmiUpdateCount];
        foreach (uint address in addresses)
        {
            if (address % 4 != 0)
            {
                throw new ArgumentException($"a word of the protocol is not aligned: {address:x8}");
            }
        }

        if (addresses.Distinct().Count() != addresses.Length)
        {
            throw new ArgumentException("two words of the protocol are at one address");
        }
    }

    /// <summary>
    /// Kernel: <c>nmi_running</c>. How many NMIs run; bit 31 is <see cref="ModCode.ModCodeWriteFlag"/>.
    /// </summary>
    public uint NmiRunning { get; }

    /// <summary>Kernel: <c>mod_code_ip</c>. The IP buffer: which word is written.</summary>
    public uint ModCodeIp { get; }

    /// <summary>
    /// Kernel: <c>mod_code_newcode</c>. The code buffer: the new word itself, where the kernel has a pointer to it.
    /// </summary>
    public uint ModCodeNewcode { get; }

    /// <summary>Kernel: <c>mod_code_status</c>. What the last write came to: 0 or a negative error number.</summary>
    public uint ModCodeStatus { get; }

    /// <summary>Kernel: <c>nmi_wait_count</c>. How often the patcher had to wait for NMIs.</summary>
    public uint NmiWaitCount { get; }

    /// <summary>Kernel: <c>nmi_update_count</c>. How often an NMI wrote the code.</summary>
    public uint NmiUpdateCount { get; }

    /// <summary>The six words one after the other, in the order of the constructor.</summary>
    /// <param name="address">Where the first is; a multiple of 4.</param>
    /// <returns>The words.</returns>
    public static SharedWords From(uint address) =>
        new(address, address + 4, address + 8, address + 12, address + 16, address + 20);
}
