using System.Collections.Immutable;
using System.Reflection;

namespace SiloSim.Sh4;

/// <summary>
/// The decode table, made from the <see cref="InstructionAttribute"/>s. An entry is one word: the opcode in bits 15 to
/// 0, what the hot loop must know in bits 19 to 16, the row in bits 31 to 20.
/// </summary>
internal static unsafe class DecodeTable
{
    /// <summary>Shift of the row in an entry.</summary>
    public const int RowShift = 20;

    /// <summary>Not a straight instruction: the PC may change, or something must be checked first.</summary>
    public const uint Control = 1u << 16;

    /// <summary>A delayed branch.</summary>
    public const uint Delayed = 1u << 17;

    /// <summary>Something must be checked first: mode, FPU, or it is no instruction yet. Control is set too.</summary>
    public const uint Careful = 1u << 18;

    /// <summary>Illegal in a delay slot.</summary>
    public const uint IllegalInSlot = 1u << 19;

    /// <summary>The entry of what has not been decoded: row 0.</summary>
    public const uint Undecoded = Control | Careful | IllegalInSlot;

    /// <summary>The row of what is no instruction.</summary>
    public const int IllegalRow = 1;

    /// <summary>The families, in the order of the manual; the first has the rows that no opcode names.</summary>
    private static readonly Type[] s_families =
    [
        typeof(NoInstruction),
        typeof(FixedPointTransfer),
        typeof(Arithmetic),
        typeof(Logic),
        typeof(Shift),
        typeof(Branch),
        typeof(SystemControl),
        typeof(Sh4aAdditions),
        typeof(FloatingPointSingle),
        typeof(FloatingPointDouble),
        typeof(FloatingPointGraphics),
    ];

    /// <summary>The rows, by number. Row 0 is what has not been decoded.</summary>
    public static ImmutableArray<Row> Rows { get; } = MakeRows();

    private static readonly uint[] s_entries = MakeEntries();
    private static readonly Row s_literalLoad = RowOf(nameof(FixedPointTransfer.MovLongPcRelative));

    private static readonly nint[] s_bodies = GC.AllocateArray<nint>(Rows.Length, pinned: true);

    /// <summary>The bodies, by row.</summary>
    public static readonly delegate*<Core, Fields, void>* Bodies = MakeBodies();

    /// <summary>The entry of an opcode.</summary>
    public static uint Entry(ushort opcode) => s_entries[opcode];

    /// <summary>Whether a word that comes from outside can be an entry: it names a row.</summary>
    public static bool IsEntry(uint entry) => entry >> RowShift < Rows.Length;

    /// <summary>The row of an opcode; <see cref="IllegalRow"/> for what is none.</summary>
    public static Row Find(ushort opcode) => Rows[(int)(s_entries[opcode] >> RowShift)];

    /// <summary>Whether an opcode is <c>mov.l @(disp,PC),Rn</c>.</summary>
    public static bool IsLiteralLoad(ushort opcode) => s_literalLoad.Matches(opcode);

    /// <summary>The row of a <c>mov.l @(disp,PC),Rn</c> that asks the world.</summary>
    public static Row WatchedLiteralLoad { get; } = RowOf(nameof(NoInstruction.MovLongPcRelativeWatched));

    /// <summary>The row of RTE, which may end an NMI.</summary>
    public static Row Rte { get; } = RowOf(nameof(SystemControl.Rte));

    private static Row RowOf(string method) => Rows.Single(row => row.Body.Name == method);

    private static ImmutableArray<Row> MakeRows()
    {
        IEnumerable<(MethodInfo Method, InstructionAttribute Instruction)> instructions =
            from family in s_families
            from method in family.GetMethods(BindingFlags.Static | BindingFlags.Public).OrderBy(m => m.MetadataToken)
            let instruction = method.GetCustomAttribute<InstructionAttribute>()
            where instruction is not null
            select (Whole(method), instruction);
        return
        [
            .. instructions.Select((pair, number) => new Row(
                number,
                $"{pair.Method.DeclaringType!.Name}.{pair.Method.Name}",
                pair.Instruction.Pattern,
                pair.Instruction.Syntax,
                pair.Instruction.Traits,
                pair.Method)),
        ];
    }

    private static MethodInfo Whole(MethodInfo body) =>
        body.IsGenericMethodDefinition ? body.MakeGenericMethod(typeof(WholePath)) : body;

    private static uint[] MakeEntries()
    {
        var entries = new uint[0x1_0000];
        for (int opcode = 0; opcode < entries.Length; opcode++)
        {
            entries[opcode] = Rows[IllegalRow].Entry((ushort)opcode);
        }
        foreach (Row row in Rows.Where(r => r.Pattern.Length != 0))
        {
            // Counts through the opcodes of the row: all subsets of the bits that its pattern leaves free.
            int free = (ushort)~row.Mask;
            int bits = 0;
            do
            {
                entries[row.Fixed | bits] = row.Entry((ushort)(row.Fixed | bits));
                bits = (bits - free) & free;
            }
            while (bits != 0);
        }
        return entries;
    }

    private static delegate*<Core, Fields, void>* MakeBodies()
    {
        // Pinned and rooted for ever by s_bodies: the pointer stays good.
        for (int i = 0; i < s_bodies.Length; i++)
        {
            s_bodies[i] = Rows[i].Body.MethodHandle.GetFunctionPointer();
        }
        fixed (nint* first = s_bodies)
        {
            return (delegate*<Core, Fields, void>*)first;
        }
    }
}
