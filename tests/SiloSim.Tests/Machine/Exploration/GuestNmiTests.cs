using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Machine;
using SiloSim.Tests.Sh4;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>NMIs in a search: where they strike is a choice, and those that are left strike sooner or later.</summary>
public sealed class GuestNmiTests
{
    private static readonly string[] s_exit = ["mov #0,r3", "mov #0,r4", "trapa #60"];

    [Fact]
    public void WhoeverSleepsIsWokenAndWithoutNmisIsADeadlock()
    {
        GuestProgram program = Program(["sleep", .. s_exit], ["rte", "nop"]);
        Assert.Equal(Finding.Deadlock, GuestModelTests.Search(program, MemoryModel.Sc, nmis: 0).Finding?.Property);
        SearchResult woken = GuestModelTests.Search(program, MemoryModel.Sc, nmis: 1);
        Assert.Equal((Verdict.Holds, null), (woken.Verdict, woken.Finding));
    }

    [Fact]
    public void WhoeverSpinsUntilTheHandlerStoresEndsOnlyWithAnNmi()
    {
        GuestProgram program = Program(
            ["mov.l @r8,r0", "tst r0,r0", "bt 0x8c00100a", .. s_exit], ["mov.l r8,@r8", "rte", "nop"]);
        Assert.Equal(Finding.Livelock, GuestModelTests.Search(program, MemoryModel.Sc, nmis: 0).Finding?.Property);
        SearchResult struck = GuestModelTests.Search(program, MemoryModel.Sc, nmis: 1);
        Assert.Equal((Verdict.Holds, null), (struck.Verdict, struck.Finding));
    }

    [Fact]
    public void TheExecutionsAreCounted()
    {
        // Load, store, done; the NMI loads once. It can strike before the load, before the store, and at the end.
        GuestProgram program = Program(
            ["mov.l @r8,r0", "mov.l r0,@r8", .. s_exit], ["mov.l @r8,r0", "mov #0,r0", "rte", "nop"]);
        SearchResult result = GuestModelTests.Search(program, MemoryModel.Sc, nmis: 1);
        Assert.Equal((Verdict.Holds, 3), (result.Verdict, result.Interleavings));
    }

    [Fact]
    public void TheReservationIsTakenByAnNmi()
    {
        // Whoever does not look whether MOVCO.L has stored loses the count, if an NMI comes in between.
        GuestProgram program = Program(
            ["movli.l @r8,r0", "add #1,r0", "movco.l r0,@r8", "mov.l @r8,r4", "add #-1,r4", "mov #0,r3", "trapa #60"],
            ["rte", "nop"]);
        Assert.Equal(Verdict.Holds, GuestModelTests.Search(program, MemoryModel.Sc, nmis: 0).Verdict);
        SearchResult struck = GuestModelTests.Search(program, MemoryModel.Sc, nmis: 1);
        Assert.Contains("exit code 4294967295", struck.Finding?.Description, StringComparison.Ordinal);
        Assert.Equal(
            [ChoiceKind.Thread, ChoiceKind.Interrupt], struck.Counterexample.Select(choice => choice.Kind).Take(2));
    }

    /// <summary>One CPU; r8 is the address of the data, and NMIs come from the fifth instruction on.</summary>
    private static GuestProgram Program(string[] main, string[] handler)
    {
        byte[] text = new byte[4096];
        string[] begin =
            ["mov.l 0x8c001080,r8", "mov.l 0x8c001084,r0", "ldc r0,vbr", "mov.l 0x8c001088,r0", "ldc r0,sr"];
        Assembler.Assemble(TinyGuest.Text, [.. begin, .. main]).CopyTo(text, 0);
        Assembler.Assemble(TinyGuest.Text + 0x40, handler).CopyTo(text, 0x40);
        string[] pool = [$".long 0x{TinyGuest.Data:x8}", ".long 0x8c000a40", ".long 0x400000f0"];
        Assembler.Assemble(TinyGuest.Text + 0x80, pool).CopyTo(text, 0x80);
        return TinyGuest.Program(text, cpus: 1);
    }
}
