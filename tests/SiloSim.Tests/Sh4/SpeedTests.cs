using System.Diagnostics;

namespace SiloSim.Tests.Sh4;

/// <summary>What must not cost anything, and how fast a loop runs (printed, not judged).</summary>
public sealed class SpeedTests(ITestOutputHelper output)
{
    private static readonly string[] s_loop =
    [
        "mov.l @(4,r1),r2", "add r2,r3", "xor r3,r4", "mov.l r3,@(4,r1)", "rotl r4", "add #1,r5", "dt r6",
        "bf 0x8c000000", "mov.l 0x8c000018,r6", "bra 0x8c000000", "nop", ".word 0x0009", ".long 0x000f4240",
    ];

    [Fact]
    public void RunningAllocatesNothing()
    {
        TestMachine m = Loop();
        m.Run(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            m.Run(100);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ASimpleLoopIsTimed()
    {
        TestMachine m = Loop();
        foreach (int budget in new[] { 1, 32, 2_000, 1_000_000 })
        {
            int rounds = Math.Max(1, 2_000_000 / budget);
            double best = 0;
            for (int repeat = 0; repeat < 4; repeat++)
            {
                long retired = m.Core.Retired;
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < rounds; i++)
                {
                    m.Run(budget);
                }
                best = Math.Max(best, (m.Core.Retired - retired) / Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
            output.WriteLine($"budget {budget}: {best:f0} guest MIPS");
        }
        Assert.NotEqual(0u, m.State[4]);
    }

    private static TestMachine Loop()
    {
        var m = new TestMachine(s_loop);
        m.State[1] = TestMachine.Data;
        m.State[3] = 12345;
        m.State[6] = 1_000_000;
        return m;
    }
}
