using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>An instruction whose accesses all go to the world, although the tables have their frames.</summary>
public sealed class AskingWorldTests
{
    [Theory, InlineData(0), InlineData(1)]
    public void OneInstructionAsksAndTheNextDoesNot(uint mmucr)
    {
        var m = new TestMachine("mov.l @r1,r2", "mov.l @r1,r3", "nop");
        m.Put(TestMachine.Data, [7, 0, 0, 0]);
        m.State.Mmucr = mmucr; // With the MMU on loads have a path of their own.
        m.State[1] = TestMachine.Data;
        m.Run(3);
        m.State.Pc = TestMachine.Text;
        m.SeenLoads.Clear();
        Assert.Equal(ExitReason.Budget, m.Core.RunAskingWorld().Reason);
        Assert.Equal((TestMachine.Text + 2, 7u), (m.State.Pc, m.State[2]));
        Assert.Equal([(0x0C00_2000u, 7u)], m.SeenLoads);
        m.Run(1);
        Assert.Single(m.SeenLoads);
    }

    [Theory, InlineData("tas.b @r1"), InlineData("mov.l r2,@r1"), InlineData("movco.l r0,@r1")]
    public void SoDoStoresAndAtomics(string instruction)
    {
        var m = new TestMachine("movli.l @r1,r0", instruction);
        m.State[1] = TestMachine.Data;
        m.State[2] = 3;
        m.Run(1);
        m.ReadOnly.Add(0x0C00_2000); // As the world sees it: the tables have a frame to store into.
        CoreExit exit = m.Core.RunAskingWorld();
        Assert.Equal(ExitReason.Failed, exit.Reason);
        Assert.Contains("read-only memory at 0c002000", exit.Cause, StringComparison.Ordinal);
        Assert.Equal(ExitReason.Budget, m.Run(1).Reason);
    }

    [Fact]
    public void AnAbsentFrameLeavesRestartably()
    {
        var m = new TestMachine("mov.l @r1,r2") { EveryAccessAbsentOnce = true };
        m.State[1] = TestMachine.Data;
        Assert.Equal(ExitReason.FrameAbsent, m.Core.RunAskingWorld().Reason);
        Assert.Equal(TestMachine.Text, m.State.Pc);
        Assert.Equal(ExitReason.Budget, m.Core.RunAskingWorld().Reason);
    }
}
