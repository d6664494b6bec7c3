using System.Buffers.Binary;
using System.Text;
using SiloSim.Sh4;

namespace SiloSim.Benchmarks.Programs;

/// <summary>
/// A program of the folder <c>bench</c> on a bare core, with the two system calls of GNU sim that it makes: exit and write.
/// </summary>
internal sealed class UserProgram : IWorld
{
    private const uint Base = 0x0040_0000;
    private const int FrameCount = 64;
    private const int Budget = 1_000_000;
    private const ushort SystemCall = 0xC322; // trapa #34
    private const uint Exit = 1;

    // Of the ELF file.
    private const int EntryPoint = 24;
    private const int ProgramHeaders = 28;
    private const int ProgramHeaderCount = 44;
    private const int ProgramHeaderBytes = 32;
    private const uint Loadable = 1;

    private readonly FrameTables _tables = new(Base, FrameCount);
    private readonly byte[][] _frames = new byte[FrameCount][];
    private readonly CpuState _state;
    private readonly Core _core;
    private readonly StringBuilder _output = new();

    /// <summary>Loads it.</summary>
    /// <param name="elf">One of our own: its headers are believed. <c>ElfFile</c> takes guests in RAM only.</param>
    public UserProgram(byte[] elf)
    {
        for (int frame = 0; frame < FrameCount; frame++)
        {
            _frames[frame] = new byte[FrameTables.FrameBytes];
            _tables.SetReadable(frame, _frames[frame]);
            _tables.SetWritable(frame, _frames[frame]);
        }
        int header = (int)Word(elf, ProgramHeaders);
        for (int left = elf[ProgramHeaderCount]; left > 0; left--, header += ProgramHeaderBytes)
        {
            (uint offset, uint address, uint bytes) = (Word(elf, header + 4), Word(elf, header + 8), Word(elf, header + 16));
            for (uint at = 0; Word(elf, header) == Loadable && at < bytes; at++)
            {
                At(address + at) = elf[offset + at];
            }
        }

        // With BL set a system call comes back as an exception that cannot be entered.
        _state = new CpuState { Pc = Word(elf, EntryPoint) };
        _core = new Core(_state, _tables, this);
    }

    /// <summary>Instructions retired.</summary>
    public long Instructions => _core.Retired;

    /// <summary>Runs it to its end, or until so many instructions have retired.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="WrongWorkException">It failed.</exception>
    public string Run(long limit = long.MaxValue)
    {
        while (_core.Retired < limit)
        {
            CoreExit exit = _core.Run(Budget);
            if (exit.Reason == ExitReason.Failed && exit.Opcode == SystemCall)
            {
                if (_state[4] == Exit)
                {
                    break;
                }
                for (uint at = 0; at < _state[7]; at++)
                {
                    _output.Append((char)At(_state[6] + at));
                }
                _state[0] = _state[7];
                _state.Pc += sizeof(ushort);
            }
            else if (exit.Reason != ExitReason.Budget)
            {
                throw new WrongWorkException($"a program came back with {exit}");
            }
        }
        return _output.ToString();
    }

    private static uint Word(byte[] elf, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(offset));

    private ref byte At(uint address) =>
        ref _frames[(address - Base) / FrameTables.FrameBytes][(address - Base) % FrameTables.FrameBytes];

    Access IWorld.Load(uint physical, int bytes, out uint value)
    {
        value = 0;
        return Access.NoMemory;
    }

    Access IWorld.Store(uint physical, int bytes, uint value) => Access.NoMemory;

    Access IWorld.CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        seen = 0;
        return Access.NoMemory;
    }

    Access IWorld.Fetch(uint physical)
    {
        int frame = _tables.IndexOf(physical);
        if (frame < 0)
        {
            return Access.NoMemory;
        }

        // Text has pages of its own: nobody writes there.
        _tables.SetWritable(frame, null);
        _tables.SetCode(frame, new PageCode(_frames[frame], physical & ~(uint)(FrameTables.FrameBytes - 1), null));
        return Access.Done;
    }
}
