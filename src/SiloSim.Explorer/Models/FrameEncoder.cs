using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text;

namespace SiloSim.Explorer.Models;

/// <summary>
/// Writes suspended frames as bytes: the method of each and what it holds, down to the last value. What frames hold
/// cannot change and is reached by read-only fields only (<see cref="FrameCheck"/> saw to it), so the bytes are the
/// state. Slow, by reflection, and called once for each state of a thread: see <see cref="Continuation"/>.
/// </summary>
internal static class FrameEncoder
{
    private const int DeepestNesting = 32;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();

    /// <summary>Writes the frames from the innermost outwards.</summary>
    public static void Encode(Frame? top, IBufferWriter<byte> output)
    {
        for (Frame? frame = top; frame is not null; frame = frame.Caller)
        {
            object machine = frame.Captured;
            WriteText(machine.GetType().FullName ?? "", output);
            WriteFields(machine, output, 0);
        }
    }

    private static void WriteFields(object holder, IBufferWriter<byte> output, int depth)
    {
        foreach (FieldInfo field in FieldsOf(holder.GetType()))
        {
            Write(field.GetValue(holder), output, depth + 1);
        }
    }

    private static void Write(object? value, IBufferWriter<byte> output, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new NotSupportedException("a frame holds something that refers to itself");
        }

        switch (value)
        {
            case null:
                WriteNumber(0, output);
                break;
            case string text:
                WriteText(text, output);
                break;
            case Enum or bool or char or byte or sbyte or short or ushort or int or uint or long or nint:
                WriteNumber(unchecked((ulong)Convert.ToInt64(value, null)), output);
                break;
            case ulong number:
                WriteNumber(number, output);
                break;
            case double number:
                WriteNumber(BitConverter.DoubleToUInt64Bits(number), output);
                break;
            case float number:
                WriteNumber(BitConverter.SingleToUInt32Bits(number), output);
                break;
            case IEnumerable elements when IsImmutableArray(value.GetType()):
                WriteElements(elements, output, depth);
                break;
            default:
                WriteText(value.GetType().FullName ?? "", output);
                WriteFields(value, output, depth);
                break;
        }
    }

    private static void WriteElements(IEnumerable elements, IBufferWriter<byte> output, int depth)
    {
        if (elements.GetType().GetProperty(nameof(ImmutableArray<int>.IsDefault))!.GetValue(elements) is true)
        {
            WriteNumber(ulong.MaxValue, output); // A default array: no elements can be asked for.
            return;
        }

        ulong count = 0;
        foreach (object? element in elements)
        {
            Write(element, output, depth + 1);
            count++;
        }

        WriteNumber(count, output);
    }

    /// <summary>
    /// Fields of a type and its bases. What a compiler's awaiters hold is nothing, so they are left out.
    /// </summary>
    private static FieldInfo[] FieldsOf(Type type) => s_fields.GetOrAdd(type, static type =>
    {
        var fields = new List<FieldInfo>();
        for (Type? part = type; part is not null && part != typeof(object) && part != typeof(ValueType);
            part = part.BaseType)
        {
            fields.AddRange(part.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly).Where(field => !field.Name.StartsWith("<>u__", StringComparison.Ordinal)));
        }

        return [.. fields];
    });

    private static bool IsImmutableArray(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    private static void WriteNumber(ulong number, IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), number);
        output.Advance(8);
    }

    private static void WriteText(string text, IBufferWriter<byte> output)
    {
        WriteNumber((ulong)text.Length, output);
        Encoding.UTF8.GetBytes(text, output);
    }
}
