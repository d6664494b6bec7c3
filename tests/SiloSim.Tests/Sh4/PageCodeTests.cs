using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

public sealed class PageCodeTests
{
    [Fact]
    public void ACoreThatWritesItsOwnTextRunsTheNewText()
    {
        // The store changes the very next instruction, which the page has decoded before.
        var m = new TestMachine("mov.w r2,@r1", "mov #1,r3", "nop");
        m.State[1] = TestMachine.Data;
        m.Run(3);
        Assert.Equal(1u, m.State[3]);
        m.State.Pc = TestMachine.Text;
        m.State[1] = TestMachine.Text + 2;
        m.State[2] = Assembler.Opcode("mov #2,r3");
        m.Run(3);
        Assert.Equal(2u, m.State[3]);
    }

    [Fact]
    public void TextThatAnotherTextTookThePlaceOfDuringAStoreIsLeftAtOnce()
    {
        var m = new ReplacingMachine();
        m.Machine.Run(3);
        m.Machine.State.Pc = TestMachine.Text;
        m.Machine.State[1] = TestMachine.Text + 2;
        var core = new Core(m.Machine.State, m.Machine.Tables, m);
        core.Run(3);
        Assert.Equal(2u, m.Machine.State[3]);
    }

    [Fact]
    public void ForgettingTouchesExactlyWhatMayRunTheChangedHalfwords()
    {
        var code = new PageCode(new byte[FrameTables.FrameBytes], 0x0C00_0000, null);
        for (int i = 0; i < PageCode.EntryCount; i++)
        {
            code.Decode(i);
        }
        code.Forget(7, 1);
        code.Forget(10, 4);
        code.Forget(4095, 1);
        code.Forget(20, 0);
        int[] forgotten =
            [.. Enumerable.Range(0, PageCode.EntryCount).Where(i => code.Entries[i] == TextEntry.Undecoded.Word)];
        Assert.Equal([1, 2, 3, 4, 5, 6, 2045, 2046, 2047], forgotten); // 3, 5, 6 and 2047, with two before each.
        Assert.Throws<ArgumentOutOfRangeException>(() => code.Forget(4095, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => code.Forget(-1, 2));
    }

    [Fact]
    public void WithKeepsWhatIsEqualAndForgetsTheRest()
    {
        byte[] bytes = new byte[FrameTables.FrameBytes];
        var code = new PageCode(bytes, 0x0C00_0000, null);
        code.Decode(0);
        code.Decode(1);
        byte[] changed = [.. bytes];
        changed[2] = 9;
        PageCode with = code.With(changed);
        Assert.Equal(code.Entries[0], with.Entries[0]);
        Assert.Equal(TextEntry.Undecoded.Word, with.Entries[1]);
        Assert.Equal(TextEntry.Undecoded.Word, with.Entries[2]);
        Assert.Same(changed, with.Frame);
        Assert.Equal("nop", DecodeTable.Find(with.Decode(1).First).Syntax);
    }

    [Fact]
    public void OnlyLoadsOfWatchedLiteralsGoThroughTheWorld()
    {
        var m = new TestMachine(
            "mov.l 0x8c000008,r1", "mov.l 0x8c00000c,r2", "mov.l @r3,r4", "nop", ".long 0x11111111", ".long 0x22222222")
        {
            Watched = new HashSet<uint> { 0x0C00_0008 },
        };
        m.State[3] = TestMachine.Text + 8;
        m.Run(4);
        Assert.Equal((0x1111_1111u, 0x2222_2222u, 0x1111_1111u), (m.State[1], m.State[2], m.State[4]));
        Assert.Equal([(0x0C00_0008u, 0x1111_1111u)], m.SeenLoads);

        // Also after the literal was patched, and in the text that takes the place of this one.
        m.Put(TestMachine.Text + 8, [5, 0, 0, 0]);
        m.Tables.Code(0)!.Forget(8, 4);
        m.Tables.SetCode(0, m.Tables.Code(0)!.With(m.Frame(0)));
        m.State.Pc = TestMachine.Text;
        m.Run(1);
        Assert.Equal((0x0C00_0008u, 5u), m.SeenLoads[^1]);
    }

    [Fact]
    public void AFrameWhoseDataIsAskedForHasItsOtherLiteralsFromTheText()
    {
        var m = new TestMachine(
            "mov.l 0x8c000010,r1", "mov.l 0x8c000014,r2", "mov.w 0x8c000016,r4", "mov.l @r3,r5", "nop", "nop", "nop", "nop",
            ".long 0x11111111", ".long 0x22223333")
        {
            Watched = new HashSet<uint> { 0x0C00_0010 },
        };
        m.Tables.SetReadable(0, null);
        m.State[3] = TestMachine.Text + 0x14;
        m.Run(8);
        Assert.Equal(
            [0x1111_1111u, 0x2222_3333u, 0x2222u, 0x2222_3333u], new[] { 1, 2, 4, 5 }.Select(r => m.State[r]));
        Assert.Equal([(0x0C00_0010u, 0x1111_1111u), (0x0C00_0014u, 0x2222_3333u)], m.SeenLoads);
    }

    [Fact]
    public void AWatchedLiteralThatIsAbsentLeavesRestartably()
    {
        var m = new TestMachine("mov.l 0x8c000004,r1", "nop", ".long 0x11111111")
        {
            Watched = new HashSet<uint> { 0x0C00_0004 },
            EveryAccessAbsentOnce = true,
        };
        CoreExit exit = m.Run(1);
        Assert.Equal(new CoreExit(ExitReason.FrameAbsent, 0x0C00_0004, AccessKind.Read, TestMachine.Text), exit);
        Assert.Equal(ExitReason.Budget, m.Run(1).Reason);
        Assert.Equal(0x1111_1111u, m.State[1]);
    }

    [Fact]
    public void ABranchAndItsSlotMayStandInTwoFrames()
    {
        foreach (string branch in new[] { "bsr 0x8c000f00", "rte" })
        {
            var m = new TestMachine();
            m.Put(TestMachine.Text + 0xFFE, branch, "mov #9,r1");
            m.State.Pc = TestMachine.Text + 0xFFE;
            (m.State.Spc, m.State.Ssr) = (TestMachine.Text + 0xF00, m.State.Sr);
            Assert.Equal(ExitReason.Budget, m.Run(1).Reason);
            Assert.Equal((9u, TestMachine.Text + 0xF00, 2L), (m.State[1], m.State.Pc, m.Core.Retired));
        }
    }

    /// <summary>A store during which the owner of the frames puts other text in the place of the running one.</summary>
    private sealed class ReplacingMachine : IWorld
    {
        public TestMachine Machine { get; } = new("mov.w r2,@r1", "mov #1,r3", "nop");

        public ReplacingMachine() => Machine.State[1] = TestMachine.Data;

        public Access Load(uint physical, int bytes, out uint value) => Machine.Load(physical, bytes, out value);

        public Access Store(uint physical, int bytes, uint value)
        {
            byte[] copy = [.. Machine.Frame(0)];
            BitConverter.TryWriteBytes(copy.AsSpan(2), Assembler.Opcode("mov #2,r3"));
            Machine.Tables.SetCode(0, Machine.Tables.Code(0)!.With(copy));
            return Access.Done;
        }

        public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen) =>
            Machine.CompareExchange(physical, bytes, expected, value, out seen);

        public Access Fetch(uint physical) => Machine.Fetch(physical);
    }
}
