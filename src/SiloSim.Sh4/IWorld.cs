namespace SiloSim.Sh4;

/// <summary>
/// What one core asks when its tables hold no frame for an access: absent frames, frames that must not be touched
/// directly, device registers. Addresses are physical, 29 bits, aligned to the size of the access.
/// </summary>
/// <remarks>
/// Until an instruction has retired, a world that has done one of its stores does the others to the same frame as well: a
/// pair (FMOV) and a store queue (PREF) are several stores, and the core cannot take the first one back. It may have
/// overwritten the very instruction that would have to be run again.
/// </remarks>
public interface IWorld
{
    /// <summary>Loads 1, 2 or 4 bytes.</summary>
    /// <param name="physical">Physical address, aligned to <paramref name="bytes"/>.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    /// <param name="value">What was read, zero-extended; 0 unless the answer is <see cref="Access.Done"/>.</param>
    /// <returns>What came of it.</returns>
    Access Load(uint physical, int bytes, out uint value);

    /// <summary>Stores 1, 2 or 4 bytes.</summary>
    /// <param name="physical">Physical address, aligned to <paramref name="bytes"/>.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    /// <param name="value">The value; bits beyond the size are ignored.</param>
    /// <returns>What came of it. Unless <see cref="Access.Done"/>, nothing was written.</returns>
    Access Store(uint physical, int bytes, uint value);

    /// <summary>Stores a value if the memory holds the expected one, in one indivisible step.</summary>
    /// <param name="physical">Physical address, aligned to <paramref name="bytes"/>.</param>
    /// <param name="bytes">1 (<c>tas.b</c>) or 4 (<c>movco.l</c>).</param>
    /// <param name="expected">What the memory must hold for the store to happen, zero-extended.</param>
    /// <param name="value">What to store.</param>
    /// <param name="seen">What the memory held, zero-extended: the store happened if that was expected.</param>
    /// <returns>What came of it.</returns>
    Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen);

    /// <summary>Loads a word for <c>movli.l</c>. Only a world that tells kinds of loads apart needs its own.</summary>
    /// <param name="physical">Physical address, aligned to 4.</param>
    /// <param name="value">As for <see cref="Load"/>.</param>
    /// <returns>What came of it.</returns>
    Access LoadLinked(uint physical, out uint value) => Load(physical, 4, out value);

    /// <summary>Reads a byte and sets bits in it, in one indivisible step (<c>tas.b</c>).</summary>
    /// <param name="physical">Physical address.</param>
    /// <param name="bits">The bits to set.</param>
    /// <param name="before">What the memory held, zero-extended, if the answer is <see cref="Access.Done"/>.</param>
    /// <returns>What came of it. Unless <see cref="Access.Done"/>, nothing was written.</returns>
    Access TestAndSet(uint physical, byte bits, out uint before)
    {
        Access access = Load(physical, 1, out uint expected);
        before = expected;
        while (access == Access.Done)
        {
            access = CompareExchange(physical, 1, expected, expected | bits, out before);
            if (before == expected)
            {
                break;
            }
            expected = before;
        }
        return access;
    }

    /// <summary>
    /// <c>synco</c>: all accesses before it are done. The core's own are; only a world that delays stores has to do
    /// something.
    /// </summary>
    /// <returns>
    /// <see cref="Access.Done"/>; or <see cref="Access.Absent"/>: the core exits, unchanged, and asks again.
    /// </returns>
    Access Barrier() => Access.Done;

    /// <summary>Asks for the text of a frame.</summary>
    /// <param name="physical">Physical address of the instruction.</param>
    /// <returns>
    /// <see cref="Access.Done"/>: the tables have the code now. Else the core exits or fails.
    /// </returns>
    Access Fetch(uint physical);

    /// <summary>
    /// ICBI with CCR.IBE: the instruction caches of the other cores forget a range, before the core's run is over.
    /// </summary>
    /// <param name="physical">Physical address of the first byte.</param>
    /// <param name="bytes">Bytes.</param>
    void BroadcastInvalidate(uint physical, int bytes)
    {
        // Where there are no modelled caches there is nothing to do.
    }
}
