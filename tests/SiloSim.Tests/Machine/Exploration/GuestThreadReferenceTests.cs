using CsCheck;
using SiloSim.Explorer.Models;
using SiloSim.Machine;
using SiloSim.Sh4;
using SiloSim.Tests.Sh4;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>Stopped at each access, a core does what it does when it is not stopped at all.</summary>
public sealed class GuestThreadReferenceTests
{
    private const int Operations = 60;
    private const int MostInstructions = 2000;
    private const int Opcodes = 128;
    private const int Begin = 0x80;
    private const int VectorBase = 0x800;
    private const uint Vectors = TinyGuest.Text + VectorBase;

    private const int Pool = 0x34;

    private static readonly byte[] s_frame = Frame();

    private static readonly Row[] s_straight =
        [.. DecodeTable.Rows.Where(row => row.Pattern.Length != 0 && row.Traits is Traits.None or Traits.Fpu)];

    /// <summary>Mostly instructions that go straight on, half of them accesses; some halfwords are anything.</summary>
    private static readonly Gen<ushort> s_opcode = Gen.Frequency(
        (20, Instruction(s_straight)),
        (20, Instruction([.. s_straight.Where(row => row.Syntax.Contains('@', StringComparison.Ordinal))])),
        (1, Gen.UShort));

    private readonly ITestOutputHelper _output;

    public GuestThreadReferenceTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public void RandomProgramsDoTheSameStoppedAtEachAccessOrNot()
    {
        int common = 0, all = 0;
        Gen.Select(s_opcode.Array[Opcodes], Gen.UInt[0, 0x1F].Array[16]).Sample(
            (opcodes, offsets) =>
            {
                var program = new GuestProgram(
                    ElfFile.Parse(TinyGuest.Build(Text(opcodes, offsets))), cpus: 1, localInstructions: 200);
                List<Step> stopped = Stopped(program), free = Free(program);
                int both = Math.Min(stopped.Count, free.Count);
                Interlocked.Add(ref common, both);
                Interlocked.Add(ref all, Math.Max(stopped.Count, free.Count));
                return stopped.Take(both).SequenceEqual(free.Take(both));
            },
            iter: 200);

        // They end together, but for what exploration answers otherwise than this world: host calls, the MMU.
        _output.WriteLine($"{common} of {all} operations");
        Assert.InRange(common, Math.Max(300, all * 9 / 10), all);
    }

    private static Gen<ushort> Instruction(Row[] rows) => Gen.Int[0, rows.Length - 1].SelectMany(
        i => Gen.UShort.Select(bits => (ushort)((bits & ~rows[i].Mask) | rows[i].Fixed)));

    private static byte[] Text(ushort[] opcodes, uint[] offsets)
    {
        byte[] text = [.. s_frame];
        for (int i = 0; i < 15; i++)
        {
            // Every fourth register is a small number, the others are addresses.
            uint value = i % 4 == 3 ? offsets[i] : TinyGuest.Data + 0x800 + (offsets[i] * 4);
            BitConverter.GetBytes(value).CopyTo(text, Pool + 8 + (i * 4));
        }
        for (int i = 0; i < opcodes.Length; i++)
        {
            BitConverter.GetBytes(opcodes[i]).CopyTo(text, Begin + (i * 2));
        }
        return text;
    }

    private static byte[] Frame()
    {
        byte[] text = new byte[4096];
        string[] main =
        [
            Load(0, 0), "ldc r0,vbr", Load(4, 0), "ldc r0,sr",
            .. Enumerable.Range(0, 15).Select(i => Load(8 + (i * 4), i)),
            "ldc r14,gbr", $"bra 0x{TinyGuest.Text + Begin:x8}", "nop",
        ];
        Assembler.Assemble(TinyGuest.Text, main).CopyTo(text, 0);
        Assembler.Assemble(TinyGuest.Text + Pool, $".long 0x{Vectors:x8}", ".long 0x40000000").CopyTo(text, Pool);

        // An exception steps over its instruction.
        string[] handler = ["stc spc,r0", "add #2,r0", "ldc r0,spc", "rte", "nop"];
        Assembler.Assemble(Vectors + 0x100, handler).CopyTo(text, VectorBase + 0x100);
        Assembler.Assemble(Vectors + 0x400, handler).CopyTo(text, VectorBase + 0x400);
        return text;

        static string Load(int place, int register) => $"mov.l 0x{TinyGuest.Text + Pool + place:x8},r{register}";
    }

    private static List<Step> Stopped(GuestProgram program)
    {
        var memory = new GuestMemory(program, MemoryModel.Sc);
        List<Step> steps = [];
        GuestThread cpu = program.Boot(0);
        for (int turn = 0; turn < MostInstructions && cpu.Posted.CanResume && steps.Count < Operations; turn++)
        {
            GuestOperation posted = cpu.Posted;
            uint result = memory.Execute(0, posted);
            if (posted.Kind != GuestOperationKind.Local)
            {
                steps.Add(new Step(posted, result));
            }
            cpu.Resume(result);
        }
        return steps;
    }

    private static List<Step> Free(GuestProgram program)
    {
        var world = new FreeWorld(program);
        var state = new CpuState { Sr = MemoryMap.EntrySr, Pc = program.Elf.Entry };
        state[5] = 1;
        state[15] = MemoryMap.StackTop(0, 1);
        var core = new Core(state, world.Tables, world);
        while (world.Steps.Count < Operations && core.Retired < MostInstructions
            && core.Run(1).Reason == ExitReason.Budget)
        {
            // One by one, so that a run that fails has noted all it did.
        }
        return [.. world.Steps.Take(Operations)];
    }

    private sealed record Step(GuestOperation Operation, uint Result);

    /// <summary>All memory, at once; notes what the owner of the shared part would have been asked.</summary>
    private sealed class FreeWorld(GuestProgram program) : IWorld
    {
        private readonly GuestMemory _memory = new(program, MemoryModel.Sc);

        public FrameTables Tables { get; } =
            new(MemoryMap.RamBase, (int)(MemoryMap.DefaultRamBytes / MemoryMap.FrameBytes));

        public List<Step> Steps { get; } = [];

        public Access Load(uint physical, int bytes, out uint value) =>
            Do(new GuestOperation(GuestOperationKind.Load, physical, bytes), out value);

        public Access LoadLinked(uint physical, out uint value) =>
            Do(new GuestOperation(GuestOperationKind.LoadLinked, physical, 4), out value);

        public Access Store(uint physical, int bytes, uint value)
        {
            uint stored = value & (uint.MaxValue >> (32 - (8 * bytes)));
            return Do(new GuestOperation(GuestOperationKind.Store, physical, bytes, stored), out _);
        }

        public Access TestAndSet(uint physical, byte bits, out uint before) =>
            Do(new GuestOperation(GuestOperationKind.TestAndSet, physical, 1, bits), out before);

        public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
        {
            var exchange = new GuestOperation(GuestOperationKind.StoreConditional, physical, bytes, value, expected);
            Access access = Do(exchange, out uint stored);
            seen = stored != 0 ? expected : ~expected;
            return access;
        }

        public Access Barrier()
        {
            Steps.Add(new Step(new GuestOperation(GuestOperationKind.Barrier), 0));
            return Access.Done;
        }

        public Access Fetch(uint physical)
        {
            if (program.TextFrame(physical) is not { } frame)
            {
                return Access.NoMemory;
            }
            Tables.SetCode(Tables.IndexOf(physical), new PageCode(frame, physical & ~0xFFFu, null));
            return Access.Done;
        }

        private Access Do(GuestOperation operation, out uint result)
        {
            result = 0;
            if (Tables.IndexOf(operation.Address) < 0)
            {
                return Access.NoMemory;
            }
            bool isConstant = program.IsConstant(operation.Address);
            if (isConstant && operation.MayWrite)
            {
                return Access.ReadOnly;
            }
            result = _memory.Execute(0, operation);
            if (!isConstant && program.StackOf(operation.Address, out _) < 0)
            {
                Steps.Add(new Step(operation, result));
            }
            return Access.Done;
        }
    }
}
