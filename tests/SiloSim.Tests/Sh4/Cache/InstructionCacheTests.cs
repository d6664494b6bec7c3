using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Cache;

/// <summary>The SH-4 hardware manual's "Caches", "Instruction Cache (IC)".</summary>
public sealed class InstructionCacheTests
{
    private const uint Ccr = 0xFF00_001C;
    private const uint Enabled = 1u << 8;
    private const uint Flush = 1u << 11;
    private const uint Broadcast = 1u << 24;
    private const uint Line = TestMachine.Text + 0x200;   // mov #imm,r1 ; rts ; nop
    private const uint P2 = 0xAC00_0000;

    /// <summary>"Instruction Cache Operation": a line that is valid executes, whatever memory holds by now.</summary>
    [Fact]
    public void StaleTextExecutesAndCoherentTextDoesNot()
    {
        Assert.Equal((1u, 1u), CallPatchCall(Machine(InstructionCacheModel.Modelled)));
        Assert.Equal((1u, 2u), CallPatchCall(Machine(InstructionCacheModel.Coherent)));
    }

    /// <summary>"ICBI"; "Cache Control Register (CCR)", ICI; "IC Address Array": each makes the new text execute.</summary>
    [Theory]
    [InlineData("icbi @r2", Line, 0u)]
    [InlineData("icbi @r2", Line + 0x1E, 0u)]
    [InlineData("mov.l r3,@r2", Ccr, Enabled | Flush)]
    [InlineData("mov.l r3,@r2", 0xF000_0200u, 0u)]                 // the entry
    [InlineData("mov.l r3,@r2", 0xF000_0208u, 0x0C00_0200u)]       // the entry with this tag
    public void AnOperationOnTheLineMakesTheNewTextExecute(string operation, uint r2, uint r3)
    {
        foreach (InstructionCacheModel model in Models)
        {
            Assert.Equal((1u, 2u), CallPatchCall(Machine(model), operation, r2, r3));
        }
    }

    [Theory]
    [InlineData("icbi @r2", Line + 0x20, 0u)]                      // another line
    [InlineData("mov.l r3,@r2", Ccr, Enabled)]                     // ICI is 0
    [InlineData("mov.l r3,@r2", 0xF000_0220u, 0u)]                 // another entry
    [InlineData("mov.l r3,@r2", 0xF000_0208u, 0x0C00_2200u)]       // another tag
    [InlineData("ocbwb @r2", Line, 0u)]                            // the operand cache
    public void AnOperationOnSomethingElseDoesNot(string operation, uint r2, uint r3)
    {
        foreach (InstructionCacheModel model in Models)
        {
            Assert.Equal((1u, 1u), CallPatchCall(Machine(model), operation, r2, r3));
        }
    }

    /// <summary>"Memory Space", P2 is not cached; "CCR", ICE = 0: nothing is.</summary>
    [Fact]
    public void UncachedTextIsAlwaysNew()
    {
        TestMachine m = Machine(InstructionCacheModel.Modelled);
        Assert.Equal(1u, Call(m, Line));
        Patch(m, 2);
        Assert.Equal((2u, 1u), (Call(m, Line - TestMachine.Text + P2), Call(m, Line)));
        m.State.Ccr = 0;
        Assert.Equal(2u, Call(m, Line));
        m.State.Ccr = Enabled;
        Assert.Equal(1u, Call(m, Line));
    }

    /// <summary>"IC Configuration": 256 sets; as many lines of one set fit as there are ways, the oldest goes first.</summary>
    [Theory]
    [InlineData(InstructionCacheModel.Modelled, 1)]
    [InlineData(InstructionCacheModel.Modelled16k, 2)]
    [InlineData(InstructionCacheModel.Modelled32k, 4)]
    public void ALineIsEvictedByAsManyOthersAsThereAreWays(InstructionCacheModel model, int ways)
    {
        var cache = new InstructionCache(model);
        var page = new PageCode(new byte[FrameTables.FrameBytes], TestMachine.Base, null);
        cache.Fill(0, TestMachine.Base, page);
        for (uint i = 1; i < (uint)ways; i++)
        {
            cache.Fill(i << 13, TestMachine.Base + (i << 13), page);
            Assert.True(cache.TryRead(0, TestMachine.Base, out _));
        }
        for (uint i = 1; i < (uint)ways; i++)
        {
            Assert.True(cache.TryRead(i << 13, TestMachine.Base + (i << 13), out _));
        }
        cache.Fill(0x1_0000, TestMachine.Base + 0x1_0000, page);
        Assert.False(cache.TryRead(0, TestMachine.Base, out _));
        Assert.True(cache.TryRead(0x1_0000, TestMachine.Base + 0x1_0000, out _));
    }

    /// <summary>"CCR", IIX: bit 25 of the address takes the place of bit 12.</summary>
    [Theory, InlineData(false, 0x1000u, 0x0200_0000u), InlineData(true, 0x0200_0000u, 0x1000u)]
    public void IndexModeChangesTheSet(bool indexMode, uint stays, uint evicts)
    {
        var cache = new InstructionCache(InstructionCacheModel.Modelled) { IndexMode = indexMode };
        var page = new PageCode(new byte[FrameTables.FrameBytes], TestMachine.Base, null);
        cache.Fill(0, TestMachine.Base, page);
        cache.Fill(stays, TestMachine.Base + stays, page);
        Assert.True(cache.TryRead(0, TestMachine.Base, out _));
        cache.Fill(evicts, TestMachine.Base + evicts, page);
        Assert.False(cache.TryRead(0, TestMachine.Base, out _));
    }

    /// <summary>"Memory-Mapped Cache Configuration": tag and V of the line, and its words.</summary>
    [Fact]
    public void TheArraysShowTheLine()
    {
        TestMachine m = Machine(InstructionCacheModel.Modelled);
        Assert.Equal(0u, Load(m, 0xF000_0200));
        Call(m, Line);
        Assert.Equal(0x0C00_0001u, Load(m, 0xF000_0200));
        Assert.Equal(m.Word(Line), Load(m, 0xF100_0200));
        Assert.Equal(m.Word(Line + 4), Load(m, 0xF100_0204));
    }

    /// <summary>SH-4A software manual, "ICBI": with CCR.IBE the other cores are told.</summary>
    [Theory, InlineData(0u, 0), InlineData(Broadcast, 1)]
    public void WithIbeAnIcbiIsBroadcast(uint ibe, int broadcasts)
    {
        TestMachine m = Machine(InstructionCacheModel.Modelled32k);
        m.State.Ccr |= ibe;
        CallPatchCall(m, "icbi @r2", Line + 6, 0);
        Assert.Equal(broadcasts, m.Broadcasts.Count);
        Assert.All(m.Broadcasts, physical => Assert.Equal(0x0C00_0200u, physical));
    }

    [Fact]
    public void WhatAnotherCoreBroadcastsIsForgotten()
    {
        TestMachine m = Machine(InstructionCacheModel.Modelled);
        Call(m, Line);
        Patch(m, 2);
        m.Core.ForgetText(0x0C00_01E0, 32);
        Assert.Equal(1u, Call(m, Line));
        m.Core.ForgetText(0x0C00_0204, 4);
        Assert.Equal(2u, Call(m, Line));
    }

    /// <summary>A core that sleeps takes nothing of what others broadcast; that must not fill the host's memory.</summary>
    [Fact]
    public void WhatWaitsToBeForgottenHasALimit()
    {
        TestMachine m = Machine(InstructionCacheModel.Modelled);
        Call(m, Line);
        Patch(m, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
        {
            m.Core.ForgetText(0x0C00_01E0, InstructionCache.LineBytes);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Equal(1u, Call(m, Line));

        m.Core.ForgetText(0x0400_0000, InstructionCache.LineBytes * InstructionCache.MaximumPosted);
        Assert.Equal(1u, Call(m, Line));
        before = GC.GetAllocatedBytesForCurrentThread();
        m.Core.ForgetText(0, 0x0800_0000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * InstructionCache.MaximumPosted);
        Assert.Equal(2u, Call(m, Line));
    }

    /// <summary>A broadcast that comes while a line is filled is later than the fetch: the instruction executes, once.</summary>
    [Fact]
    public void ALineThatIsForgottenWhileItIsFilledIsStillFetched()
    {
        var words = new PostingSet();
        TestMachine m = Machine(InstructionCacheModel.Modelled);
        words.Machine = m;
        m.Watched = words;
        m.Put(Line, "mov #1,r1", "bra 0x8c000800", "nop", "mov.l 0x8c000300,r2");
        Assert.Equal(1u, Call(m, Line));
        Assert.Equal((true, 0u), (words.Asked > 0, m.State.Expevt));
    }

    /// <summary>Is asked for each literal load of a line that is filled, and has the line forgotten just then, once.</summary>
    private sealed class PostingSet : HashSet<uint>, IReadOnlySet<uint>
    {
        public PostingSet() => Add(0);

        public TestMachine? Machine { get; set; }

        public int Asked { get; private set; }

        bool IReadOnlySet<uint>.Contains(uint item)
        {
            if (Asked++ == 0)
            {
                Machine!.Core.ForgetText(0x0C00_0200, 4);
            }
            return false;
        }
    }

    /// <summary>The model is slow, not different: a run over fresh text ends as a coherent one, also in pieces.</summary>
    [Theory, InlineData(1), InlineData(7), InlineData(1000)]
    public void TextThatNobodyChangesRunsAsWithoutTheModel(int quantum)
    {
        TestMachine coherent = Loop(InstructionCacheModel.Coherent);
        TestMachine modelled = Loop(InstructionCacheModel.Modelled);
        coherent.Run(200);
        modelled.RunThrough(200, quantum);
        Assert.Equal(Registers(coherent), Registers(modelled));
    }

    private static readonly InstructionCacheModel[] Models =
        [InstructionCacheModel.Modelled, InstructionCacheModel.Modelled16k, InstructionCacheModel.Modelled32k];

    private static TestMachine Loop(InstructionCacheModel model)
    {
        TestMachine m = Machine(model);
        m.Put(TestMachine.Text, "mov #50,r2", "add #3,r3", "dt r2", "bf.s 0x8c000002", "mov.l r3,@-r15", "sleep", "nop");
        return m;
    }

    private static uint[] Registers(TestMachine m) =>
        [.. Enumerable.Range(0, 16).Select(i => m.State[i]), m.State.Pc, m.State.Sr, (uint)m.Core.Retired];

    private static TestMachine Machine(InstructionCacheModel model)
    {
        var m = new TestMachine(null, model == InstructionCacheModel.Coherent ? null : new InstructionCache(model));
        m.State.Ccr = Enabled;
        Patch(m, 1);
        m.Put(Line + 2, "rts", "nop");
        return m;
    }

    // As a store of the guest or of the patcher: decoded text is forgotten, the cache is not told.
    private static void Patch(TestMachine m, uint value)
    {
        m.Put(Line, $"mov #{value},r1");
        m.Tables.Code(0)?.Forget(0x200, 2);
    }

    private static (uint First, uint Second) CallPatchCall(TestMachine m, string operation = "nop", uint r2 = 0, uint r3 = 0)
    {
        uint first = Call(m, Line);
        Patch(m, 2);
        Run(m, operation, r2, r3);
        return (first, Call(m, Line));
    }

    private static uint Call(TestMachine m, uint address)
    {
        m.State.Pr = TestMachine.Text + 0x800;
        m.State.Pc = address;
        m.Run(3);
        Assert.Equal(TestMachine.Text + 0x800, m.State.Pc);
        return m.State[1];
    }

    private static uint Load(TestMachine m, uint address)
    {
        Run(m, "mov.l @r2,r3", address, 0);
        return m.State[3];
    }

    // From P2, so that it changes no line.
    private static void Run(TestMachine m, string line, uint r2, uint r3)
    {
        m.Put(TestMachine.Text + 0x900, line);
        m.Tables.Code(0)?.Forget(0x900, 2);
        (m.State.Pc, m.State[2], m.State[3]) = (P2 + 0x900, r2, r3);
        CoreExit exit = m.Run(1);
        Assert.True(exit.Reason == ExitReason.Budget && m.State.Pc == P2 + 0x902, exit.ToString());
    }
}
