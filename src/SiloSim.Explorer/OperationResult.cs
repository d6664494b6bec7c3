namespace SiloSim.Explorer;

/// <summary>What came of an <see cref="Operation"/>.</summary>
/// <param name="Value">
/// The word that was loaded, the value before a compare-exchange, the sum after an addition; for the kinds that spin, 1
/// if it had to wait and else 0; otherwise 0.
/// </param>
/// <param name="Status">0, or a negative error number; only the kinds that probe may answer anything but 0.</param>
public readonly record struct OperationResult(uint Value, int Status)
{
    /// <summary>Done, and nothing to tell: of a store, or of a spin that did not have to wait.</summary>
    public static OperationResult Done => default;

    /// <summary>The result of a spin that had to wait.</summary>
    public static OperationResult Waited => new(1, 0);

    /// <summary>Of a spin: whether its first try did not succeed.</summary>
    public bool HadToWait => Value != 0;

    /// <summary>A result that carries a value.</summary>
    /// <param name="value">What was loaded, exchanged or summed.</param>
    /// <returns>The result, its status 0.</returns>
    public static OperationResult Of(uint value) => new(value, 0);

    /// <summary>The result of a probe that failed.</summary>
    /// <param name="status">A negative error number.</param>
    /// <returns>The result, its value 0.</returns>
    public static OperationResult Failed(int status) => new(0, status);
}
