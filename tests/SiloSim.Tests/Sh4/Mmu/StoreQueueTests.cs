using SiloSim.Sh4;
using static SiloSim.Tests.Sh4.Mmu.MmuMachine;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>"Caches", "Store Queues".</summary>
public sealed class StoreQueueTests
{
    /// <summary>Linux gives user programs no store queues (MMUCR.SQMD): E0000000 is an address like any other of its own.</summary>
    [Fact]
    public void AUserProgramHasNone()
    {
        var world = new TestMachine("pref @r1", "mov.l r2,@r1");
        var tables = FrameTables.OfUserSpace();
        int frame = tables.IndexOf(0x0040_0000);
        tables.SetReadable(frame, world.Frame(0));
        tables.SetCode(frame, new PageCode(world.Frame(0), 0x0040_0000, null));
        var state = new CpuState { Sr = 0, Pc = 0x0040_0000 };
        state[1] = 0xE000_0000;
        CoreExit exit = new Core(state, tables, world).Run(2);
        Assert.Equal(
            (ExitReason.Exception, 0xE000_0000u, AccessKind.Write, 0x0040_0002u, 0x100u),
            (exit.Reason, exit.Physical, exit.Kind, exit.Pc, state.Expevt));
    }

    private const uint Queues = 0xE000_0000;

    // Eight stores by r1 downwards, then PREF of r2.
    private static readonly string[] s_fillAndSend = [.. Enumerable.Repeat("mov.l r0,@-r1", 8), "pref @r2"];

    /// <summary>"Transfer to External Memory", MMU off: QACR gives bits 28 to 26, the address the rest; bit 5 the queue.</summary>
    [Theory]
    [InlineData(0x00u)]
    [InlineData(0x20u)]
    public void WithoutTranslationQacrSaysWhere(uint queue)
    {
        var m = new MmuMachine(["mov.l r4,@r3", .. s_fillAndSend]);
        m.State.Mmucr = 0;
        (m.State[3], m.State[4]) = (0xFF00_0038 + (queue / 8), 3u << 2);
        (m.State[0], m.State[1], m.State[2]) = (0xCAFE_0001, Queues + queue + 0x20, Queues + 0x2040 + queue);
        Assert.Equal(ExitReason.Budget, m.Run(10).Reason);
        for (uint i = 0; i < 0x20; i += 4)
        {
            Assert.Equal(0xCAFE_0001u, m.Machine.Word(0x0C00_2040 + queue + i));
        }
        Assert.Equal(0u, m.Machine.Word(0x0C00_203C + queue));
        Assert.Equal(0u, m.Machine.Word(0x0C00_2060 + queue));
    }

    /// <summary>The same, MMU on: the UTLB gives the address; stores are checked as writes, PREF as a read.</summary>
    [Theory]
    [InlineData(Plain, 0u, 0u)]
    [InlineData(Valid | Size1M | UserWrite | Dirty, 0u, 0u)]
    [InlineData(Plain & ~Dirty, 0x080u, 0u)]
    [InlineData(Valid | Size4K | UserRead | Dirty, 0x0C0u, 0u)]
    [InlineData(0u, 0x060u, 0x040u)]
    public void WithTranslationTheTlbSaysWhere(uint data, uint storeCode, uint sendCode)
    {
        var m = new MmuMachine("mov.l r0,@r1");
        m.Map(4, Queues, (data & Size1M) == Size1M ? TestMachine.Base | data : DataFrame | data);
        uint offset = (data & Size1M) == Size1M ? 0x2000u : 0;
        (m.State[0], m.State[1]) = (0xCAFE_0002, Queues + offset + 0x64);
        Assert.Equal(storeCode, m.CodeOfOne());

        var sending = new MmuMachine("pref @r1");
        sending.Map(4, Queues, m.Tlb.Unified(4).Data);
        sending.State.StoreQueues = new StoreQueues { [0x24] = 0xCAFE_0002 };
        sending.State[1] = Queues + offset + 0x64;
        Assert.Equal(sendCode, sending.CodeOfOne());
        Assert.Equal(sendCode == 0 ? 0xCAFE_0002u : 0, sending.Machine.Word(DataFrame + 0x64));
        if (sendCode != 0)
        {
            Assert.Equal(Queues + offset + 0x64, sending.State.Tea);
        }
    }

    /// <summary>A queue is filled word by word and sent at once, also where the TLB knows its page by then.</summary>
    [Fact]
    public void WithTranslationAQueueIsFilledBeforeItIsSent()
    {
        var m = new MmuMachine(s_fillAndSend);
        m.Map(4, Queues, DataFrame | Plain);
        for (uint queue = 0; queue < 2; queue++)
        {
            (m.State[0], m.State[1], m.State[2]) = (0xCAFE_0003, Queues + 0x120 + (0x20 * queue), Queues + 0x100 + (0x20 * queue));
            m.State.Pc = Text;
            m.Run(8);
            Assert.All(Sent(), word => Assert.Equal(0u, word));
            m.Run(1);
            Assert.All(Sent(), word => Assert.Equal(0xCAFE_0003u, word));

            IEnumerable<uint> Sent() =>
                Enumerable.Range(0, 8).Select(i => m.Machine.Word(DataFrame + 0x100 + (0x20 * queue) + ((uint)i * 4)));
        }
    }

    /// <summary>"Determination of Store Queue Access Exception": MMUCR.SQMD closes them to user mode.</summary>
    [Theory]
    [InlineData(false, 0u, 0u, 0u)]
    [InlineData(false, Sqmd, 0x100u, 0x0E0u)]
    [InlineData(true, Sqmd, 0u, 0u)]
    public void SqmdClosesTheQueuesToUserMode(bool privileged, uint sqmd, uint storeCode, uint sendCode)
    {
        foreach ((string line, uint code) in new[] { ("mov.l r0,@r1", storeCode), ("pref @r1", sendCode) })
        {
            var m = InMode(privileged, line);
            m.State.Mmucr = At | sqmd;
            m.Map(4, Queues, DataFrame | Plain);
            m.State[1] = Queues;
            Assert.Equal((line, code), (line, m.CodeOfOne()));
        }
    }

    /// <summary>Frames that are not here are asked for; then all 32 bytes go.</summary>
    [Fact]
    public void ASendIsRestartable()
    {
        var m = new MmuMachine("pref @r1", "nop");
        m.State.Mmucr = 0;
        m.State.StoreQueues = new StoreQueues();
        m.State.StoreQueues.SetArea(0, 3u << 2);
        for (uint i = 0; i < 0x20; i += 4)
        {
            m.State.StoreQueues[i] = i + 1;
        }
        m.State[1] = Queues + 0x2000;
        m.Machine.EveryAccessAbsentOnce = true;
        Assert.Equal(new CoreExit(ExitReason.FrameAbsent, DataFrame, AccessKind.Write, Text), m.Run(1));
        m.Machine.RunThrough(1);
        Assert.Equal([1u, 5u, 29u], [m.Machine.Word(DataFrame), m.Machine.Word(DataFrame + 4), m.Machine.Word(DataFrame + 0x1C)]);
    }

    /// <summary>Text that a queue overwrites is executed as written; a link to the words is lost.</summary>
    [Fact]
    public void ASendCountsAsStores()
    {
        var m = new MmuMachine("movli.l @r3,r0", "pref @r1", "movco.l r0,@r3");
        m.State.Mmucr = 0;
        m.State.StoreQueues = new StoreQueues();
        m.State.StoreQueues.SetArea(0, 3u << 2);
        (m.State[1], m.State[3]) = (Queues + 0x2000, TestMachine.Data + 0x1C);
        m.Run(3);
        Assert.Equal(0u, m.State.Sr & StatusRegister.TBit);
    }

    /// <summary>"Reading Store Queues": FF001000 to FF00103C.</summary>
    [Fact]
    public void TheQueuesReadBackInP4()
    {
        var m = new MmuMachine("mov.l r0,@r1", "mov.l @r2,r3");
        m.State.Mmucr = 0;
        (m.State[0], m.State[1], m.State[2]) = (0x1234_5678, Queues + 0x2C, 0xFF00_102C);
        m.Run(2);
        Assert.Equal(0x1234_5678u, m.State[3]);
    }
}
