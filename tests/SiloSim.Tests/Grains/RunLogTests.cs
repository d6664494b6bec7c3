using SiloSim.Grains;

namespace SiloSim.Tests.Grains;

/// <summary>What a machine grain hears of its run, and what it makes of it.</summary>
public class RunLogTests
{
    private static readonly GuestCrash s_crash = new(0, 0x8c00_1000, ".word 0xfffd", "illegal instruction");
    private readonly RunLog _log = new(cpus: 2);

    [Fact]
    public void TheRunEndsWithItsLastCpu()
    {
        _log.Add(new CpuEvent { Cpu = 1, ExitCode = 0 });
        Assert.False(_log.AllEnded.IsCompleted);
        _log.Add(new CpuEvent { Cpu = 0, ExitCode = 3 });
        Assert.True(_log.AllEnded.IsCompletedSuccessfully);
        Assert.Equal(2, _log.Exited);
        Assert.False(_log.Crashed.IsCompleted);
        Assert.False(_log.Faulted.IsCompleted);
    }

    [Fact]
    public void ACrashIsToldAtOnceAndTheFirstIsKept()
    {
        _log.Add(new CpuEvent { Cpu = 0, Crash = s_crash });
        Assert.True(_log.Crashed.IsCompletedSuccessfully);
        Assert.False(_log.AllEnded.IsCompleted);
        _log.Add(new CpuEvent { Cpu = 1, Crash = s_crash with { Cpu = 1 } });
        Assert.Equal(s_crash, _log.Crash);
        Assert.True(_log.AllEnded.IsCompletedSuccessfully);
        Assert.Equal(0, _log.Exited);
    }

    [Fact]
    public void TheFirstFaultIsTheRunsFault()
    {
        _log.Add(new CpuEvent { Cpu = -1, Fault = "silo 1 is lost" });
        _log.Add(new CpuEvent { Cpu = -1, Fault = "and so on" });
        Assert.Equal("silo 1 is lost", _log.Fault);
        Assert.True(_log.Faulted.IsCompletedSuccessfully);
        _log.NameFault("silo 2 is lost");
        Assert.Equal("silo 2 is lost", _log.Fault);
    }

    [Fact]
    public void OutputIsToldFromWhereItWasSeenAndNeverGrowsWithoutLimit()
    {
        _log.Add(new CpuEvent { Cpu = 0, Output = [1, 2] });
        _log.Add(new CpuEvent { Cpu = 1, Output = [3] });
        Assert.Equal([1, 2, 3], _log.Output(0));
        Assert.Equal([3], _log.Output(2));
        Assert.Empty(_log.Output(3));
        for (int write = 0; write < 40; write++)
        {
            _log.Add(new CpuEvent { Cpu = 0, Output = new byte[64 << 10] });
        }
        Assert.Equal((1 << 20) - 3, _log.Output(3).Length);
    }

    [Fact]
    public void TheFirstFewOfEachPropertyAreKeptAndAllAreCounted()
    {
        for (int nmi = 1; nmi <= 100; nmi++)
        {
            _log.Add(new CpuEvent { Cpu = 0, Violation = Seen("torn", nmi) });
        }
        _log.Add(new CpuEvent { Cpu = 0, Violation = Seen("changed-under-nmi", 1) });
        Assert.Equal((100, 1), (_log.Torn, _log.Changed));
        Assert.Equal([.. Enumerable.Range(1, 8), 1], _log.Violations.Select(kept => kept.Nmi));
        Assert.False(_log.Keeps(Seen("torn", 1)));
        Assert.True(_log.Keeps(Seen("killed", 1)));
        foreach (string property in new[] { "changed-under-nmi", "killed", "wrong-content", "last-content" })
        {
            for (int nmi = 1; nmi <= 20; nmi++)
            {
                _log.Add(Seen(property, nmi));
            }
        }
        Assert.Equal(32, _log.Violations.Count);
    }

    [Fact]
    public void AControlEndsWhenAllItWantsToSeeHasBeenSeen()
    {
        _log.Add(Seen("torn", 1));
        Assert.True(_log.HasSeen(["torn"]));
        Assert.False(_log.HasSeen(["torn", "changed-under-nmi"]));
        _log.Add(Seen("changed-under-nmi", 1));
        Assert.True(_log.HasSeen(["torn", "changed-under-nmi"]));
        Assert.False(_log.HasSeen([])); // A run that waits for nothing goes on to its end.
    }

    private static ViolationMessage Seen(string property, int nmi) => new() { Property = property, Nmi = nmi };
}
