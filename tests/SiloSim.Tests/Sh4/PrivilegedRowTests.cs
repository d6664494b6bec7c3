namespace SiloSim.Tests.Sh4;

/// <summary>Privileged instructions that neither the vectors nor a user program can prove.</summary>
public sealed class PrivilegedRowTests
{
    [Fact]
    public void LdcSgrCopiesTheRegister()
    {
        var m = new TestMachine("ldc r3,sgr", "stc sgr,r4");
        m.State[3] = 0x1234_5678;
        m.Run(2);
        Assert.Equal((0x1234_5678u, 0x1234_5678u), (m.State.Sgr, m.State[4]));
    }

    [Fact]
    public void LdcLongSgrLoadsTheWordAndStepsOverIt()
    {
        var m = new TestMachine("ldc.l @r3+,sgr");
        m.Put(TestMachine.Data, [0x78, 0x56, 0x34, 0x12]);
        m.State[3] = TestMachine.Data;
        m.Run(1);
        Assert.Equal((0x1234_5678u, TestMachine.Data + 4), (m.State.Sgr, m.State[3]));
    }
}
