using System.Collections.Immutable;
using SiloSim.Ftrace;
using SiloSim.Grains;

namespace SiloSim.Tests.Grains;

/// <summary>What each round asks for, from what the rounds before have done.</summary>
public class SiteStatesTests
{
    private const uint Mcount = 0x8c00_0100;
    private const uint Caller = 0x8c0a_0000;
    private const uint First = 0x8c00_1000, Second = 0x8c00_2000;
    private const uint TracerAt = 0x8c0a_0040, Stub = 0x8c0a_0100, Function = 0x8c0a_0200;

    [Fact]
    public void AtBootEveryCallBecomesANopThenSitesToggleWithTheTracer()
    {
        SiteStates states = States();
        Modification[] boot = [Nop(First, Mcount), Nop(Second, Mcount)];
        Modification[] on = [Call(First), Call(Second), Tracer(Function)];
        Modification[] off = [Nop(First, Caller), Nop(Second, Caller), Tracer(Stub)];
        Assert.Equal(boot, Round(states, boot: true));
        Assert.Equal(on, Round(states));
        Assert.Equal(off, Round(states));
        Assert.Equal(on, Round(states));
    }

    [Fact]
    public void WhatFailedIsAskedForAgain()
    {
        SiteStates states = States();
        Assert.Equal([Nop(First, Mcount), Nop(Second, Mcount)], Round(states, boot: true, fails: Second));
        Assert.Equal([Call(First), Nop(Second, Mcount), Tracer(Function)], Round(states));
    }

    [Fact]
    public void OnlyTheChosenSitesAreAskedFor() =>
        Assert.Equal([Nop(Second, Mcount)], States().Next([1], boot: true));

    [Fact]
    public void AMachineWithoutTheSecondLiteralHasSitesOnly() =>
        Assert.Equal([Nop(First, Mcount)], States(tracer: false).Next([0], boot: false));

    [Fact]
    public void TheCallWordOfASiteIsTheOneThatItHolds()
    {
        SiteStates states = States();
        Assert.Equal(Mcount, states.CallWordOf(First));
        Round(states, boot: true);
        Assert.Equal(Caller, states.CallWordOf(First));
        Round(states);
        Assert.Equal(Caller, states.CallWordOf(First));
    }

    /// <summary>Not 0: memory that nobody uses holds that, and would pass for a call.</summary>
    [Fact]
    public void AnAddressThatIsNoSiteCallsTheTracerIfAnything() => Assert.Equal(Caller, States().CallWordOf(0x8c00_3000));

    private static Modification Nop(uint site, uint call) => new(ModificationKind.MakeNop, site, call);

    private static Modification Call(uint site) => new(ModificationKind.MakeCall, site, Caller);

    private static Modification Tracer(uint function) => new(ModificationKind.UpdateFtraceFunc, TracerAt, function);

    private static SiteStates States(bool tracer = true) => new(new MachineSpec
    {
        Cpus = 1,
        RamBytes = 1 << 20,
        Entry = 0,
        Words = new WordsSpec(0, 4, 8, 12, 16, 20, Allotted: true),
        Sites = [new(First, "first", Mcount, Caller, First + 4), new(Second, "second", Mcount, Caller, Second + 4)],
        TracerEntry = Caller,
        Tracer = tracer ? new TracerWord(TracerAt, Stub, Function) : null,
    });

    private static ImmutableArray<Modification> Round(SiteStates states, bool boot = false, uint fails = 0)
    {
        ImmutableArray<Modification> round = states.Next([0, 1], boot);
        foreach (Modification modification in round)
        {
            states.Begin(modification.Kind == ModificationKind.MakeNop ? modification.Ip + 4 : modification.Addr);
            if (modification.Ip != fails)
            {
                states.Done(modification.Ip);
            }
        }
        return round;
    }
}
