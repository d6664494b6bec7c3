using System.Buffers.Binary;
using SiloSim.Sh4;

namespace SiloSim.Machine.Linux;

/// <summary>
/// What a handler finds on its stack, and what the program goes on with when it returns: all registers and the mask.
/// </summary>
/// <remarks>
/// Source: Linux, <c>arch/sh/kernel/signal_32.c</c> and <c>arch/sh/include/uapi/asm/sigcontext.h</c>, for the layout.
/// </remarks>
internal static class SignalFrame
{
    private const int ContextBytes = 232;
    private const int InformationBytes = 128;
    private const int UserContextBytes = 260;
    private const int ReturnBytes = 16;
    private const int ContextInUser = 20;
    private const int LongFrameBytes = InformationBytes + UserContextBytes + ReturnBytes;
    private const int ShortFrameBytes = ContextBytes + 4 + ReturnBytes;
    private const uint InitialFpscr = 0x0008_0000;
    private const uint KeptSr = 0x0000_0303;
    private const uint ReturnCall = 119, LongReturnCall = 173;

    // Linux's mark of a sequence that is atomic by being rewound: r15 holds its length, negated.
    private const uint AtomicStack = 0xc000_0000;

    /// <summary>Makes the program call a handler.</summary>
    /// <param name="space">Its memory.</param>
    /// <param name="state">Its registers, at an instruction boundary.</param>
    /// <param name="cause">The signal.</param>
    /// <param name="action">What it wants.</param>
    /// <param name="mask">What is held back when the handler has returned.</param>
    /// <param name="alternate">The end of the alternate stack, or 0 to stay on the one in use.</param>
    /// <returns>False: there is no memory for it; nothing has changed.</returns>
    public static bool TryPush(
        UserSpace space, CpuState state, SignalCause cause, SignalAction action, ulong mask, uint alternate)
    {
        bool isLong = (action.Flags & SignalAction.Informs) != 0;
        (uint pc, uint stack) = Rewound(state);
        byte[] frame = new byte[isLong ? LongFrameBytes : ShortFrameBytes];
        uint at = ((alternate != 0 ? alternate : stack) - (uint)frame.Length) & ~7u;
        if (isLong)
        {
            Words(frame, 0, (uint)cause.Number, 0, (uint)cause.Code, cause.Value, cause.Code <= 0 ? ProgramStart.UserId : 0);
            Context(frame.AsSpan(InformationBytes + ContextInUser), state, pc, stack, (uint)mask);
            BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(InformationBytes + ContextInUser + ContextBytes), mask);
        }
        else
        {
            Context(frame, state, pc, stack, (uint)mask);
            Words(frame, ContextBytes, (uint)(mask >> 32));
        }
        // mov.w (the word behind),r3; trapa #0x10; five times or r0,r0, which hardware needs; the word.
        uint call = isLong ? LongReturnCall : ReturnCall;
        Words(frame, frame.Length - ReturnBytes, 0xc310_9305, 0x200b_200b, 0x200b_200b, 0x0000_200b | (call << 16));
        if (!space.TryWrite(at, frame))
        {
            return false;
        }
        state.Pr = (action.Flags & SignalAction.HasRestorer) != 0 ? action.Restorer : at + (uint)frame.Length - ReturnBytes;
        state[4] = (uint)cause.Number;
        state[5] = isLong ? at : 0;
        state[6] = isLong ? at + InformationBytes : at;
        state[15] = at;
        state.Fpscr = InitialFpscr;
        state.Pc = action.Handler;
        return true;
    }

    /// <summary>Gives the registers back, from the frame that r15 is at.</summary>
    /// <param name="space">The program's memory.</param>
    /// <param name="state">Its registers.</param>
    /// <param name="isLong">Whether the handler got <c>siginfo_t</c>.</param>
    /// <param name="mask">What is held back now.</param>
    /// <returns>False: there is no frame; nothing has changed.</returns>
    public static bool TryPop(UserSpace space, CpuState state, bool isLong, out ulong mask)
    {
        Span<byte> bytes = stackalloc byte[ContextBytes + 8];
        mask = 0;
        if (!space.TryRead(state[15] + (isLong ? InformationBytes + ContextInUser : 0u), bytes[..(ContextBytes + (isLong ? 8 : 4))]))
        {
            return false;
        }
        mask = isLong
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[ContextBytes..])
            : Word(bytes, 0) | ((ulong)Word(bytes, ContextBytes / 4) << 32);
        for (int i = 0; i < 16; i++)
        {
            state[i] = Word(bytes, 1 + i);
        }
        state.Pc = Word(bytes, 17);
        state.Pr = Word(bytes, 18);
        state.Sr = Word(bytes, 19) & KeptSr;
        state.Gbr = Word(bytes, 20);
        state.Mach = Word(bytes, 21);
        state.Macl = Word(bytes, 22);
        state.Fpscr = Word(bytes, 55);
        for (int i = 0; i < 16; i++)
        {
            state.SetFr(i, Word(bytes, 23 + i));
            state.SetXf(i, Word(bytes, 39 + i));
        }
        state.Fpul = Word(bytes, 56);
        return true;
    }

    private static void Context(Span<byte> at, CpuState state, uint pc, uint stack, uint mask)
    {
        Words(at, 0, mask);
        for (int i = 0; i < 16; i++)
        {
            Words(at, 4 + (4 * i), i == 15 ? stack : state[i]);
            Words(at, 92 + (4 * i), state.GetFr(i));
            Words(at, 156 + (4 * i), state.GetXf(i));
        }
        Words(at, 68, pc, state.Pr, state.Sr & KeptSr, state.Gbr, state.Mach, state.Macl);
        Words(at, 220, state.Fpscr, state.Fpul, 1);
    }

    /// <summary>Where the program goes on: at the begin of an atomic sequence that it has not finished.</summary>
    private static (uint Pc, uint Stack) Rewound(CpuState state) =>
        state[15] < AtomicStack ? (state.Pc, state[15])
        : (state.Pc < state[0] ? state[0] + state[15] - 2 : state.Pc, state[1]);

    private static uint Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * index)..]);

    private static void Words(Span<byte> bytes, int offset, params ReadOnlySpan<uint> words)
    {
        foreach (uint word in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], word);
            offset += 4;
        }
    }
}
