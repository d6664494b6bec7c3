namespace SiloSim.Sh4;

/// <summary>What the core must know of an instruction before it runs it.</summary>
[Flags]
internal enum Traits
{
    /// <summary>Nothing: it runs straight on, anywhere.</summary>
    None = 0,

    /// <summary>It may change the PC.</summary>
    Branch = 1,

    /// <summary>A branch that runs the next instruction, its delay slot, as part of itself.</summary>
    Delayed = 2,

    /// <summary>In a delay slot it raises the slot illegal instruction exception.</summary>
    IllegalInSlot = 4,

    /// <summary>In user mode it raises the illegal instruction exception.</summary>
    Privileged = 8,

    /// <summary>With SR.FD set it raises the FPU disabled exception.</summary>
    Fpu = 16,

    /// <summary>It leaves the straight way otherwise: it traps, is no instruction, or is not decoded yet.</summary>
    Trap = 32,
}
