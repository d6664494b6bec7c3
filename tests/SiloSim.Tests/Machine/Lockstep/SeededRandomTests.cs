using SiloSim.Machine.Lockstep;

namespace SiloSim.Tests.Machine.Lockstep;

public class SeededRandomTests
{
    private const ulong GoldenGamma = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The generator again, from the paper, and shown to be it by the numbers that its authors publish.</summary>
    [Fact]
    public void ItIsSplitMix64()
    {
        ulong known = 1234567;
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => SplitMix64(ref known)));

        foreach ((ulong seed, ulong stream) in new (ulong, ulong)[] { (0, 0), (7, 0), (7, 1), (ulong.MaxValue, 42) })
        {
            ulong state = Mix(seed) ^ Mix(stream + GoldenGamma);
            var random = new SeededRandom(seed, stream);
            for (int draw = 0; draw < 1000; draw++)
            {
                int limit = draw % 2 == 0 ? int.MaxValue : draw;
                ulong high = SplitMix64(ref state) >> 32;
                Assert.Equal((int)(high * (ulong)limit >> 32), random.Below(limit));
            }
        }
    }

    [Fact]
    public void SeedsAndStreamsAreApart()
    {
        string[] sequences =
        [
            .. from seed in Enumerable.Range(0, 16)
               from stream in Enumerable.Range(0, 16)
               select string.Join(' ', Draws(new SeededRandom((ulong)seed, (ulong)stream), 8, int.MaxValue)),
        ];
        Assert.Equal(sequences.Length, sequences.Distinct().Count());
    }

    [Theory, InlineData(1), InlineData(2), InlineData(6), InlineData(32), InlineData(1000)]
    public void NumbersAreBelowTheLimitAndEachIsAsLikely(int limit)
    {
        int draws = limit * 1000;
        int[] count = new int[limit];
        foreach (int drawn in Draws(new SeededRandom(3), draws, limit))
        {
            count[drawn]++;
        }
        Assert.All(count, each => Assert.InRange(each, 800, 1200)); // Six standard deviations of 1000.
    }

    [Theory, InlineData(0), InlineData(-1)]
    public void ALimitIsOneOrMore(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).Below(limit));

    private static IEnumerable<int> Draws(SeededRandom random, int count, int limit) =>
        Enumerable.Range(0, count).Select(_ => random.Below(limit));

    private static ulong SplitMix64(ref ulong state)
    {
        state += GoldenGamma;
        return Mix(state);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
