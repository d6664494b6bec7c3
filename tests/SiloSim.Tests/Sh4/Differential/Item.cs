namespace SiloSim.Tests.Sh4.Differential;

/// <summary>A part of a random program. Parts of one group belong together: the shrinker takes all of them or none.</summary>
internal abstract record Item(int Group);

/// <summary>An instruction whose opcode does not depend on where anything stands.</summary>
internal sealed record Op(int Group, ushort Opcode) : Item(Group);

/// <summary>A place that others name.</summary>
internal sealed record Label(int Group, int Id, bool Aligned = false) : Item(Group);

/// <summary>A branch to a label: the opcode with a displacement of 0.</summary>
internal sealed record BranchTo(int Group, ushort Opcode, int Target) : Item(Group);

/// <summary><c>mova label,r0</c>: the label is aligned and stands behind.</summary>
internal sealed record MovaOf(int Group, int Target) : Item(Group);

/// <summary><c>mov #imm,Rn</c>: half the distance from behind the slot of a branch to a label.</summary>
internal sealed record HalfDistance(int Group, int Register, int Branch, int Target) : Item(Group);
