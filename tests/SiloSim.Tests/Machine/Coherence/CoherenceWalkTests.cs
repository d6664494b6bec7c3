namespace SiloSim.Tests.Machine.Coherence;

/// <summary>Bigger machines than a search can exhaust, in random orders.</summary>
public sealed class CoherenceWalkTests
{
    private const int MostSteps = 50_000;
    private const ulong RootSeed = 0x5110_51a0;

    [Fact]
    public void ThousandsOfOrdersEndWithEveryStoreInItsPlace()
    {
        var seen = new SoupCoverage();
        for (ulong walk = 0; walk < 2_000; walk++)
        {
            ulong seed = RootSeed + walk;
            string? violation = Walk(seed, Fault.None, seen);
            Assert.True(violation is null, $"seed {seed:x}: {violation}");
        }

        // The walks were through the orders for which the rules are there.
        Assert.True(seen.RecallOvertook, "no recall overtook its grant");
        Assert.True(seen.HeldByPin, "no recall was held by a pin");
        Assert.True(seen.Downgraded, "no exclusive copy became shared");
        Assert.True(seen.Upgraded, "no shared copy became exclusive in place");
        Assert.True(seen.LostWhileAsking, "no shared copy was recalled while its upgrade was asked for");
        Assert.True(seen.HomeWaited, "no operation at the home had to wait");
        Assert.InRange(seen.MostWaits, 3, 26);
    }

    [Theory]
    [InlineData(Fault.NoSafepoint)]
    [InlineData(Fault.ReturnOldBytes)]
    [InlineData(Fault.HomeWithoutPermit)]
    [InlineData(Fault.AnswerOvertakingRecall)]
    [InlineData(Fault.HoldAndWait)]
    [InlineData(Fault.KeepPinsInNmi)]
    public void AnOwnerThatBreaksARuleIsFoundInAFewOrders(Fault fault)
    {
        var seen = new SoupCoverage();
        int found = Enumerable.Range(0, 50).Count(walk => Walk(RootSeed + (ulong)walk, fault, seen) is not null);
        Assert.True(found > 0, $"{fault} was not noticed");
    }

    [Fact]
    public void TheSameSeedGoesTheSameWay()
    {
        var first = new List<Step>();
        var second = new List<Step>();
        Assert.Null(Walk(RootSeed, Fault.None, new SoupCoverage(), first));
        Assert.Null(Walk(RootSeed, Fault.None, new SoupCoverage(), second));
        Assert.Equal(first, second);
    }

    private static string? Walk(ulong seed, Fault fault, SoupCoverage seen, List<Step>? way = null)
    {
        var dice = new Dice(seed);
        var soup = new Soup(RandomPlan(dice), fault) { Seen = seen };
        int slowMessages = dice.Below(64);   // Kinds of messages that lag in this walk, as bits.
        int slowSteps = dice.Below(32);      // And kinds of steps.
        var steps = new List<Step>();
        try
        {
            for (int count = 0; count < MostSteps; count++)
            {
                soup.Steps(steps);
                if (steps.Count == 0)
                {
                    soup.CheckEnd();
                    return null;
                }

                Step step = steps[dice.Below(steps.Count)];
                for (int again = 0; again < 8 && IsSlow(step); again++)
                {
                    step = steps[dice.Below(steps.Count)];
                }

                way?.Add(step);
                soup.Do(step);
            }

            return $"livelock: no end after {MostSteps} steps";
        }
        catch (Exception broken) when (broken is ViolationException or InvalidOperationException or ArgumentException)
        {
            return broken.Message;
        }

        bool IsSlow(Step step) => ((slowSteps >> (int)step.Kind) & 1) != 0
            && (soup.KindOf(step) is not { } kind || ((slowMessages >> (int)kind) & 1) != 0);
    }

    /// <summary>3 silos, 6 cores, 3 frames: five instructions of up to three accesses each, two actors at the
    /// home.</summary>
    private static SoupPlan RandomPlan(Dice dice) => new(
        Silos: 3,
        Frames: 3,
        Programs: Many(6, () => Many(5, () => Many(1 + dice.Below(3), () => RandomOperation(dice)))),
        AtHome: Many(2, () => Many(4, () => RandomOperation(dice))),
        NmisPerCore: dice.Below(3),
        CounterFrame: dice.Below(3));

    private static Operation RandomOperation(Dice dice) =>
        new(dice.Below(3), (OperationKind)dice.Below(3), dice.Below(1 << 20));

    private static T[] Many<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    /// <summary>SplitMix64: the same numbers for a seed in every version of the runtime.</summary>
    private sealed class Dice(ulong seed)
    {
        private ulong _state = seed;

        public int Below(int bound)
        {
            ulong z = _state += 0x9e37_79b9_7f4a_7c15;
            z = (z ^ (z >> 30)) * 0xbf58_476d_1ce4_e5b9;
            z = (z ^ (z >> 27)) * 0x94d0_49bb_1331_11eb;
            return (int)((z ^ (z >> 31)) % (ulong)bound);
        }
    }
}
