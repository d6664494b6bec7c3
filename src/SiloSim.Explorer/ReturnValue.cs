namespace SiloSim.Explorer;

/// <summary>
/// A result on its way from the routine that returns it to the one that awaits it. Nothing suspends in between, so one
/// place for each operating system thread is enough, and no frame has to hold it.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
internal static class ReturnValue<T>
{
    [ThreadStatic]
    private static T? t_value;

    public static void Put(T value) => t_value = value;

    public static T Take()
    {
        T value = t_value!;
        t_value = default;
        return value;
    }
}
