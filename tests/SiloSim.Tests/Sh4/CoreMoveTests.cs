using SiloSim.Machine.Devices;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>A core that was moved goes on as the one that it was.</summary>
public sealed class CoreMoveTests
{
    private const uint Stores = TestMachine.Text + 0x1000;

    [Fact]
    public void ACoreGoesOnElsewhereAsItWould()
    {
        TestMachine stays = Machine();
        stays.RunThrough(1000);
        Assert.Equal(0x400u, stays.State.Intevt); // The timer has struck, or the program is not what this test is about.

        byte[] bytes = Save(stays.Core);
        TestMachine moved = Machine();
        for (int i = 0; i < TestMachine.Frames; i++)
        {
            stays.Frame(i).CopyTo(moved.Frame(i), 0);
        }

        Restore(moved.Core, bytes);
        for (int run = 0; run < 20; run++)
        {
            Assert.Equal(Convert.ToHexString(Save(stays.Core)), Convert.ToHexString(Save(moved.Core)));
            stays.RunThrough(997);
            moved.RunThrough(997);
            Assert.Equal(stays.Memory, moved.Memory);
        }

        Assert.True(stays.Core.Retired > 20_000);
    }

    [Fact]
    public void AStateOfAnotherMakeIsRefused()
    {
        byte[] bytes = Save(Machine().Core);
        Assert.Throws<InvalidDataException>(() => Restore(new TestMachine("nop").Core, bytes));
    }

    [Fact]
    public void AStateThatIsCutOffIsRefused()
    {
        byte[] bytes = Save(Machine().Core);
        Assert.Throws<EndOfStreamException>(() => Restore(Machine().Core, bytes[..^5]));
    }

    [Fact]
    public void LinesThatNameNoInstructionAreRefused()
    {
        TestMachine machine = Machine();
        machine.RunThrough(1000);
        byte[] bytes = Save(machine.Core);
        int refused = 0;
        for (int i = 0; i + 4 <= bytes.Length; i += 52)
        {
            byte[] other = [.. bytes];
            other.AsSpan(i, 4).Fill(0xFF);
            try
            {
                TestMachine target = Machine();
                Restore(target.Core, other);
                target.Run(100); // Whatever it is, it must not harm the host.
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
            {
                refused++;
            }
        }

        Assert.True(refused > 0);
    }

    /// <summary>A loop that uses each part that a core may have: timer, TLB, store queue, break channel, modelled cache.</summary>
    private static TestMachine Machine()
    {
        var machine = new TestMachine(
            new OnChipDevices(),
            new InstructionCache(InstructionCacheModel.Modelled16k),
            "add #1,r1",
            "mov.l r1,@r2",
            "movli.l @r3,r0",
            "fadd fr1,fr0",
            "mov.l @r4,r5",
            "bra 0x8c000000",
            "add r5,r6");
        machine.Put(TestMachine.Text + 0x600, "stc spc,r7", "add #1,r1", "rte", "nop"); // R1 of bank 1: the handler counts.
        machine.Put(Stores, "mov.b r1,@r0", "mov.w r1,@r0", "nop", "mov.l r1,@r0");
        CpuState state = machine.State;
        state.Ccr = 1u << 8;
        state[2] = 0xE000_0000; // A store queue.
        state[3] = TestMachine.Data;
        state[4] = 0xFFD8_000C; // TCNT0.
        state.StoreQueues = new StoreQueues();
        state.Tlb = new Tlb();
        state.Tlb.SetUnified(7, new TlbEntry { Address = 0x0000_3000, Data = 0x0C00_1100 });
        Store(machine, 0xFF20_0000, 4, 0x1234_5678); // BARA
        Store(machine, 0xFFD0_0004, 2, 0x5000);      // IPRA: TUNI0
        Store(machine, 0xFFD8_0008, 4, 20);          // TCOR0
        Store(machine, 0xFFD8_000C, 4, 20);          // TCNT0
        Store(machine, 0xFFD8_0010, 2, 1u << 5);     // TCR0: UNIE
        Store(machine, 0xFFD8_0004, 1, 1);           // TSTR
        return machine;
    }

    /// <summary>The guest stores a word into a register, and is where it was before.</summary>
    private static void Store(TestMachine machine, uint address, int bytes, uint value)
    {
        CpuState state = machine.State;
        (uint pc, uint r0, uint r1) = (state.Pc, state[0], state[1]);
        uint at = Stores + (2 * ((uint)bytes - 1));
        (state.Pc, state[0], state[1]) = (at, address, value);
        machine.RunThrough(1);
        Assert.Equal(at + 2, state.Pc);
        (state.Pc, state[0], state[1]) = (pc, r0, r1);
    }

    private static byte[] Save(Core core)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        core.Move(new StateMover(writer));
        writer.Flush();
        return bytes.ToArray();
    }

    private static void Restore(Core core, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        core.Move(new StateMover(reader));
    }
}
