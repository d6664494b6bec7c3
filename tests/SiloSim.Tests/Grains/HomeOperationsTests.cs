using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains;
using SiloSim.Machine.Coherence;

namespace SiloSim.Tests.Grains;

/// <summary>The protocol's operations on the bytes of a home, one by one.</summary>
public class HomeOperationsTests
{
    private const uint Word = 0x0c00_0010;
    private const uint ReadOnlyWord = 0x0c00_1010;
    private const uint Old = 0x8001_fffe;
    private readonly HomeOperations _home = new(new FrameDirectory(new FrameIndex(0), 3), readOnlyFrames: [1]);

    public static TheoryData<string, Operation, AccessResult?, uint> EachOperation => new()
    {
        { "load", Operation.Load(Word), Result(Old), Old },
        { "probe read", Operation.ProbeRead(Word), Result(Old), Old },
        { "store", Operation.Store(Word, 0x1234_5678), Result(0), 0x1234_5678 },
        { "note", Operation.Note(Word, 7), Result(0), 7 },
        { "tally", Operation.Tally(Word, 2), Result(Old + 2), Old + 2 },
        { "add", Operation.AddAndReturn(Word, 1), Result(Old + 1), Old + 1 },
        { "add around", Operation.AddAndReturn(Word, 0x8000_0000), Result(0x0001_fffe), 0x0001_fffe },
        { "decrement", Operation.AddAndReturn(Word, uint.MaxValue), Result(Old - 1), Old - 1 },
        { "exchange", Operation.CompareExchange(Word, Old, 3), Result(Old), 3 },
        { "exchange, other", Operation.CompareExchange(Word, 5, 3), Result(Old), Old },
        { "spin exchange", Operation.SpinUntilCompareExchange(Word, Old, 3), Result(0), 3 },
        { "spin exchange, other", Operation.SpinUntilCompareExchange(Word, 5, 3), null, Old },
        { "spin equal", Operation.SpinUntilEqual(Word, Old), Result(0), Old },
        { "spin equal, other", Operation.SpinUntilEqual(Word, 5), null, Old },
        { "probe write", Operation.ProbeWrite(Word, 9), Result(0), 9 },
        { "low half", Operation.ProbeWriteHalfword(Word, 0xabcd), Result(0), 0x8001_abcd },
        { "high half", Operation.ProbeWriteHalfword(Word + 2, 0xabcd), Result(0), 0xabcd_fffe },
        { "store half", Operation.StoreHalfword(Word + 2, 1), Result(0), 0x0001_fffe },
    };

    [Theory, MemberData(nameof(EachOperation))]
    public void OneOperation(string name, Operation operation, AccessResult? expected, uint after)
    {
        Execute(Operation.Store(Word, Old));
        Assert.True(expected == Execute(operation), name);
        Assert.Equal(Result(after), Execute(Operation.Load(Word)));
    }

    [Fact]
    public void AReadOnlyFrameRefusesThePatcherAndNobodyElse()
    {
        Execute(Operation.Store(ReadOnlyWord, Old));
        var fault = new AccessResult(0, Errno.Efault, false);
        Assert.Equal(fault, Execute(Operation.ProbeWrite(ReadOnlyWord, 1)));
        Assert.Equal(fault, Execute(Operation.ProbeWriteHalfword(ReadOnlyWord, 1)));
        Assert.Equal(Result(Old), Execute(Operation.ProbeRead(ReadOnlyWord)));
    }

    [Theory]
    [InlineData(GuestAccessKind.Load, 0, 4, 0, 0, Old, Old)]
    [InlineData(GuestAccessKind.Load, 2, 2, 0, 0, 0x8001, Old)]
    [InlineData(GuestAccessKind.Load, 1, 1, 0, 0, 0xff, Old)]
    [InlineData(GuestAccessKind.Store, 0, 4, 0x1234_5678, 0, 0, 0x1234_5678)]
    [InlineData(GuestAccessKind.Store, 2, 2, 0x1234_5678, 0, 0, 0x5678_fffe)]
    [InlineData(GuestAccessKind.Store, 3, 1, 0x1234_5678, 0, 0, 0x7801_fffe)]
    [InlineData(GuestAccessKind.CompareExchange, 0, 4, 5, Old, Old, 5)]
    [InlineData(GuestAccessKind.CompareExchange, 0, 4, 5, 6, Old, Old)]
    [InlineData(GuestAccessKind.TestAndSet, 2, 1, 0x80, 0, 1, 0x8081_fffe)]
    [InlineData(GuestAccessKind.TestAndSet, 3, 1, 0x80, 0, 0x80, Old)]
    public void OneAccessOfAGuest(GuestAccessKind kind, uint offset, byte bytes, uint value, uint expected, uint seen, uint after)
    {
        Execute(Operation.Store(Word, Old));
        var access = new GuestAccess(kind, Word + offset, bytes, value, expected);
        HomeOperations.Check(access, "bank", holds: true);
        Assert.Equal(seen, _home.Perform(access));
        Assert.Equal(Result(after), Execute(Operation.Load(Word)));
    }

    [Theory]
    [InlineData(GuestAccessKind.Load, Word, 3)]
    [InlineData(GuestAccessKind.Load, Word, 0)]
    [InlineData(GuestAccessKind.Load, Word, 8)]
    [InlineData(GuestAccessKind.Load, Word + 2, 4)]
    [InlineData(GuestAccessKind.Store, Word + 1, 2)]
    [InlineData(GuestAccessKind.CompareExchange, Word, 2)]
    [InlineData(GuestAccessKind.TestAndSet, Word, 4)]
    [InlineData((GuestAccessKind)4, Word, 4)]
    public void WhatNoCoreAsksForIsRefused(GuestAccessKind kind, uint physical, byte bytes)
    {
        var access = new GuestAccess(kind, physical, bytes);
        Assert.StartsWith(
            "bank: no access of a guest", Assert.Throws<MachineException>(() => HomeOperations.Check(access, "bank", holds: true)).Message);
    }

    [Fact]
    public void WhatIsOfAnotherBankIsRefused() => Assert.Throws<MachineException>(
        () => HomeOperations.Check(new GuestAccess(GuestAccessKind.Load, Word, 4), "bank", holds: false));

    [Fact]
    public void AGuestCannotWriteIntoAReadOnlyFrameFromAfar()
    {
        Execute(Operation.Store(ReadOnlyWord, Old));
        Assert.Throws<MachineException>(() => _home.Perform(new GuestAccess(GuestAccessKind.Store, ReadOnlyWord, 4, 1)));
        Assert.Equal(Old, _home.Perform(new GuestAccess(GuestAccessKind.Load, ReadOnlyWord, 4)));
    }

    [Fact]
    public void AWordThatReachesBeyondItsFrameCannotBeRead() =>
        Assert.Equal(Errno.Efault, Execute(Operation.ProbeRead(0x0c00_0ffe))!.Status);

    [Fact]
    public void ImagesAreLoadedAcrossFrames()
    {
        byte[] image = [.. Enumerable.Range(0, 4100).Select(value => (byte)(value * 7))];
        _home.Load(0x0c00_0ffe, image);
        byte[] tail = new byte[2], head = new byte[4096];
        _home.Read(0x0c00_0ffe, tail);
        _home.Read(0x0c00_1000, head);
        Assert.Equal(image[..4098], tail.Concat(head));
    }

    [Fact]
    public void OnlyReadersShareAFrame() => Assert.Equal(
        [OperationKind.Load, OperationKind.SpinUntilEqual, OperationKind.ProbeRead],
        Enum.GetValues<OperationKind>().Where(kind => !HomeOperations.Writes(kind) && kind is not OperationKind.None));

    [Theory, InlineData(OperationKind.FullBarrier), InlineData(OperationKind.Phase), InlineData(OperationKind.Begin)]
    public void WhatIsNoAccessIsRefused(OperationKind kind) =>
        Assert.Throws<MachineException>(() => Execute(new Operation(kind, Word, 0, 0)));

    private static AccessResult Result(uint value) => new(value, 0, false);

    private AccessResult? Execute(Operation operation) => _home.Execute(
        new((int)operation.Kind, operation.Location, operation.Value, operation.Comparand, -1, 0, false, null),
        operation.Location);
}
