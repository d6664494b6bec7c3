using System.Buffers.Binary;
using System.Text;

namespace SiloSim.Machine.Linux;

/// <summary>
/// What a program finds on its stack: argc, argv, the environment, the auxiliary vector, and above them the strings.
/// </summary>
/// <remarks>Source: System V ABI, "Process initialization"; Linux's <c>create_elf_tables</c> for the order.</remarks>
internal static class InitialStack
{
    /// <summary>Most bytes of arguments and environment together; Linux allows a quarter of the stack.</summary>
    public const int MaximumBytes = 1 << 20;

    // HWCAP of SH: an FPU, and MOVLI.L with MOVCO.L.
    private const uint HasFpuAndLinkedLoads = 0x41;
    private const uint ClockTicks = 100;
    private const int RandomBytes = 16;
    private const string Platform = "sh4";

    /// <summary>Puts everything there.</summary>
    /// <param name="space">The memory, where the stack is mapped.</param>
    /// <param name="top">Where the stack ends, page-aligned.</param>
    /// <param name="elf">The program.</param>
    /// <param name="start">Its name, arguments and environment.</param>
    /// <param name="host">Chance.</param>
    /// <returns>The stack pointer: the address of argc.</returns>
    /// <exception cref="ProgramStartException">The arguments are too long.</exception>
    public static uint Build(UserSpace space, uint top, ElfFile elf, ProgramStart start, IHost host)
    {
        byte[][] arguments = [.. start.Arguments.Select(Bytes)];
        byte[][] environment = [.. start.Environment.Select(Bytes)];
        byte[] name = Bytes(start.Path);
        long total = arguments.Concat(environment).Append(name).Sum(text => text.Length + 4L);
        if (total > MaximumBytes)
        {
            throw new ProgramStartException($"arguments and environment of {total} bytes, at most {MaximumBytes}");
        }
        uint at = top - 4;
        uint nameAt = Push(name);
        uint[] environmentAt = [.. environment.Reverse().Select(Push).Reverse()];
        uint[] argumentsAt = [.. arguments.Reverse().Select(Push).Reverse()];
        uint platformAt = Push(Bytes(Platform));
        byte[] chance = new byte[RandomBytes];
        host.Fill(chance);
        at &= ~15u;
        uint randomAt = Push(chance);

        uint[] auxiliary =
        [
            16, HasFpuAndLinkedLoads, 6, UserSpace.PageBytes, 17, ClockTicks,
            3, elf.ProgramHeaders, 4, 32, 5, (uint)elf.ProgramHeaderCount, 7, 0, 8, 0, 9, elf.Entry,
            11, ProgramStart.UserId, 12, ProgramStart.UserId, 13, ProgramStart.UserId, 14, ProgramStart.UserId,
            23, 0, 25, randomAt, 31, nameAt, 15, platformAt, 0, 0,
        ];
        uint[] words =
        [
            (uint)argumentsAt.Length, .. argumentsAt, 0, .. environmentAt, 0, .. auxiliary,
        ];
        byte[] vector = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(vector.AsSpan(i * 4), words[i]);
        }
        at = (at - (uint)vector.Length) & ~15u;
        return space.TryLoad(at, vector)
            ? at
            : throw new ProgramStartException("the stack does not fit the memory limit");

        uint Push(byte[] bytes)
        {
            at -= (uint)bytes.Length;
            return space.TryLoad(at, bytes)
                ? at
                : throw new ProgramStartException("the stack does not fit the memory limit");
        }
    }

    private static byte[] Bytes(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
