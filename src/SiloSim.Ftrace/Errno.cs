namespace SiloSim.Ftrace;

/// <summary>The kernel's error numbers that the protocol returns, negative as the kernel returns them.</summary>
public static class Errno
{
    /// <summary>Kernel: <c>-EPERM</c>. The text could not be written.</summary>
    public const int Eperm = -1;

    /// <summary>Kernel: <c>-EFAULT</c>. The text could not be read, or a probe failed.</summary>
    public const int Efault = -14;

    /// <summary>Kernel: <c>-EINVAL</c>. The text is not what was expected; nothing was written.</summary>
    public const int Einval = -22;

    /// <summary>The name as reports print it: <c>EFAULT</c>.</summary>
    /// <param name="status">A negative error number.</param>
    /// <returns>The name; the number itself for one that the protocol does not return.</returns>
    public static string Name(int status) => status switch
    {
        0 => "0",
        Eperm => "EPERM",
        Efault => "EFAULT",
        Einval => "EINVAL",
        _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
