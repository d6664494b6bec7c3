using SiloSim.Explorer;

namespace SiloSim.Tests.Explorer;

public sealed class RoutineTests
{
    [Fact]
    public void ARoutineSuspendsAtEachOperationAndGoesOnWithItsResult()
    {
        RoutineThread<uint> thread = RoutineThread.Start(() => Sum(3));
        for (uint i = 0; i < 3; i++)
        {
            Assert.False(thread.IsCompleted);
            Assert.Equal(Operation.Load(i), thread.Posted);
            thread.Resume(OperationResult.Of(10 + i));
        }

        Assert.True(thread.IsCompleted);
        Assert.Equal(33u, thread.Result);
        Assert.Throws<InvalidOperationException>(() => thread.Resume(default));
        Assert.Throws<InvalidOperationException>(() => thread.Posted);
    }

    [Fact]
    public void CopiesGoOnIndependently()
    {
        RoutineThread<uint> first = RoutineThread.Start(() => Sum(3));
        first.Resume(OperationResult.Of(1));
        RoutineThread<uint> second = first.Copy();
        first.Resume(OperationResult.Of(10));
        first.Resume(OperationResult.Of(100));
        Assert.Equal(Operation.Load(1), second.Posted);
        second.Resume(OperationResult.Of(20));
        RoutineThread<uint> third = second.Copy();
        second.Resume(OperationResult.Of(200));
        third.Resume(OperationResult.Of(300));
        Assert.Equal([111u, 221u, 321u], [first.Result, second.Result, third.Result]);
    }

    [Fact]
    public void ACopySharesSuspendedFramesAndTheResumedOneIsNotChanged()
    {
        RoutineThread thread = RoutineThread.Start(() => Deep(50));
        RoutineThread copy = thread.Copy();
        Assert.Same(thread.Top, copy.Top);
        Frame top = thread.Top!;
        thread.Resume(default);
        Assert.Same(top, copy.Top);
        Assert.NotSame(top, thread.Top);
        Assert.Same(top.Caller, thread.Top!.Caller);
        Assert.Equal(51, Depth(top));
        Assert.Equal(51, Depth(thread.Top));
    }

    [Fact]
    public void DeepCallsReturnThroughEachLevel()
    {
        RoutineThread<int> thread = RoutineThread.Start(() => Deep(200));
        int operations = 0;
        while (!thread.IsCompleted)
        {
            thread.Resume(default);
            operations++;
        }

        // Two in the innermost call, one in each of the 200 others after its call returned.
        Assert.Equal(202, operations);
        Assert.Equal(200, thread.Result);
    }

    [Fact]
    public void EveryPrefixOfARunGoesOnToTheSameEnd()
    {
        RoutineThread<int> thread = RoutineThread.Start(() => Deep(5));
        var copies = new List<RoutineThread<int>>();
        while (!thread.IsCompleted)
        {
            copies.Add(thread.Copy());
            thread.Resume(default);
        }

        foreach (RoutineThread<int> copy in copies)
        {
            while (!copy.IsCompleted)
            {
                copy.Resume(default);
            }

            Assert.Equal(5, copy.Result);
        }

        Assert.Equal(7, copies.Count);
    }

    [Fact]
    public void ACallThatNeedsNoOperationReturnsAtOnce()
    {
        RoutineThread<int> thread = RoutineThread.Start(() => NoOperation(7));
        Assert.True(thread.IsCompleted);
        Assert.Equal(7, thread.Result);
        RoutineThread<int> outer = RoutineThread.Start(CallsWithoutOperation);
        Assert.Equal(Operation.Load(9), outer.Posted);
        outer.Resume(OperationResult.Of(4));
        Assert.Equal(9 + 4 + 4, outer.Result);
    }

    [Fact]
    public void AnExceptionSurfacesAtResumeAndEndsTheThread()
    {
        RoutineThread<int> thread = RoutineThread.Start(() => Throws(deep: 3));
        RoutineThread<int> copy = thread.Copy();
        var thrown = Assert.Throws<ArithmeticException>(() => thread.Resume(OperationResult.Of(1)));
        Assert.Equal("1", thrown.Message);
        Assert.Same(thrown, thread.Failure);
        Assert.True(thread.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => thread.Result);
        Assert.False(copy.IsCompleted);
        Assert.Equal("2", Assert.Throws<ArithmeticException>(() => copy.Resume(OperationResult.Of(2))).Message);
    }

    [Fact]
    public void AnExceptionBeforeTheFirstOperationSurfacesAtStart() =>
        Assert.Throws<ArithmeticException>(() => RoutineThread.Start(ThrowsAtOnce));

    [Fact]
    public void ACallerCatchesWhatACalleeThrows()
    {
        RoutineThread<int> thread = RoutineThread.Start(Catches);
        thread.Resume(OperationResult.Of(5));
        Assert.Equal(Operation.Store(1, 5), thread.Posted);
        thread.Resume(default);
        Assert.Equal(-5, thread.Result);
    }

    [Fact]
    public void ARoutineThatIsNotAwaitedWhereItIsCalledIsAnError()
    {
        Assert.Throws<InvalidOperationException>(() => RoutineThread.Start(ForgetsToAwait));
        Assert.Throws<InvalidOperationException>(() => RoutineThread.Start(ForgetsToAwaitThenPosts));
        Assert.Throws<InvalidOperationException>(() => RoutineThread.Start(() => default(Routine)));
    }

    [Fact]
    public void OperationsAreAwaitedInThreadsOnly()
    {
        Assert.Throws<InvalidOperationException>(() => Operation.Load(0).GetAwaiter());
        Assert.Throws<InvalidOperationException>(() => Sum(1));
        Assert.Throws<NotSupportedException>(() => default(OperationAwaiter).OnCompleted(() => { }));
    }

    [Fact]
    public void AThreadMayRunWithinAnother()
    {
        RoutineThread<int> outer = RoutineThread.Start(RunsAThread);
        Assert.Equal(Operation.Load(1), outer.Posted);
        outer.Resume(OperationResult.Of(30));
        Assert.Equal(42, outer.Result);
    }

    [Fact]
    public void AccessesAreSchedulingPointsAndTheRestIsNot()
    {
        OperationKind[] not =
        [
            OperationKind.None, OperationKind.FullBarrier, OperationKind.ReadBarrier, OperationKind.Tally,
            OperationKind.Note, OperationKind.Begin, OperationKind.End, OperationKind.Fail, OperationKind.Saw,
        ];
        foreach (OperationKind kind in Enum.GetValues<OperationKind>())
        {
            Assert.Equal(!not.Contains(kind), new Operation(kind, 0, 0, 0).IsSchedulingPoint);
            Assert.Equal(
                kind is OperationKind.FullBarrier or OperationKind.ReadBarrier, new Operation(kind, 0, 0, 0).IsBarrier);
        }
    }

    private static int Depth(Frame? frame)
    {
        int depth = 0;
        for (; frame is not null; frame = frame.Caller)
        {
            depth++;
        }

        return depth;
    }

    private static async Routine<uint> Sum(uint count)
    {
        uint sum = 0;
        for (uint i = 0; i < count; i++)
        {
            sum += (await Operation.Load(i)).Value;
        }

        return sum;
    }

    private static async Routine<int> Deep(int depth)
    {
        if (depth == 0)
        {
            await Operation.Load(0);
            await Operation.Load(0);
            return 0;
        }

        int below = await Deep(depth - 1);
        await Operation.Load((uint)depth);
        return below + 1;
    }

    private static async Routine<int> NoOperation(int value)
    {
        if (value < 0)
        {
            await Operation.Load(0);
        }

        return value;
    }

    private static async Routine<int> CallsWithoutOperation()
    {
        int nine = await NoOperation(9);
        uint loaded = (await Operation.Load((uint)nine)).Value;
        return nine + (int)loaded + await NoOperation((int)loaded);
    }

    private static async Routine<int> Throws(int deep)
    {
        if (deep > 0)
        {
            return await Throws(deep - 1);
        }

        throw new ArithmeticException($"{(await Operation.Load(0)).Value}");
    }

    private static async Routine ThrowsAtOnce()
    {
        if (Environment.TickCount64 >= long.MinValue)
        {
            throw new ArithmeticException();
        }

        await Operation.Load(0);
    }

    private static async Routine<int> Catches()
    {
        int value;
        try
        {
            value = await Throws(deep: 2);
        }
        catch (ArithmeticException exception)
        {
            value = -int.Parse(exception.Message, System.Globalization.CultureInfo.InvariantCulture);
        }

        await Operation.Store(1, (uint)-value);
        return value;
    }

    private static async Routine ForgetsToAwait()
    {
        _ = Sum(0);
        await NoOperation(0);
    }

    private static async Routine ForgetsToAwaitThenPosts()
    {
        _ = Sum(1);
        await Operation.Load(0);
    }

    private static async Routine<int> RunsAThread()
    {
        int inner = RunToTheEnd(12);
        return inner + (int)(await Operation.Load(1)).Value;
    }

    private static int RunToTheEnd(uint value)
    {
        RoutineThread<uint> thread = RoutineThread.Start(() => Sum(1));
        thread.Resume(OperationResult.Of(value));
        return (int)thread.Result;
    }
}
