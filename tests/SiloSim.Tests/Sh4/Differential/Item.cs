namespace SiloSim.Tests.Sh4.Differential;

/// <summary>A part of a random program. Parts of one group belong together: the shrinker takes all of them or none.</summary>
internal abstract class Item(int group)
{
    public int Group { get; } = group;
}

/// <summary>An instruction whose opcode does not depend on where anything stands.</summary>
internal sealed class Op(int group, ushort opcode) : Item(group)
{
    public ushort Opcode { get; } = opcode;
}

/// <summary>A place that others name.</summary>
internal sealed class Label(int group, int id, bool aligned = false) : Item(group)
{
    public int Id { get; } = id;
    public bool Aligned { get; } = aligned;
}

/// <summary>A branch to a label: the opcode with a displacement of 0.</summary>
internal sealed class BranchTo(int group, ushort opcode, int target) : Item(group)
{
    public ushort Opcode { get; } = opcode;
    public int Target { get; } = target;
}

/// <summary><c>mova label,r0</c>: the label is aligned and stands behind.</summary>
internal sealed class MovaOf(int group, int target) : Item(group)
{
    public int Target { get; } = target;
}

/// <summary><c>mov #imm,Rn</c>: half the distance from behind the slot of a branch to a label.</summary>
internal sealed class HalfDistance(int group, int register, int branch, int target) : Item(group)
{
    public int Register { get; } = register;
    public int Branch { get; } = branch;
    public int Target { get; } = target;
}
