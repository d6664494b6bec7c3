using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>Eight 32-bit registers in place.</summary>
[InlineArray(8)]
internal struct EightRegisters
{
    private uint _first;
}
