using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Differential.Image;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>Runs the programs of an image on our core: user mode, no Linux, each ends where its text ends.</summary>
internal sealed class Here : IWorld
{
    /// <summary>What a program may take: its loops are bounded, so one that takes more has lost its way.</summary>
    private const int Limit = 100_000;

    private readonly FrameTables _tables;
    private readonly byte[][] _text;
    private readonly byte[] _scratch = new byte[FrameTables.FrameBytes];
    private readonly int _scratchIndex;

    public Here(Image image)
    {
        Image = image;
        _scratchIndex = (int)((ScratchAddress - TextAddress) / FrameTables.FrameBytes);
        _tables = new FrameTables(TextAddress, _scratchIndex + 1);
        byte[] text = image.Text;
        _text = new byte[(text.Length + FrameTables.FrameBytes - 1) / FrameTables.FrameBytes][];
        Assert.True(_text.Length < _scratchIndex, "the text is longer than its place");
        foreach ((_, uint end) in image.Places)
        {
            // A host call is where our run ends.
            BitConverter.TryWriteBytes(text.AsSpan((int)(end - TextAddress)), (ushort)(0xC300 | HostCall.Immediate));
        }
        for (int i = 0; i < _text.Length; i++)
        {
            _text[i] = new byte[FrameTables.FrameBytes];
            int at = i * FrameTables.FrameBytes;
            text.AsSpan(at, Math.Min(FrameTables.FrameBytes, text.Length - at)).CopyTo(_text[i]);
            _tables.SetReadable(i, _text[i]);
        }
        _tables.SetReadable(_scratchIndex, _scratch);
        _tables.SetWritable(_scratchIndex, _scratch);
    }

    /// <summary>Whose programs.</summary>
    public Image Image { get; }

    /// <summary>Runs one program.</summary>
    /// <param name="program">The program, as the image has it.</param>
    /// <param name="number">Its number in the image.</param>
    /// <param name="step">
    /// Called before each instruction (for a slot: before its branch) with its opcode, offset in the text, and the
    /// registers; null: all runs at once.
    /// </param>
    /// <returns>What it left, or null with the reason why it did not come to its end.</returns>
    public (Outcome? Outcome, string? Failure) Run(RandomProgram program, int number, Action<ushort, uint, CpuState>? step)
    {
        (uint begin, uint end) = Image.Places[number];
        program.Start.Scratch.CopyTo(_scratch, 0);

        // As under Linux, which does for the FPU what that refuses: QEMU has no such refusal.
        var state = new CpuState { CompletesDenormals = true };
        program.Start.Set(state);
        state[program.SavePointer] = SavePointer(number);
        state.Pc = begin;
        var core = new Core(state, _tables, this);
        CoreExit exit = default;
        while (core.Retired < Limit)
        {
            if (step is not null && state.Pc != end)
            {
                ushort opcode = OpcodeAt(state.Pc);
                step(opcode, state.Pc - begin, state);
                if (DecodeTable.Find(opcode).Traits.HasFlag(Traits.Delayed))
                {
                    step(OpcodeAt(state.Pc + 2), state.Pc + 2 - begin, state);
                }
            }
            exit = core.Run(step is null ? Limit : 1);
            if (exit.Reason != ExitReason.Budget)
            {
                break;
            }
        }
        return exit.Reason == ExitReason.HostCall && exit.Pc == end
            ? (Outcome.Of(state, _scratch[..Outcome.ScratchBytes]), null)
            : (null, $"{exit.Reason} at {begin:x8}+{exit.Pc - begin:x}: {exit.Cause}");
    }

    public Access Load(uint physical, int bytes, out uint value)
    {
        value = 0;
        return Access.NoMemory;
    }

    public Access Store(uint physical, int bytes, uint value) => Access.NoMemory;

    public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        // Only TAS.B of a frame that has no fast path comes here: there is none but text.
        seen = 0;
        return Access.NoMemory;
    }

    public Access Fetch(uint physical)
    {
        int index = _tables.IndexOf(physical);
        if (index < 0 || index >= _text.Length)
        {
            return Access.NoMemory;
        }
        _tables.SetCode(index, new PageCode(_text[index], physical & ~(FrameTables.FrameBytes - 1u), null));
        return Access.Done;
    }

    private ushort OpcodeAt(uint pc)
    {
        uint offset = pc - TextAddress;
        return BitConverter.ToUInt16(_text[offset / FrameTables.FrameBytes], (int)(offset % FrameTables.FrameBytes));
    }
}
