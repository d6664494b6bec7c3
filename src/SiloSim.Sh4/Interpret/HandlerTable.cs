using System.Collections.Immutable;
using System.Reflection;

namespace SiloSim.Sh4;

/// <summary>
/// The handlers by number. A row's own handler has the row's number; then come those that run more than one row.
/// </summary>
internal static unsafe class HandlerTable
{
    private static readonly ImmutableDictionary<string, Type> s_hotBodies = typeof(HotBodies)
        .GetNestedTypes(BindingFlags.NonPublic)
        .ToImmutableDictionary(type => type.Name);

    private static readonly (Row[] Rows, Type Handler)[] s_fusions = [.. Fusions.All.Select(RowsOf)];

    // By the rows' numbers, ten bits each: the first in the lowest.
    private static readonly Dictionary<int, int> s_numberOfFusion = s_fusions
        .Select((fusion, number) => (Key: KeyOf([.. fusion.Rows.Select(row => row.Number)]), number))
        .ToDictionary(pair => pair.Key, pair => CheckedNumber + 2 + pair.number);

    private static int CheckedNumber => DecodeTable.Rows.Length;

    /// <summary>The entry behind the last instruction of a page.</summary>
    public static TextEntry EndOfPage { get; } = new(CheckedNumber + 1, 0);

    /// <summary>The entry of one instruction or more.</summary>
    /// <param name="opcodes">One to three opcodes that follow each other; how many of them the entry runs is decided here.</param>
    public static TextEntry Compose(ReadOnlySpan<ushort> opcodes)
    {
        Row first = DecodeTable.Find(opcodes[0]);
        if (opcodes.Length > 1)
        {
            Row second = DecodeTable.Find(opcodes[1]);
            if (opcodes.Length > 2
                && s_numberOfFusion.TryGetValue(
                    KeyOf(first.Number, second.Number, DecodeTable.Find(opcodes[2]).Number), out int three))
            {
                return new TextEntry(three, opcodes[0], opcodes[1], opcodes[2]);
            }
            if (s_numberOfFusion.TryGetValue(KeyOf(first.Number, second.Number), out int two))
            {
                return new TextEntry(two, opcodes[0], opcodes[1]);
            }
            if ((first.Traits & ~Traits.IllegalInSlot) == (Traits.Branch | Traits.Delayed)
                && (second.Traits & ~Traits.Fpu) == Traits.None)
            {
                uint slot = (uint)second.Number | ((second.Traits & Traits.Fpu) != 0 ? TextEntry.SlotNeedsFpu : 0);
                return new TextEntry(first.Number, opcodes[0], opcodes[1], slot);
            }
        }
        bool delayed = (first.Traits & Traits.Delayed) != 0;
        return new TextEntry(delayed ? CheckedNumber : first.Number, opcodes[0]);
    }

    /// <summary>The entry of one instruction with its row given.</summary>
    public static TextEntry Of(Row row, ushort opcode) => new(row.Number, opcode);

    /// <summary>How many of its opcodes an entry runs.</summary>
    public static int Length(TextEntry entry) =>
        entry.Handler > CheckedNumber + 1 ? s_fusions[entry.Handler - CheckedNumber - 2].Rows.Length
        : entry.Handler < CheckedNumber && (DecodeTable.Rows[entry.Handler].Traits & Traits.Delayed) != 0 ? 2
        : 1;

    private static int KeyOf(params ReadOnlySpan<int> rows)
    {
        int key = 0;
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            key = (key << 10) | rows[i];
        }
        return key;
    }

    private static (Row[] Rows, Type Handler) RowsOf(Type handler) =>
        ([.. handler.GetGenericArguments().Select(body => DecodeTable.Rows.Single(row =>
            row.Pattern.Length != 0 && row.Body.Name == body.Name))], handler);

    private static MethodInfo HandlerOf(Row row, Type path)
    {
        if (row.Number == 0)
        {
            return Method(nameof(Called.Undecoded));
        }
        Type? body = row.Pattern.Length != 0 ? s_hotBodies.GetValueOrDefault(row.Body.Name) : null;
        return (row.Traits & ~Traits.IllegalInSlot) switch
        {
            Traits.None or Traits.Fpu when body is not null => Method(typeof(Straight<>).MakeGenericType(body), path),
            Traits.None => Method(nameof(Called.Run)),
            Traits.Fpu => Method(nameof(Called.RunFpu)),
            Traits.Branch when body is not null => Method(typeof(Leap<>).MakeGenericType(body), path),
            Traits.Branch | Traits.Delayed when body is not null =>
                Method(typeof(Delayed<>).MakeGenericType(body), path),
            _ => Method(nameof(Called.Checked)),
        };
    }

    private static MethodInfo Method(string name) => typeof(Called).GetMethod(name)!;

    private static MethodInfo Method(Type handler, Type path) => handler.GetMethod("Run")!.MakeGenericMethod(path);

    /// <summary>The handlers that take a path.</summary>
    internal static class By<TPath>
        where TPath : struct, IPath
    {
        private static readonly nint[] s_handlers =
            GC.AllocateArray<nint>(CheckedNumber + 2 + s_fusions.Length, pinned: true);

        /// <summary>They, by number.</summary>
        public static readonly delegate*<Core, int, ulong, int>* All = Make();

        private static delegate*<Core, int, ulong, int>* Make()
        {
            // Pinned and rooted for ever by s_handlers: the pointer stays good.
            foreach (Row row in DecodeTable.Rows)
            {
                s_handlers[row.Number] = Pointer(HandlerOf(row, typeof(TPath)));
            }
            s_handlers[CheckedNumber] = Pointer(Method(nameof(Called.Checked)));
            s_handlers[CheckedNumber + 1] = Pointer(Method(nameof(Called.EndOfPage)));
            for (int i = 0; i < s_fusions.Length; i++)
            {
                s_handlers[CheckedNumber + 2 + i] = Pointer(Method(s_fusions[i].Handler, typeof(TPath)));
            }
            fixed (nint* first = s_handlers)
            {
                return (delegate*<Core, int, ulong, int>*)first;
            }
        }

        private static nint Pointer(MethodInfo method) => method.MethodHandle.GetFunctionPointer();
    }
}
