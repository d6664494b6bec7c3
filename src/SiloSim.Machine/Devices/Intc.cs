using SiloSim.Sh4;

namespace SiloSim.Machine.Devices;

/// <summary>The interrupt controller: gives each source its level and finds the one to be taken first.</summary>
/// <remarks>
/// Source: SH7751 hardware manual, "Interrupt Controller (INTC)", "Register Descriptions". The comparison with SR.IMASK is
/// the core's.
/// </remarks>
internal sealed class Intc
{
    private const uint IcrAddress = 0xFFD0_0000;
    private const uint IpraAddress = 0xFFD0_0004;
    private const uint IprbAddress = 0xFFD0_0008;
    private const uint IprcAddress = 0xFFD0_000C;
    private const int Bytes = 2;

    private const uint NmiLevelBit = 1u << 15;  // NMIL: the level of the NMI pin, which nothing pulls low.
    private const uint IcrField = 0x4380;       // MAI, NMIB, NMIE, IRLM: kept; NMIB alone has an effect.
    private const uint NmibBit = 1u << 9;

    private static readonly (uint Intevt, int Register, int Shift)[] s_sources =
    [
        (0x400, 0, 12), // Tuni0
        (0x420, 0, 8),  // Tuni1
        (0x440, 0, 4),  // Tuni2
    ];

    private readonly uint[] _priorities = new uint[3];
    private uint _control;
    private uint _asserted;

    /// <summary>ICR.NMIB: NMIs are taken with SR.BL set as well.</summary>
    public bool NmiWhileBlocked => (_control & NmibBit) != 0;

    /// <summary>The source with the highest level; of equal ones the first in the manual's table.</summary>
    public InterruptRequest Pending
    {
        get
        {
            InterruptRequest highest = InterruptRequest.None;
            for (int source = 0; source < s_sources.Length; source++)
            {
                int level = (_asserted & (1u << source)) != 0 ? Level((InterruptSource)source) : 0;
                highest = level > highest.Level ? new InterruptRequest(level, s_sources[source].Intevt) : highest;
            }
            return highest;
        }
    }

    /// <summary>Whether an address is one of the registers'.</summary>
    public static bool Has(uint address) => address is IcrAddress or IpraAddress or IprbAddress or IprcAddress;

    /// <summary>The level of a source: 1 to 15, or 0 where it is masked.</summary>
    public int Level(InterruptSource source)
    {
        (_, int register, int shift) = s_sources[(int)source];
        return (int)(_priorities[register] >> shift) & 0xF;
    }

    /// <summary>A source asks for an interrupt, or no longer does.</summary>
    public void Assert(InterruptSource source, bool asserted)
    {
        uint bit = 1u << (int)source;
        _asserted = asserted ? _asserted | bit : _asserted & ~bit;
    }

    /// <summary>Loads a register of 16 bits.</summary>
    public Access Load(uint address, int bytes, out uint value)
    {
        value = bytes != Bytes ? 0
            : address == IcrAddress ? _control | NmiLevelBit
            : _priorities[Priority(address)];
        return bytes == Bytes ? Access.Done : Access.NoMemory;
    }

    /// <summary>Stores into a register of 16 bits.</summary>
    public Access Store(uint address, int bytes, uint value)
    {
        if (bytes != Bytes)
        {
            return Access.NoMemory;
        }
        if (address == IcrAddress)
        {
            _control = value & IcrField;
        }
        else
        {
            _priorities[Priority(address)] = value & 0xFFFF;
        }
        return Access.Done;
    }

    /// <summary>Moves the registers, and which sources ask.</summary>
    public void Move(StateMover mover)
    {
        mover.Move(_priorities);
        mover.Move(ref _control);
        mover.Move(ref _asserted);
    }

    private static int Priority(uint address) => (int)(address - IpraAddress) / 4;
}
