using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SiloSim.Explorer.Search;

/// <summary>Arrays of numbers in a checkpoint: their length, then the numbers as this kind of computer has them.</summary>
internal static class BinaryWords
{
    /// <summary>Writes numbers and how many they are.</summary>
    public static void WriteArray<T>(this BinaryWriter writer, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers));
    }

    /// <summary>Reads what <see cref="WriteArray"/> wrote.</summary>
    public static T[] ReadArray<T>(this BinaryReader reader)
        where T : unmanaged
    {
        int length = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        T[] numbers = (uint)length <= left / Unsafe.SizeOf<T>() ? new T[length] : throw new EndOfStreamException();
        reader.ReadFully<T>(numbers);
        return numbers;
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    public static void ReadFully<T>(this BinaryReader reader, Span<T> numbers)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(numbers);
        while (bytes.Length > 0)
        {
            int read = reader.Read(bytes);
            bytes = read > 0 ? bytes[read..] : throw new EndOfStreamException();
        }
    }
}
