using SiloSim.Machine.Coherence;

namespace SiloSim.Tests.Machine.Coherence;

/// <summary>When accesses are done at the home of a frame, and when the frame moves.</summary>
public class FrameContentionTests
{
    private static readonly FrameIndex s_frame = new(9);
    private static readonly SiloIndex s_one = new(1);
    private static readonly SiloIndex s_two = new(2);
    private readonly FrameContention _contention = new(new FrameIndex(8), 4);
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void AFrameThatIsTakenAgainAndAgainStaysAtHome()
    {
        Assert.Equal([false, false, false, true], Takes(FrameContention.Patience));
        Assert.True(_contention.Performs(s_frame, s_one, writes: true));
        Assert.False(_contention.Performs(new FrameIndex(10), s_one, writes: true)); // Others are other frames.
    }

    [Fact]
    public void MovesThatAreFarBetweenAreNoContention()
    {
        for (int move = 0; move < 100; move++)
        {
            _now += TimeSpan.FromMilliseconds(5);
            Assert.False(_contention.Asked(s_frame, takes: true, _now));
        }
    }

    [Fact]
    public void WhatNobodyHasToGiveUpIsNoContention()
    {
        for (int request = 0; request < 100; request++)
        {
            Assert.False(_contention.Asked(s_frame, takes: false, _now));
        }
        Assert.False(_contention.Performs(s_frame, s_one, writes: false));
    }

    [Fact]
    public void WhereSilosTakeTurnsItStaysAtHome()
    {
        Takes(FrameContention.Patience);
        for (int turn = 0; turn < 1000; turn++)
        {
            SiloIndex silo = turn % 2 == 0 ? s_one : s_two;
            Assert.True(_contention.Performs(s_frame, silo, writes: false)); // A load, TAS.B, the store that gives back.
            Assert.True(_contention.Performs(s_frame, silo, writes: true));
            Assert.True(_contention.Performs(s_frame, silo, writes: true));
        }
        Assert.True(_contention.Asked(s_frame, takes: false, _now)); // And who has a copy is told so.
    }

    [Fact]
    public void WhereOneSiloDoesMostItMovesAndIsMorePatientTheNextTime()
    {
        for (int patience = FrameContention.Patience; patience <= 64; patience *= 2)
        {
            bool[] told = Takes(patience);
            Assert.Equal(patience - 1, Array.IndexOf(told, true));
            int done = 0;
            while (_contention.Performs(s_frame, done % 16 == 15 ? s_two : s_one, writes: true))
            {
                Assert.True(++done < 100, "it stays at home for ever");
            }
            Assert.False(_contention.Performs(s_frame, s_two, writes: true));
        }
    }

    [Fact]
    public void WhoWaitsForAWordGetsACopyToRead()
    {
        Takes(FrameContention.Patience);
        Assert.True(_contention.Performs(s_frame, s_one, writes: true));
        Assert.Equal([true, true, true, true, false], Enumerable.Range(0, 5).Select(_ => _contention.Performs(s_frame, s_two, writes: false)));
        Assert.True(_contention.Asked(s_frame, takes: false, _now)); // The copy; the next access is done at home again.
        Assert.True(_contention.Performs(s_frame, s_one, writes: true));
        Assert.True(_contention.Performs(s_frame, s_two, writes: false));
    }

    private bool[] Takes(int times) => [.. Enumerable.Range(0, times)
        .Select(_ => _contention.Asked(s_frame, takes: true, _now += TimeSpan.FromMilliseconds(1)))];
}
