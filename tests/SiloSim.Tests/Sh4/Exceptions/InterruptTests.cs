using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Exceptions;

/// <summary>Interrupts of the modules on the chip, by the SH-4 software manual's "Exceptions", "Interrupts".</summary>
public sealed class InterruptTests
{
    private const uint Handler = TestMachine.Text + 0x600;

    /// <summary>"Interrupts": between two instructions, SPC is the next one; INTEVT, SSR, SGR; a slot is not split off.</summary>
    [Theory, InlineData(1, 2), InlineData(2, 2), InlineData(3, 4), InlineData(4, 4), InlineData(5, 5)]
    public void AnInterruptComesAtItsTimeAndNotBetweenABranchAndItsSlot(int asksAt, int acceptedAt)
    {
        foreach (int quantum in new[] { 1, 2, 3, 100 })
        {
            var devices = new FakeDevices { AsksAt = asksAt };
            var m = new TestMachine(devices, null, "bra 0x8c000004", "nop", "bra 0x8c000008", "nop", "nop", "nop", "nop");
            m.Put(Handler, "nop", "nop", "nop", "nop", "nop", "nop", "nop");
            m.RunThrough(7, quantum);
            Assert.Equal((0x620u, TestMachine.Text + ((uint)acceptedAt * 2)), (m.State.Intevt, m.State.Spc));
            Assert.Equal(StatusRegister.MdBit, m.State.Ssr);
            Assert.Equal(m.State[15], m.State.Sgr);
            Assert.Equal(Handler + ((7 - (uint)acceptedAt) * 2), m.State.Pc);
        }
    }

    /// <summary>"Interrupts": a level must be above IMASK; LDC to SR and RTE let one through behind themselves.</summary>
    [Theory]
    [InlineData(4, true), InlineData(5, false), InlineData(15, false)]
    public void AMaskedInterruptWaits(int imask, bool accepted)
    {
        var m = new TestMachine(new FakeDevices { AsksAt = 1 }, null, "nop", "nop", "nop", "nop");
        m.Put(Handler, "nop", "nop", "nop");
        m.State.Sr = StatusRegister.MdBit | ((uint)imask << 4);
        m.Run(3);
        Assert.Equal(accepted ? 0x620u : 0u, m.State.Intevt);
    }

    [Theory, InlineData("ldc r1,sr"), InlineData("ldc.l @r2+,sr")]
    public void AWaitingInterruptIsAcceptedRightBehindWhatUnmasksIt(string unmask)
    {
        foreach (uint blocks in new[] { StatusRegister.ImaskField, StatusRegister.BlBit })
        {
            var m = new TestMachine(new FakeDevices { AsksAt = 1 }, null, "nop", "nop", unmask, "nop", "nop", "nop");
            m.Put(Handler, "nop", "nop", "nop");
            m.Put(TestMachine.Data, $".long 0x{StatusRegister.MdBit:x8}");
            m.State.Sr = StatusRegister.MdBit | blocks;
            m.State[1] = StatusRegister.MdBit;
            m.State[2] = TestMachine.Data;
            m.Run(5);
            Assert.Equal((0x620u, TestMachine.Text + 6), (m.State.Intevt, m.State.Spc));
        }
    }

    [Fact]
    public void AWaitingInterruptIsAcceptedBehindTheSlotOfRte()
    {
        var m = new TestMachine(new FakeDevices { AsksAt = 1 }, null, "nop", "rte", "mov #3,r1", "nop");
        m.Put(Handler, "nop", "nop", "nop");
        m.State.Sr = StatusRegister.MdBit | StatusRegister.BlBit;
        m.State.Ssr = StatusRegister.MdBit;
        m.State.Spc = TestMachine.Text + 0x20;
        m.Run(4);
        Assert.Equal((0x620u, TestMachine.Text + 0x20, 3u), (m.State.Intevt, m.State.Spc, m.State.GetBanked(1)));
    }

    /// <summary>"Sleep Mode": an interrupt ends it; SPC is behind the SLEEP.</summary>
    [Fact]
    public void AnInterruptEndsASleep()
    {
        var devices = new FakeDevices { AsksAt = 100 };
        var m = new TestMachine(devices, null, "sleep", "nop", "nop");
        m.Put(Handler, "nop", "nop", "nop");
        Assert.Equal(ExitReason.Sleep, m.Run(10).Reason);
        Assert.Equal(100, m.Core.NextEvent);
        m.Core.IdleTime = 98;
        Assert.False(m.Core.TryWake());
        Assert.Equal(ExitReason.Sleep, m.Run(10).Reason);
        m.Core.IdleTime = 99;
        Assert.True(m.Core.TryWake());
        Assert.Equal((0x620u, TestMachine.Text + 2, Handler), (m.State.Intevt, m.State.Spc, m.State.Pc));
    }

    /// <summary>"Sleep Mode": with BL set the core wakes and accepts once BL is clear.</summary>
    [Fact]
    public void WithBlSetAnInterruptEndsASleepAndWaits()
    {
        var m = new TestMachine(new FakeDevices { AsksAt = 1 }, null, "sleep", "ldc r1,sr", "nop", "nop");
        m.Put(Handler, "nop", "nop", "nop");
        m.State.Sr = StatusRegister.MdBit | StatusRegister.BlBit;
        m.State[1] = StatusRegister.MdBit;
        m.Run(3);
        Assert.Equal((0x620u, TestMachine.Text + 4), (m.State.Intevt, m.State.Spc));
    }

    /// <summary>"NMI": with ICR.NMIB set it is accepted while BL is set; hardware manual, "Interrupt Control Register".</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void IcrNmibLetsAnNmiThroughBl(bool nmib)
    {
        var m = new TestMachine(new FakeDevices { NmiWhileBlocked = nmib }, null, "nop");
        m.State.Sr = StatusRegister.MdBit | StatusRegister.BlBit;
        Assert.Equal(nmib, m.Core.TryAcceptNmi());
        Assert.Equal(nmib ? 0x1C0u : 0u, m.State.Intevt);
    }

    /// <summary>"Exception Types and Priorities": an NMI comes before interrupts.</summary>
    [Fact]
    public void AnNmiComesBeforeAnInterrupt()
    {
        var m = new TestMachine(new FakeDevices { AsksAt = 1 }, null, "nop", "nop");
        m.Put(Handler, "rte", "nop");
        m.Run(1);
        Assert.True(m.Core.TryAcceptNmi());
        Assert.Equal(ExitReason.NmiReturned, m.Run(10).Reason);
        m.Run(1);
        Assert.Equal((0x620u, TestMachine.Text + 2), (m.State.Intevt, m.State.Spc));
    }

    /// <summary>A register of a module is used at the exact virtual time, however long the run is.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(100)]
    public void ARegisterIsUsedAtTheTimeOfItsInstruction(int quantum)
    {
        var devices = new FakeDevices();
        var m = new TestMachine(devices, null, "nop", "nop", "mov.l @r1,r2", "bra 0x8c00000a", "mov.l @r1,r3", "nop", "mov.w @r1,r4");
        m.State[1] = FakeDevices.Register;
        m.Core.IdleTime = 1000;
        m.RunThrough(6, quantum);
        Assert.Equal([1002L, 1003L], devices.UsedAt);
        Assert.Equal((1002u, 1003u), (m.State[2], m.State[3]));
        Assert.Equal($"no memory at {FakeDevices.Register:x8}", m.Run(5).Cause);
    }

    /// <summary>The slot of an RTE that lets an interrupt through uses a register: both happen, once.</summary>
    [Fact]
    public void TheSlotOfAnRteThatUnmasksUsesARegister()
    {
        var devices = new FakeDevices { AsksAt = 1 };
        var m = new TestMachine(devices, null, "nop", "rte", "mov.l @r9,r10", "nop");
        m.Put(Handler, "nop", "nop", "nop");
        m.State.Sr = StatusRegister.MdBit | StatusRegister.BlBit;
        m.State.Ssr = StatusRegister.MdBit;
        m.State.Spc = TestMachine.Text + 0x20;
        m.State[9] = FakeDevices.Register;
        m.Run(4);
        Assert.Equal((0x620u, TestMachine.Text + 0x20, 1u), (m.State.Intevt, m.State.Spc, m.State[10]));
        Assert.Equal([1L], devices.UsedAt);
    }

    /// <summary>"Interrupts": a module asks until it is served, so behind an RTE before that its interrupt is accepted again.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(100)]
    public void AnInterruptThatNobodyServesIsAcceptedAgainBehindItsRte(int quantum)
    {
        var m = new TestMachine(new FakeDevices { AsksAt = 1 }, null, "nop", "nop");
        m.Put(Handler, "add #1,r8", "rte", "nop");
        m.RunThrough(1 + (3 * 3), quantum);
        Assert.Equal((3u, TestMachine.Text + 2), (m.State[8], m.State.Spc));
    }

    /// <summary>A store that makes a module ask is followed by the interrupt.</summary>
    [Fact]
    public void WhatAStoreAsksForComesBehindIt()
    {
        var m = new TestMachine(new FakeDevices(), null, "nop", "mov.l r1,@r1", "nop", "nop");
        m.Put(Handler, "nop", "nop", "nop");
        m.State[1] = FakeDevices.Register;
        m.Run(4);
        Assert.Equal((0x620u, TestMachine.Text + 4), (m.State.Intevt, m.State.Spc));
    }
}
