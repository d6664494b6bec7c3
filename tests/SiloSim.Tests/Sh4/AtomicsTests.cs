using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>TAS.B, MOVLI.L and MOVCO.L, through the tables and through the world.</summary>
public sealed class AtomicsTests
{
    [Theory]
    [InlineData(false, 0x00, 1u, 0x80)]
    [InlineData(false, 0x01, 0u, 0x81)]
    [InlineData(true, 0x00, 1u, 0x80)]
    [InlineData(true, 0x80, 0u, 0x80)]
    public void TasSetsTheTopBitAndTellsWhetherTheByteWasZero(bool throughWorld, byte before, uint t, byte after)
    {
        for (uint i = 0; i < 4; i++)
        {
            var m = new TestMachine("tas.b @r1") { EveryAccessAbsentOnce = throughWorld };
            m.Put(TestMachine.Data, [0x11, 0x22, 0x33, 0x44]);
            m.Put(TestMachine.Data + i, [before]);
            byte[] expected = [0x11, 0x22, 0x33, 0x44];
            expected[i] = after;
            m.State[1] = TestMachine.Data + i;
            m.RunThrough(1);
            Assert.Equal(t, m.State.Sr & StatusRegister.TBit);
            Assert.Equal(expected, m.Memory[0x2000..0x2004]);
        }
    }

    /// <summary>EC002000 is no other name of 0C002000: nothing is there, and memory stays as it is.</summary>
    [Theory]
    [InlineData("tas.b @r2")]
    [InlineData("movco.l r0,@r2")]
    public void AnAtomicStoreIntoP4FindsNoMemory(string line)
    {
        var m = new TestMachine("movli.l @r1,r0", line);
        m.State[1] = TestMachine.Data;
        m.State[2] = (TestMachine.Data & 0x1FFF_FFFF) | 0xE000_0000;
        m.Put(TestMachine.Data, ".long 0x12345600");
        CoreExit exit = m.Run(2);
        Assert.Equal((ExitReason.Failed, $"no memory at {m.State[2]:x8}"), (exit.Reason, exit.Cause));
        Assert.Equal(0x1234_5600u, m.Word(TestMachine.Data));
    }

    [Fact]
    public void TasTriesAgainWhenAnotherCpuCameBetween()
    {
        var m = new TestMachine("tas.b @r1");
        m.Tables.SetWritable(2, null);
        int left = 3;
        m.BeforeCompareExchange = _ =>
        {
            if (left-- > 0)
            {
                m.Frame(2)[0]++;
            }
        };
        m.State[1] = TestMachine.Data;
        m.Run(1);
        Assert.Equal((0u, 0x83), (m.State.Sr & StatusRegister.TBit, m.Frame(2)[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AReservationHoldsFromTheLoadToTheStore(bool throughWorld)
    {
        var m = new TestMachine("movli.l @r1,r0", "add #1,r0", "movco.l r0,@r1", "movco.l r0,@r1")
        {
            EveryAccessAbsentOnce = throughWorld,
        };
        m.Put(TestMachine.Data, [41, 0, 0, 0]);
        m.State[1] = TestMachine.Data;
        m.RunThrough(3);
        Assert.Equal((42u, 1u), (m.Word(TestMachine.Data), m.State.Sr & StatusRegister.TBit));
        m.RunThrough(1);
        Assert.Equal((42u, 0u), (m.Word(TestMachine.Data), m.State.Sr & StatusRegister.TBit));
    }

    /// <summary>What takes the reservation away: each must make MOVCO.L fail and store nothing.</summary>
    [Theory]
    [InlineData("nothing", 1u)]
    [InlineData("another cpu wrote another value", 0u)]
    [InlineData("owner", 0u)]
    [InlineData("exception", 0u)]
    [InlineData("interrupt", 0u)]
    [InlineData("nmi", 0u)]
    public void AReservationIsLost(string how, uint t)
    {
        var m = new TestMachine("movli.l @r1,r0", "add #1,r0", "movco.l r0,@r1");
        m.Put(TestMachine.Text + 0x100, "rte", "nop");
        m.Put(TestMachine.Text + 0x600, "rte", "nop");
        m.State[1] = TestMachine.Data;
        m.Run(2);
        switch (how)
        {
            case "another cpu wrote another value":
                m.Put(TestMachine.Data, [9]);
                break;
            case "owner":
                m.Core.ClearLink();
                break;
            case "exception":
                m.State.Pc = TestMachine.Text + 0x40;
                m.Put(TestMachine.Text + 0x40, "trapa #1");
                m.Run(3);
                m.State.Pc = TestMachine.Text + 4;
                break;
            case "interrupt":
                Assert.True(m.Core.TryAcceptInterrupt(15, 0x600));
                m.Run(2);
                break;
            case "nmi":
                Assert.True(m.Core.TryAcceptNmi());
                Assert.Equal(ExitReason.NmiReturned, m.Run(9).Reason);
                break;
            default:
                break;
        }
        uint before = m.Word(TestMachine.Data);
        m.Run(1);
        Assert.Equal(t, m.State.Sr & StatusRegister.TBit);
        Assert.Equal(t == 1 ? 1u : before, m.Word(TestMachine.Data));
    }

    [Theory]
    [InlineData("mov.l r2,@r1", 0u)]
    [InlineData("mov.b r2,@(3,r1)", 0u)]
    [InlineData("tas.b @r1", 0u)]
    [InlineData("mov.l r2,@(4,r1)", 1u)]
    public void AnOwnStoreToTheWordTakesTheReservationEvenIfTheValueStays(string store, uint t)
    {
        foreach (bool throughWorld in new[] { false, true })
        {
            string line = store.Replace("r2,@(3", "r0,@(3", StringComparison.Ordinal);
            var m = new TestMachine("movli.l @r1,r0", line, "movco.l r0,@r1")
            {
                EveryAccessAbsentOnce = throughWorld,
            };
            m.Put(TestMachine.Data, [0x80, 0, 0, 0]);
            (m.State[1], m.State[2]) = (TestMachine.Data, 0x80);
            m.RunThrough(3);
            Assert.Equal(t, m.State.Sr & StatusRegister.TBit);
        }
    }

    [Fact]
    public void MovuaLoadsAtAnyAlignmentAndAcrossFrames()
    {
        var m = new TestMachine("movua.l @r1+,r0", "mov r0,r2", "movua.l @r1,r0");
        m.Put(TestMachine.Data - 2, [1, 2, 3, 4, 5, 6, 7, 8]);
        m.State[1] = TestMachine.Data - 2;
        m.Run(3);
        Assert.Equal((0x0403_0201u, 0x0807_0605u, TestMachine.Data + 2), (m.State[2], m.State[0], m.State[1]));
    }
}
