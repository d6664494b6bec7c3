using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Mmu;

/// <summary>
/// A core that translates: its text at 8C000000 is in P1, its handlers stand in the same frame, and pages are mapped by
/// the tests. In user mode the same text is at <see cref="UserText"/>.
/// </summary>
internal sealed class MmuMachine
{
    public const uint Text = TestMachine.Text;
    public const uint UserText = 0x0040_0000;
    public const uint Page = 0x1000_0000;
    public const uint DataFrame = TestMachine.Base + 0x2000;
    public const uint OtherFrame = TestMachine.Base + 0x3000;
    public const uint GeneralHandler = Text + 0x100;
    public const uint MissHandler = Text + 0x400;
    public const byte Asid = 0x21;

    // PTEL, from the manual's figure: V, SZ, PR, C, D, SH.
    public const uint Valid = 1u << 8;
    public const uint Size1K = 0;
    public const uint Size4K = 1u << 4;
    public const uint Size64K = 1u << 7;
    public const uint Size1M = (1u << 7) | (1u << 4);
    public const uint PrivilegedRead = 0u << 5;
    public const uint PrivilegedWrite = 1u << 5;
    public const uint UserRead = 2u << 5;
    public const uint UserWrite = 3u << 5;
    public const uint Dirty = 1u << 2;
    public const uint Shared = 1u << 1;
    public const uint Plain = Valid | Size4K | UserWrite | Dirty;

    // MMUCR.
    public const uint At = 1;
    public const uint Ti = 1u << 2;
    public const uint Sv = 1u << 8;
    public const uint Sqmd = 1u << 9;

    public MmuMachine(params string[] lines)
        : this(null, lines)
    {
    }

    public MmuMachine(InstructionCache? instructionCache, params string[] lines)
    {
        Machine = new TestMachine(null, instructionCache, lines);
        Machine.Put(GeneralHandler, "nop", "nop");
        Machine.Put(MissHandler, "nop", "nop");
        State.Pteh = Asid;
        State.Mmucr = At;
        State.Tlb = new Tlb();
    }

    public TestMachine Machine { get; }

    public CpuState State => Machine.State;

    public Tlb Tlb => State.Tlb!;

    public static MmuMachine InMode(bool privileged, params string[] lines)
    {
        var m = new MmuMachine(lines);
        if (!privileged)
        {
            m.Map(63, UserText, TestMachine.Base | Plain);
            m.State.Sr = 0;
            m.State.Pc = UserText;
        }
        return m;
    }

    /// <summary>Maps a page as the hand of a debugger would.</summary>
    public void Map(int entry, uint page, uint data, byte asid = Asid) =>
        Tlb.SetUnified(entry, new TlbEntry { Address = page | asid, Data = data });

    public CoreExit Run(int budget) => Machine.Run(budget);

    /// <summary>Runs one instruction, or a branch with its slot, and says which exception was entered; 0: none.</summary>
    public uint CodeOfOne()
    {
        State.Expevt = 0;
        uint pc = State.Pc;
        Run(1);
        if (State.Expevt == 0)
        {
            Assert.NotEqual(pc, State.Pc);
            return 0;
        }

        // One instruction of the handler has retired.
        bool miss = State.Expevt is 0x040 or 0x060;
        Assert.Equal((miss ? MissHandler : GeneralHandler) + 2, State.Pc);
        return State.Expevt;
    }
}
