using System.Buffers;
using CsCheck;
using SiloSim.Explorer.Models;
using SiloSim.Machine;
using SiloSim.Tests.Sh4;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>One CPU of a guest that is explored, from one operation to the next.</summary>
public sealed class GuestThreadTests
{
    // The NMI's handler is at Text + 0x40; main has the room before it.
    private const string VbrLiteral = ".long 0x8c000a40";
    private const string Open = ".long 0x400000f0";
    private const string Blocked = ".long 0x500000f0";
    private const string DataLiteral = ".long 0x8c002000";

    [Theory]
    [InlineData("tas-lock")]
    [InlineData("dekker")]
    [InlineData("movli-counter")]
    [InlineData("nmi-enter-exit")]
    public void TakingTurnsTheGuestsEndRight(string guest)
    {
        var program = new GuestProgram(GuestFiles.Load($"explore/{guest}"), cpus: 2);
        for (int seed = 0; seed < 20; seed++)
        {
            var memory = new GuestMemory(program, MemoryModel.Sc);
            GuestThread[] cpus = [program.Boot(0), program.Boot(1)];
            int nmis = 3;
            for (int turn = 0; cpus.Any(cpu => cpu.Posted.Kind != GuestOperationKind.Exit) || cpus[1].InNmi; turn++)
            {
                Assert.True(turn < 1000, "it does not end");
                GuestThread cpu = cpus[((turn / (1 + (seed / 2))) + seed) % 2];
                if (cpu.CanStrike && nmis > 0)
                {
                    nmis--;
                    cpu.Strike();
                }
                else if (cpu.Posted.CanResume)
                {
                    cpu.Resume(memory.Execute(cpu.Cpu, cpu.Posted));
                }
            }
            Assert.All(cpus, cpu => Assert.Equal(0u, cpu.Posted.Value));
        }
    }

    [Fact]
    public void ItPostsWhatTheInstructionsSay()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/movli-counter"), cpus: 2);
        GuestThread cpu = program.Boot(1);
        uint counter = MemoryMap.ToPhysical(program.Elf.Address("counter"));
        Assert.Equal(new GuestOperation(GuestOperationKind.LoadLinked, counter, 4), cpu.Posted);
        Assert.Equal("movli.l @r2,r0", program.Instruction(cpu.Pc));
        Assert.Equal("counter", program.Describe(counter));
        cpu.Resume(41);
        Assert.Equal(new GuestOperation(GuestOperationKind.StoreConditional, counter, 4, 42, 41), cpu.Posted);
        cpu.Resume(0);
        Assert.Equal(GuestOperationKind.LoadLinked, cpu.Posted.Kind);
        cpu.Resume(0);
        cpu.Resume(1);
        Assert.Equal(new GuestOperation(GuestOperationKind.Barrier), cpu.Posted);
        cpu.Resume(0);
        Assert.Equal(
            new GuestOperation(
                GuestOperationKind.TestAndSet, MemoryMap.ToPhysical(program.Elf.Address("finished")), 1, 0x80),
            cpu.Posted);
        cpu.Resume(0);
        Assert.Equal(new GuestOperation(GuestOperationKind.Exit), cpu.Posted);
        Assert.Throws<InvalidOperationException>(() => cpu.Resume(0));
    }

    [Fact]
    public void EqualHistoriesAreEqualBytesAndOtherResultsOthersUntilNothingIsLeftOfThem()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/lost-update"), cpus: 2);
        GuestThread one = program.Boot(0), same = program.Boot(0), other = program.Boot(0);
        Assert.Equal(Encoded(one), Encoded(same));
        one.Resume(7);
        same.Resume(7);
        other.Resume(8);
        Assert.Equal(Encoded(one), Encoded(same));
        Assert.NotEqual(Encoded(one), Encoded(other));

        // The sum is stored, and its register has another value.
        one.Resume(0);
        other.Resume(0);
        Assert.NotEqual(Encoded(one), Encoded(same));
        Assert.Equal(Encoded(one), Encoded(other));
    }

    [Fact]
    public void StatesMeetAgainWhateverTheWay()
    {
        // A spin that sees the same again is where it was: no count of turns is in the state.
        var program = new GuestProgram(GuestFiles.Load("explore/tas-lock"), cpus: 2);
        GuestThread cpu = program.Boot(0);
        cpu.Resume(0x80);
        byte[] once = Encoded(cpu);
        cpu.Resume(0x80);
        Assert.Equal(once, Encoded(cpu));
    }

    [Fact]
    public void ACopyGoesItsOwnWay()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/nmi-enter-exit"), cpus: 2);
        GuestThread cpu = program.Boot(1);
        cpu.Strike();
        cpu.Resume(5);
        byte[] before = Encoded(cpu);
        GuestThread copy = cpu.Copy();
        Assert.Equal((cpu.Posted, cpu.Pc, cpu.InNmi), (copy.Posted, copy.Pc, copy.InNmi));
        copy.Resume(1);
        copy.Resume(0);
        Assert.Equal(before, Encoded(cpu));
        cpu.Resume(1);
        cpu.Resume(0);
        Assert.Equal(Encoded(copy), Encoded(cpu));
        Assert.Throws<ArgumentException>(() => cpu.CopyFrom(program.Boot(0)));
    }

    [Fact]
    public void ARestoredStateGoesOnAsTheOriginal()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/nmi-enter-exit"), cpus: 2);
        var memory = new GuestMemory(program, MemoryModel.Sc);
        GuestThread cpu = program.Boot(0), restored = program.Boot(0);
        while (cpu.Posted.CanResume)
        {
            restored.Restore(Encoded(cpu));
            Assert.Equal((cpu.Posted, cpu.Pc), (restored.Posted, restored.Pc));
            Assert.Equal(Encoded(cpu), Encoded(restored));
            uint result = memory.Execute(0, cpu.Posted);
            cpu.Resume(result);
            restored.Resume(result);
            Assert.Equal(Encoded(cpu), Encoded(restored));
        }
        Assert.Equal(new GuestOperation(GuestOperationKind.Exit), cpu.Posted);
    }

    [Fact]
    public void AnyBytesAsAStateAreRefusedOrRun()
    {
        var program = new GuestProgram(
            GuestFiles.Load("explore/nmi-enter-exit"), cpus: 2, localInstructions: 50);
        byte[] good = Encoded(program.Boot(0));
        Gen.Select(Gen.Byte.Array[0, 120], Gen.Int[0, 3], Gen.Int[0, good.Length - 1], Gen.Byte).Sample(
            (bytes, way, at, change) =>
            {
                GuestThread cpu = program.Boot(0);
                byte[] changed = [.. good];
                changed[at] = change;
                try
                {
                    cpu.Restore(way switch { 0 => bytes, 1 => good.AsSpan(0, at), 2 => [.. good, change], _ => changed });
                }
                catch (ArgumentException)
                {
                    return;
                }
                for (int i = 0; i < 20 && cpu.Posted.CanResume; i++)
                {
                    cpu.Resume(1);
                }
            },
            iter: 2000);
    }

    [Fact]
    public void AnNmiStrikesWhereItIsLetAndTakesTheReservation()
    {
        GuestProgram program = WithHandler(
            [
                "mov.l 0x8c001028,r1", "ldc r1,vbr", "mov.l 0x8c00102c,r1", "mov.l 0x8c001024,r8", "ldc r1,sr",
                "movli.l @r8,r0", "movco.l r0,@r8", "movt r1", "mov.l r1,@r8",
            ],
            ["stc spc,r0", "mov.l r0,@r8", "rte", "nop"]);
        GuestThread cpu = program.Boot(0);
        Assert.Equal(GuestOperationKind.LoadLinked, cpu.Posted.Kind);
        Assert.True(cpu.CanStrike);
        GuestThread undisturbed = cpu.Copy();
        undisturbed.Resume(9);
        Assert.Equal(GuestOperationKind.StoreConditional, undisturbed.Posted.Kind);

        cpu.Resume(9);
        cpu.Strike();
        Assert.True(cpu.InNmi);
        Assert.False(cpu.CanStrike);
        Assert.Throws<InvalidOperationException>(cpu.Strike);
        Assert.Equal(
            new GuestOperation(GuestOperationKind.Store, TinyGuest.PhysicalData, 4, TinyGuest.Text + 12), cpu.Posted);
        Assert.Equal(TinyGuest.Text + 0x42, cpu.Pc);
        cpu.Resume(0);

        // The link is gone: MOVCO.L accesses nothing, and T is 0.
        Assert.False(cpu.InNmi);
        Assert.Equal(new GuestOperation(GuestOperationKind.Store, TinyGuest.PhysicalData, 4, 0), cpu.Posted);
    }

    [Fact]
    public void AnNmiCanStrikeInAStretchThatIsBlockedAgainBeforeAnyAccess()
    {
        GuestProgram program = WithHandler(
            [
                "mov.l 0x8c001028,r1", "ldc r1,vbr", "mov.l 0x8c00102c,r1", "mov.l 0x8c001030,r9",
                "mov.l 0x8c001024,r8", "mov.l @r8,r10", "ldc r1,sr", "ldc r9,sr", "mov.l r10,@r8",
            ],
            ["mov.b r0,@r8", "rte", "nop"]);
        GuestThread cpu = program.Boot(0);
        Assert.Equal(GuestOperationKind.Load, cpu.Posted.Kind);
        Assert.False(cpu.CanStrike);
        cpu.Resume(3);
        Assert.Equal((GuestOperationKind.Local, TinyGuest.Text + 14), (cpu.Posted.Kind, cpu.Pc));
        Assert.True(cpu.CanStrike);
        GuestThread struck = cpu.Copy();
        struck.Strike();
        Assert.Equal(1, struck.Posted.Bytes);
        struck.Resume(0);
        Assert.Equal(GuestOperationKind.Local, struck.Posted.Kind);
        cpu.Resume(0);
        Assert.Equal(new GuestOperation(GuestOperationKind.Store, TinyGuest.PhysicalData, 4, 3), cpu.Posted);
        Assert.False(cpu.CanStrike);
    }

    [Fact]
    public void ItCanStopWhereverAnNmiCanStrike()
    {
        byte[] text = Assembler.Assemble(
            TinyGuest.Text, "mov.l 0x8c001010,r1", "ldc r1,sr", "nop", "nop", "sleep", "nop", "nop", "nop", Open);
        GuestThread cpu = TinyGuest.Program(text, stopsEverywhere: true).Boot(0);
        foreach (uint place in (uint[])[4, 6, 8])
        {
            Assert.Equal((GuestOperationKind.Local, TinyGuest.Text + place), (cpu.Posted.Kind, cpu.Pc));
            cpu.Resume(0);
        }
        Assert.Equal(GuestOperationKind.Sleep, cpu.Posted.Kind);
        Assert.Equal(GuestOperationKind.Sleep, TinyGuest.Program(text).Boot(0).Posted.Kind);
    }

    [Fact]
    public void ASleeperIsWokenByAnNmiAlone()
    {
        GuestProgram program = WithHandler(
            [
                "mov.l 0x8c001028,r1", "ldc r1,vbr", "mov.l 0x8c00102c,r1", "mov.l 0x8c001024,r8", "ldc r1,sr",
                "sleep", "mov.l r8,@r8",
            ],
            ["rte", "nop"]);
        GuestThread cpu = program.Boot(0);
        Assert.Equal(GuestOperationKind.Sleep, cpu.Posted.Kind);
        Assert.Throws<InvalidOperationException>(() => cpu.Resume(0));
        GuestThread restored = program.Boot(0);
        restored.Restore(Encoded(cpu));
        Assert.Equal(GuestOperationKind.Sleep, restored.Posted.Kind);
        restored.Strike();
        Assert.Equal(GuestOperationKind.Store, restored.Posted.Kind);
    }

    [Fact]
    public void TwoAccessesOfOneInstructionAreTwoOperations()
    {
        GuestProgram program = TinyGuest.Program(
            "mov.l 0x8c001010,r1", "ldc r1,gbr", "mov.l 0x8c001014,r1", "ldc r1,sr", "mov #4,r0",
            "and.b #15,@(r0,gbr)", "nop", "nop", DataLiteral, Open);
        GuestThread cpu = program.Boot(0);
        Assert.Equal(new GuestOperation(GuestOperationKind.Load, TinyGuest.PhysicalData + 4, 1), cpu.Posted);
        Assert.True(cpu.CanStrike);
        cpu.Resume(0xAB);
        var store = new GuestOperation(GuestOperationKind.Store, TinyGuest.PhysicalData + 4, 1, 0x0B);
        Assert.Equal(store, cpu.Posted);
        Assert.False(cpu.CanStrike);
        GuestThread restored = program.Boot(0);
        restored.Restore(Encoded(cpu));
        Assert.Equal(store, restored.Posted);
        Assert.False(restored.CanStrike);
        Assert.NotEqual(Encoded(program.Boot(0)), Encoded(cpu));
    }

    [Fact]
    public void AnAccessInADelaySlotIsThatOfItsBranch()
    {
        GuestProgram program = TinyGuest.Program("mov.l 0x8c001008,r1", "bra 0x8c001000", "synco", "nop", DataLiteral);
        GuestThread cpu = program.Boot(0);
        Assert.Equal((GuestOperationKind.Barrier, TinyGuest.Text + 2), (cpu.Posted.Kind, cpu.Pc));
        Assert.Equal("bra 8c001000; synco", program.Instruction(cpu.Pc).Replace("0x", "", StringComparison.Ordinal));
        cpu.Resume(0);
        Assert.Equal(GuestOperationKind.Barrier, cpu.Posted.Kind);
    }

    [Fact]
    public void TheStackIsTheCpusOwnAndConstantsAreNoOperation()
    {
        // Pushes, pops, reads a literal, a byte of text; then the stack's word in another size.
        GuestProgram program = TinyGuest.Program(
            "mov.l 0x8c001018,r1", "mov.l r1,@-r15", "mov.b @r15,r3", "mov.l @r15+,r2", "mova 0x8c001018,r0",
            "mov.b @r0,r4", "mov.l r4,@r2", "nop", "nop", "nop", "nop", "nop", DataLiteral);
        GuestThread cpu = program.Boot(1);
        Assert.Equal(new GuestOperation(GuestOperationKind.Store, TinyGuest.PhysicalData, 4, 0), cpu.Posted);
        byte[] state = Encoded(cpu);
        GuestThread restored = program.Boot(1);
        restored.Restore(state);
        Assert.Equal(state, Encoded(restored));
    }

    [Theory]
    [InlineData("cpu 0 has its stack at 8ffffffc, where no other may be", "mov.l @r1,r0", ".long 0x8ffffffc")]
    [InlineData("read-only memory at 0c001000", "mov.l r0,@r1", ".long 0x8c001000")]
    [InlineData("read-only memory at 0c001000", "tas.b @r1", ".long 0x8c001000")]
    [InlineData("no memory at 1c000000", "mov.l r0,@r1", ".long 0x9c000000")]
    [InlineData("no text of the guest at 8c004000", "jmp @r1", ".long 0x8c004000")]
    [InlineData("address error (load at 8c002001) with SR.BL set", "mov.l @r1,r0", ".long 0x8c002001")]
    [InlineData("10000 instructions without an access that others could notice", "bra 0x8c001002", ".long 0x00000000")]
    [InlineData("the guest uses the MMU, the store queues or user breaks, which are no part of a state", "ldtlb", ".long 0x00000000")]
    [InlineData("the guest uses the MMU, the store queues or user breaks, which are no part of a state", "mov.l r0,@r1", ".long 0xe0000000")]
    public void AFailureIsNamed(string cause, string line, string literal)
    {
        GuestProgram program = TinyGuest.Program("mov.l 0x8c001008,r1", line, "nop", "nop", literal);
        GuestThread cpu = program.Boot(1);
        Assert.Equal((GuestOperationKind.Failed, cause), (cpu.Posted.Kind, cpu.Failure));
        Assert.False(cpu.CanStrike);
        GuestThread restored = program.Boot(1);
        restored.Restore(Encoded(cpu));
        Assert.Equal((GuestOperationKind.Failed, cause), (restored.Posted.Kind, restored.Failure));
        Assert.Equal(Encoded(cpu), Encoded(restored));
        Assert.Equal(cause, cpu.Copy().Failure);
    }

    [Theory]
    [InlineData(1, 7u)]
    [InlineData(2, 0u)]
    [InlineData(3, 1u)]
    [InlineData(4, 2u)]
    [InlineData(6, 0u)]
    public void HostCallsThatNeedNoTimeAreAnswered(int function, uint answer)
    {
        GuestThread cpu = TinyGuest.Program(
            "mov #7,r5", $"mov #{function},r3", "trapa #60", "mov r0,r4", "mov #0,r3", "trapa #60").Boot(1);
        Assert.Equal(new GuestOperation(GuestOperationKind.Exit, Value: answer), cpu.Posted);
    }

    [Theory]
    [InlineData(5, "the guest asks for the time, which is no part of a state")]
    [InlineData(99, "no such host call: 99")]
    public void OtherHostCallsFail(int function, string cause) =>
        Assert.Equal(cause, TinyGuest.Program($"mov #{function},r3", "trapa #60").Boot(0).Failure);

    [Fact]
    public void AnExceptionThatTheGuestDoesNotHandleIsNamed()
    {
        var program = new GuestProgram(GuestFiles.Load("crash-nmi"), cpus: 1);
        var memory = new GuestMemory(program, MemoryModel.Sc);
        GuestThread cpu = program.Boot(0);
        while (cpu.Posted.CanResume)
        {
            cpu.Resume(memory.Execute(0, cpu.Posted));
            if (cpu.CanStrike)
            {
                cpu.Strike();
            }
        }
        Assert.Equal(GuestOperationKind.Failed, cpu.Posted.Kind);
        Assert.Contains("illegal instruction", cpu.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void WordsOfCallSitesAreSharedThoughTheyAreText()
    {
        var program = new GuestProgram(GuestFiles.Load("spin"), cpus: 1);
        foreach (CallSite site in CallSiteFinder.Find(program.Elf))
        {
            uint physical = MemoryMap.ToPhysical(site.Address);
            Assert.False(program.IsConstant(physical));
            Assert.True(program.IsConstant(physical - 4));
            Assert.True(program.IsConstant(physical + 4));
        }
    }

    private static GuestProgram WithHandler(string[] main, string[] handler)
    {
        byte[] text = new byte[4096];
        Assembler.Assemble(TinyGuest.Text, main).CopyTo(text, 0);
        Assembler.Assemble(TinyGuest.Text + 0x24, DataLiteral, VbrLiteral, Open, Blocked).CopyTo(text, 0x24);
        Assembler.Assemble(TinyGuest.Text + 0x40, handler).CopyTo(text, 0x40);
        return TinyGuest.Program(text);
    }

    private static byte[] Encoded(GuestThread cpu)
    {
        var writer = new ArrayBufferWriter<byte>();
        cpu.Encode(writer);
        return writer.WrittenSpan.ToArray();
    }
}
