using CsCheck;
using SiloSim.Machine.Coherence;
using static SiloSim.Machine.Coherence.DirectoryAction;

namespace SiloSim.Tests.Machine.Coherence;

public sealed class FrameDirectoryTests
{
    private static readonly FrameIndex Frame = new(5);
    private static readonly SiloIndex Zero = new(0);
    private static readonly SiloIndex One = new(1);
    private static readonly SiloIndex Two = new(2);
    private readonly FrameDirectory _home = new(new FrameIndex(4), 4);

    [Fact]
    public void AFrameThatNobodyTouchedIsZeroAndGrantedWithBytes()
    {
        FrameGrant grant = TheGrant(_home.Request(7, Frame, One, FrameState.Shared), 7);
        Assert.Equal((Frame, FrameState.Shared, 1L), (grant.Frame, grant.State, grant.Number));
        Assert.Equal(new byte[FrameDirectory.FrameBytes], grant.Bytes);
        Assert.Equal(FrameState.Shared, _home.StateOf(Frame));
        Assert.Equal([One], _home.HoldersOf(Frame));
    }

    [Fact]
    public void GrantsAreCopiesOfWhatWasLoaded()
    {
        _home.Bytes(Frame)[4095] = 0xe5;
        FrameGrant first = TheGrant(_home.Request(1, Frame, Zero, FrameState.Shared), 1);
        first.Bytes![4095] = 0;
        FrameGrant second = TheGrant(_home.Request(2, Frame, One, FrameState.Shared), 2);
        Assert.Equal(0xe5, second.Bytes![4095]);
        Assert.Equal(2, second.Number);
        Assert.Equal([Zero, One], _home.HoldersOf(Frame));
    }

    [Fact]
    public void ANewHomeGoesOnWithTheBytesAndTheNumbersOfTheOldOne()
    {
        TheGrant(_home.Request(1, Frame, Zero, FrameState.Exclusive), 1);
        Assert.Equal([Frame], _home.Abroad);
        Assert.Throws<InvalidOperationException>(() => _home.Pack());
        _home.RequestHome(2, Frame, write: true);
        Assert.Equal([Frame], _home.Abroad);
        _home.GivenUp(new Recall(Frame, Zero, 1, FrameState.Invalid), Written(0x11));
        _home.HomeDone(2);
        Assert.Empty(_home.Abroad);
        var next = new FrameDirectory(new FrameIndex(4), 4);
        next.Unpack(_home.Pack());
        FrameGrant grant = TheGrant(next.Request(7, Frame, Zero, FrameState.Shared), 7);
        Assert.Equal((2L, (byte)0x11), (grant.Number, grant.Bytes![0])); // A silo refuses a number that it has seen.
        Assert.Throws<ArgumentOutOfRangeException>(() => next.Unpack([new RestingFrame(new FrameIndex(8), 0, null)]));
        Assert.Throws<ArgumentException>(() => next.Unpack([new RestingFrame(new FrameIndex(6), 0, new byte[4095])]));
    }

    [Fact]
    public void AnExclusiveCopyIsDowngradedForAReader()
    {
        TheGrant(_home.Request(1, Frame, Zero, FrameState.Exclusive), 1);
        var recall = new Recall(Frame, Zero, 1, FrameState.Shared);
        Assert.Equal([new SendRecall(recall)], _home.Request(2, Frame, One, FrameState.Shared));
        Assert.True(_home.IsBusy(Frame));
        FrameGrant grant = TheGrant(_home.GivenUp(recall, Written(0x11)), 2);
        Assert.Equal(0x11, grant.Bytes![0]);
        Assert.Equal([Zero, One], _home.HoldersOf(Frame));
        Assert.Equal(FrameState.Shared, _home.StateOf(Frame));
        Assert.False(_home.IsBusy(Frame));
    }

    [Fact]
    public void AnUpgradeWaitsForEveryOtherSharerAndMovesNoBytes()
    {
        Share(Zero, One, Two);
        var fromZero = new Recall(Frame, Zero, 1, FrameState.Invalid);
        var fromTwo = new Recall(Frame, Two, 3, FrameState.Invalid);
        Assert.Equal(
            [new SendRecall(fromZero), new SendRecall(fromTwo)], _home.Request(9, Frame, One, FrameState.Exclusive));
        Assert.Empty(_home.GivenUp(fromTwo, null));
        FrameGrant grant = TheGrant(_home.GivenUp(fromZero, null), 9);
        Assert.Equal(new FrameGrant(Frame, FrameState.Exclusive, 4, null), grant);
        Assert.Equal([One], _home.HoldersOf(Frame));
    }

    [Fact]
    public void AnUpgradeThatLostItsCopyMeanwhileGetsBytes()
    {
        Share(Zero, One);
        var fromOne = new Recall(Frame, One, 2, FrameState.Invalid);
        Assert.Equal([new SendRecall(fromOne)], _home.Request(8, Frame, Zero, FrameState.Exclusive));
        Assert.Empty(_home.Request(9, Frame, One, FrameState.Exclusive));
        Assert.Equal(1, _home.QueueLength(Frame));
        var fromZero = new Recall(Frame, Zero, 3, FrameState.Invalid);
        IReadOnlyList<DirectoryAction> actions = _home.GivenUp(fromOne, null);
        Assert.Equal(
            [new Grant(8, new FrameGrant(Frame, FrameState.Exclusive, 3, null)), new SendRecall(fromZero)], actions);
        FrameGrant grant = TheGrant(_home.GivenUp(fromZero, Written(0x77)), 9);
        Assert.Equal((FrameState.Exclusive, 4L, (byte)0x77), (grant.State, grant.Number, grant.Bytes![0]));
    }

    [Fact]
    public void OtherFramesGoOnWhileOneIsRecalled()
    {
        TheGrant(_home.Request(1, Frame, Zero, FrameState.Exclusive), 1);
        Assert.Single(_home.Request(2, Frame, One, FrameState.Exclusive));
        Assert.Equal(1, TheGrant(_home.Request(3, new FrameIndex(6), One, FrameState.Exclusive), 3).Number);
        Assert.True(_home.TryEnterHome(new FrameIndex(7), write: true));
        Assert.False(_home.TryEnterHome(Frame, write: false));
    }

    [Theory]
    [InlineData(FrameState.Invalid, false, true)]
    [InlineData(FrameState.Invalid, true, true)]
    [InlineData(FrameState.Shared, false, true)]
    [InlineData(FrameState.Shared, true, false)]
    [InlineData(FrameState.Exclusive, false, false)]
    [InlineData(FrameState.Exclusive, true, false)]
    public void AHomeOperationEntersWhenNoCopyIsInItsWay(FrameState outside, bool write, bool enters)
    {
        if (outside != FrameState.Invalid)
        {
            TheGrant(_home.Request(1, Frame, Zero, outside), 1);
        }

        Assert.Equal(enters, _home.TryEnterHome(Frame, write));
        IReadOnlyList<DirectoryAction> actions = _home.RequestHome(2, Frame, write);
        if (!enters)
        {
            var recall = new Recall(Frame, Zero, 1, write ? FrameState.Invalid : FrameState.Shared);
            Assert.Equal([new SendRecall(recall)], actions);
            Assert.Throws<InvalidOperationException>(() => _home.Bytes(Frame).Length);
            actions = _home.GivenUp(recall, outside == FrameState.Exclusive ? Written(0x22) : null);
            Assert.Equal(outside == FrameState.Exclusive ? 0x22 : 0, _home.Bytes(Frame)[0]);
        }

        Assert.Equal([new PermitHome(2)], actions);
        Assert.False(_home.TryEnterHome(Frame, write: false));
        Assert.Empty(_home.HomeDone(2));
        FrameState left = outside == FrameState.Invalid || write ? FrameState.Invalid : FrameState.Shared;
        Assert.Equal(left, _home.StateOf(Frame));
    }

    [Fact]
    public void WhatComesMeanwhileIsServedInItsOrder()
    {
        Assert.Equal([new PermitHome(1)], _home.RequestHome(1, Frame, write: true));
        Assert.Empty(_home.Request(2, Frame, Zero, FrameState.Shared));
        Assert.Empty(_home.Request(3, Frame, One, FrameState.Shared));
        Assert.Empty(_home.RequestHome(4, Frame, write: false));
        Assert.Empty(_home.RequestHome(5, Frame, write: true));
        IReadOnlyList<DirectoryAction> next = _home.HomeDone(1);
        Assert.Equal([2L, 3L], next.OfType<Grant>().Select(grant => grant.Ticket));
        Assert.Equal(new PermitHome(4), next[2]);
        Assert.Equal(3, next.Count);
        Assert.Equal(2, _home.HomeDone(4).OfType<SendRecall>().Count());
    }

    [Fact]
    public void TheFastWayAllotsNothing()
    {
        _home.Bytes(Frame)[0] = 1;
        Assert.True(_home.TryEnterHome(Frame, write: true));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            if (_home.TryEnterHome(Frame, write: true))
            {
                _home.Bytes(Frame)[0]++;
            }
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1_001 & 0xff, _home.Bytes(Frame)[0]);
    }

    [Fact]
    public void BrokenRulesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _home.Request(1, new FrameIndex(3), Zero, FrameState.Shared));
        Assert.Throws<ArgumentOutOfRangeException>(() => _home.RequestHome(1, new FrameIndex(8), true));
        Assert.Throws<ArgumentOutOfRangeException>(() => _home.Request(1, Frame, Zero, FrameState.Invalid));
        Assert.Throws<InvalidOperationException>(() => _home.HomeDone(1));
        TheGrant(_home.Request(1, Frame, Zero, FrameState.Exclusive), 1);
        Assert.Throws<InvalidOperationException>(() => _home.Bytes(Frame).Length);
        var recall = new Recall(Frame, Zero, 1, FrameState.Invalid);
        Assert.Throws<InvalidOperationException>(() => _home.GivenUp(recall, Written(1)));
        Assert.Equal([new SendRecall(recall)], _home.RequestHome(2, Frame, true));
        Assert.Throws<ArgumentException>(() => _home.RequestHome(2, Frame, true));
        Assert.Throws<InvalidOperationException>(() => _home.HomeDone(2));
        Assert.Throws<ArgumentException>(() => _home.GivenUp(recall, null));
        Assert.Throws<ArgumentException>(() => _home.GivenUp(recall, new byte[100]));
        Assert.Throws<InvalidOperationException>(() => _home.GivenUp(recall with { Grant = 2 }, Written(1)));
        Assert.Throws<InvalidOperationException>(
            () => _home.GivenUp(recall with { KeepAs = FrameState.Shared }, Written(1)));
        Assert.Equal([new PermitHome(2)], _home.GivenUp(recall, Written(1)));
        Assert.Throws<InvalidOperationException>(() => _home.GivenUp(recall, Written(1)));
    }

    [Fact]
    public void ASiloThatAsksForWhatItHasIsRefused()
    {
        Share(Zero);
        Assert.Throws<InvalidOperationException>(() => _home.Request(2, Frame, Zero, FrameState.Shared));
    }

    /// <summary>The batch's way, from every state of a frame that a few steps reach: the same state and bytes as the other's.</summary>
    [Fact]
    public void AGrantAtOnceIsTheGrantOfARequest() =>
        Gen.Int[0, 5].Array[0, 12].Sample(steps =>
        {
            var (asked, atOnce) = (After(steps), After(steps));
            if (!asked.TryEnterHome(Frame, write: false))
            {
                Assert.Throws<InvalidOperationException>(() => atOnce.GrantAtOnce(Frame, Two, new byte[FrameDirectory.FrameBytes]));
                return;
            }
            FrameGrant grant = TheGrant(asked.Request(100, Frame, Two, FrameState.Shared), 100);
            byte[] copy = Written(99); // Not zero: what nobody has written to has to be cleared.
            Assert.Equal(grant.Number, atOnce.GrantAtOnce(Frame, Two, copy));
            Assert.Equal(grant.Bytes, copy);
            Assert.Equal(Encoded(asked), Encoded(atOnce));
            Assert.Throws<InvalidOperationException>(() => atOnce.GrantAtOnce(Frame, Two, copy));
        });

    private static FrameDirectory After(int[] steps)
    {
        var directory = new FrameDirectory(new FrameIndex(4), 4);
        var recalls = new Queue<Recall>();
        long ticket = 0;
        foreach (int step in steps)
        {
            IReadOnlyList<DirectoryAction> actions = [];
            SiloIndex silo = step % 2 == 0 ? Zero : One;
            if (step == 5 && recalls.TryDequeue(out Recall recall))
            {
                bool exclusive = directory.StateOf(Frame) == FrameState.Exclusive;
                actions = directory.GivenUp(recall, exclusive ? Written((byte)recall.Grant) : null);
            }
            else if (step == 4 && directory.TryEnterHome(Frame, write: true))
            {
                directory.Bytes(Frame)[0]++;
            }
            else if (step < 4 && !directory.IsBusy(Frame) && !directory.HoldersOf(Frame).Contains(silo))
            {
                actions = directory.Request(++ticket, Frame, silo, step < 2 ? FrameState.Shared : FrameState.Exclusive);
            }
            foreach (DirectoryAction.SendRecall sent in actions.OfType<DirectoryAction.SendRecall>())
            {
                recalls.Enqueue(sent.Recall);
            }
        }
        return directory;
    }

    private static List<long> Encoded(FrameDirectory directory)
    {
        var state = new List<long>();
        directory.Encode(state);
        return state;
    }

    private static byte[] Written(byte first)
    {
        byte[] bytes = new byte[FrameDirectory.FrameBytes];
        bytes[0] = first;
        return bytes;
    }

    private static FrameGrant TheGrant(IReadOnlyList<DirectoryAction> actions, long ticket)
    {
        Grant grant = Assert.IsType<Grant>(Assert.Single(actions));
        Assert.Equal(ticket, grant.Ticket);
        return grant.FrameGrant;
    }

    private void Share(params SiloIndex[] silos)
    {
        foreach (SiloIndex silo in silos)
        {
            TheGrant(_home.Request(silo.Value, Frame, silo, FrameState.Shared), silo.Value);
        }
    }
}
