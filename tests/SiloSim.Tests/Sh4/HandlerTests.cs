using System.Reflection;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>What runs as one entry does what its instructions do one by one.</summary>
public sealed class HandlerTests
{
    private const int TriesOfEach = 40;
    private static readonly Type[] s_bodies = typeof(HotBodies).GetNestedTypes(BindingFlags.NonPublic);

    // Halves of doubles too: the ends of the range, denormalised numbers, NaNs of both kinds, what is inexact in places.
    private static readonly uint[] s_numbers =
    [
        0, 1, 0x007F_FFFF, 0x0080_0000, 0x00FF_FFFF, 0x0100_0000, 0x2000_0000, 0x3380_0000, 0x3EAA_AAAB, 0x3F80_0000,
        0x3F80_0001, 0x4B7F_FFFF, 0x4F00_0000, 0x7E80_0000, 0x7F7F_FFFF, 0x7F80_0000, 0x7FA0_0000, 0x7FC0_0000,
    ];

    private static readonly Row[] s_rows = [.. DecodeTable.Rows.Where(r => r.Pattern.Length != 0)];

    public static TheoryData<string> Sequences =>
        [.. Fusions.All.Select(type => string.Join(' ', type.GetGenericArguments().Select(body => body.Name)))];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void ASequenceDoesWhatItsInstructionsDoOneByOne(string sequence)
    {
        Row[] rows = [.. sequence.Split(' ').Select(name => s_rows.Single(r => r.Body.Name == name))];
        var random = new Random(sequence.Aggregate(0, (sum, c) => (sum * 31) + c));
        for (int attempt = 0; attempt < TriesOfEach; attempt++)
        {
            byte[] text = [.. rows.SelectMany(row => BitConverter.GetBytes(OpcodeOf(row, random)))];
            int seed = random.Next();
            TestMachine fused = Machine(text, seed);
            TestMachine single = Machine(text, seed);

            int budget = rows.Length + TextEntry.LongestRun - 1;
            CoreExit exit = fused.Run(budget);
            CoreExit exitOfSingle;
            do
            {
                exitOfSingle = single.Run(1);
            }
            while (exitOfSingle.Reason == ExitReason.Budget && single.Core.Retired < budget);
            Assert.Equal(exitOfSingle, exit);
            Assert.Equal(Everything(single), Everything(fused));
        }
    }

    [Fact]
    public void EverySequenceIsDecodedAsOneEntry()
    {
        var random = new Random(1);
        foreach (Type type in Fusions.All)
        {
            Row[] rows = [.. type.GetGenericArguments().Select(body => s_rows.Single(r => r.Body.Name == body.Name))];
            TextEntry entry = HandlerTable.Compose([.. rows.Select(row => OpcodeOf(row, random))]);
            Assert.Equal(rows.Length, HandlerTable.Length(entry));
            Assert.Same(rows[0], DecodeTable.Find(entry.First));
        }
    }

    public static TheoryData<string> Bodies =>
        [.. s_bodies.Where(type => type.IsAssignableTo(typeof(IBody))).Select(type => type.Name)];

    /// <summary>A handler's copy of a body does all that the whole one does, or nothing.</summary>
    [Theory]
    [MemberData(nameof(Bodies))]
    public void ABodyDoesOnEveryPathWhatTheWholeOneDoesOrLeavesIt(string name)
    {
        Row row = s_rows.Single(r => r.Body.Name == name);
        MethodInfo body = s_bodies.Single(type => type.Name == name).GetMethod("Run")!;
        var random = new Random(3);
        foreach (bool translates in new[] { false, true })
        {
            MethodInfo part = body.MakeGenericMethod(translates ? typeof(MappedPath) : typeof(DirectPath));
            int done = 0;
            for (int attempt = 0; attempt < TriesOfEach; attempt++)
            {
                ushort opcode = OpcodeOf(row, random);
                int seed = random.Next();
                TestMachine m = Ready(opcode, seed, translates);
                TestMachine whole = Ready(opcode, seed, translates);
                string before = Everything(m);
                part.Invoke(null, [m.Core, new Fields(opcode)]);
                if (m.Core.Completed)
                {
                    done++;
                    row.Body.Invoke(null, [whole.Core, new Fields(opcode)]);
                    Assert.True(whole.Core.Completed);
                    Assert.Equal(Everything(whole), Everything(m));
                }
                else
                {
                    Assert.Equal(before, Everything(m));
                }
            }
            Assert.NotEqual(0, done);
        }
    }

    [Fact]
    public void BodiesThatWorkOnRegistersAloneAskForNothing()
    {
        var random = new Random(2);
        var names = s_bodies.Where(type => type.IsAssignableTo(typeof(IRegisterBody))).Select(type => type.Name).ToHashSet();
        Row[] rows = [.. s_rows.Where(row => names.Contains(row.Body.Name))];
        Assert.Equal(names.Count, rows.Length);
        foreach (Row row in rows)
        {
            for (int attempt = 0; attempt < TriesOfEach; attempt++)
            {
                ushort opcode = OpcodeOf(row, random);
                TestMachine m = Machine(BitConverter.GetBytes(opcode), random.Next());
                row.Body.Invoke(null, [m.Core, new Fields(opcode)]);
                Assert.True(m.Core.Completed, row.Name);
            }
        }
    }

    [Fact]
    public void ABodyHasTheNameOfTheMethodThatItCalls()
    {
        foreach (Type body in s_bodies)
        {
            Assert.Single(s_rows, row => row.Body.Name == body.Name);
        }
    }

    [Fact]
    public void AJumpIntoTheMiddleOfAnEntryRunsItsRest()
    {
        var m = new TestMachine("mov r1,r2", "add #1,r2", "mov r2,r3", "add #2,r3", "nop", "nop", "nop");
        m.Run(6);
        m.State.Pc = TestMachine.Text + 2;
        m.State[2] = 10;
        m.Run(5);
        Assert.Equal((11u, 13u), (m.State[2], m.State[3]));
    }

    [Fact]
    public void AnEntryIsForgottenWithEachOfItsInstructions()
    {
        var m = new TestMachine("mov r1,r2", "add #1,r2", "nop", "nop", "nop", "nop");
        m.Run(4);
        m.State.Pc = TestMachine.Text;
        m.Put(TestMachine.Text + 2, "add #7,r2");
        m.Tables.Code(0)!.Forget(2, 2);
        m.Run(4);
        Assert.Equal(7u, m.State[2]);
    }

    private static TestMachine Machine(byte[] text, int seed)
    {
        var random = new Random(seed);
        var m = new TestMachine("nop");
        m.Put(TestMachine.Text, new byte[FrameTables.FrameBytes]);
        for (uint at = 0; at < 32; at += 2)
        {
            m.Put(TestMachine.Text + at, "nop");
        }
        m.Put(TestMachine.Text, text);
        byte[] data = new byte[FrameTables.FrameBytes];
        random.NextBytes(data);
        m.Put(TestMachine.Data, data);
        m.State.Sr = StatusRegister.MdBit | (uint)random.Next(2);
        for (int register = 0; register < 16; register++)
        {
            // Small numbers, numbers, addresses of data and of nothing.
            m.State[register] = random.Next(4) switch
            {
                0 => (uint)random.Next(-4, 64),
                1 => (uint)random.NextInt64(1L << 32),
                _ => TestMachine.Data + 0x400 + ((uint)random.Next(64) * 4),
            };
            m.State.SetFr(register, random.Next(3) switch
            {
                0 => s_numbers[random.Next(s_numbers.Length)] | ((uint)random.Next(2) << 31),
                1 => BitConverter.SingleToUInt32Bits((float)random.Next(-1000, 1000)),
                _ => BitConverter.SingleToUInt32Bits(random.NextSingle()),
            });
        }
        m.State.Pr = TestMachine.Text + 8;
        m.State.Fpscr = random.Next(3) switch
        {
            0 => 0,
            1 => FloatingStatus.PrBit,
            _ => (uint)random.Next() & FloatingStatus.Implemented,
        };
        return m;
    }

    private static TestMachine Ready(ushort opcode, int seed, bool translates)
    {
        TestMachine m = Machine(BitConverter.GetBytes(opcode), seed);
        uint pc = m.State.Pc;
        m.State.Pc = pc + 16;
        m.State.Mmucr = translates ? 1u : 0u;
        Assert.Equal(ExitReason.Budget, m.Run(1).Reason);

        // So that the software TLB knows both pages.
        Assert.True(m.Core.Load32(TestMachine.Data, out _) && m.Core.Load32(TestMachine.Text, out _));
        m.State.Pc = pc;
        return m;
    }

    private static ushort OpcodeOf(Row row, Random random) =>
        (ushort)(row.Fixed | (random.Next(0x1_0000) & ~row.Mask));

    private static string Everything(TestMachine m)
    {
        CpuState s = m.State;
        IEnumerable<uint> registers = Enumerable.Range(0, 16).SelectMany(i => new[] { s[i], s.GetFr(i), s.GetXf(i) })
            .Concat([s.Sr, s.Pc, s.Pr, s.Mach, s.Macl, s.Gbr, s.Fpul, s.Fpscr, s.Spc, s.Ssr, s.Expevt, s.Tea]);
        uint sum = m.Memory.Aggregate(0u, (total, b) => (total * 31) + b);
        return $"{m.Core.Retired} {string.Join(' ', registers.Select(r => r.ToString("x8")))} memory {sum:x8}";
    }
}
