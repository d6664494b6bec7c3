using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SiloSim.Tests.Machine.Coherence;

/// <summary>All orders of all steps of tiny machines. A search that ends without finding a state twice on one path
/// shows that every run ends, however unfair the order: no livelock.</summary>
public sealed class CoherenceSearchTests
{
    private const int MostStates = 200_000;

    private static readonly Operation LoadA = new(0, OperationKind.Load, 0);
    private static readonly Operation LoadB = new(1, OperationKind.Load, 0);
    private static readonly Operation AddA = new(0, OperationKind.Increment, 0);
    private static readonly Operation AddB = new(1, OperationKind.Increment, 0);

    private static SoupPlan Plan(string name) => name switch
    {
        "three silos increment one frame" => new(3, 1, [[[AddA]], [[AddA]], [[AddA]]], []),
        "two silos upgrade at once" => new(2, 1, [[[LoadA], [AddA]], [[LoadA], [AddA]]], []),
        "two frames crosswise" => new(2, 2, [[[AddA, AddB]], [[AddB, AddA]]], []),
        "three silos, two frames" => new(3, 2, [[[AddA, AddB]], [[AddB, LoadA]], [[LoadB, AddA]]], []),
        "three silos, two frames, more to do" => new(
            3, 2, [[[LoadA, AddB]], [[AddB, LoadA]], [[LoadB, AddA], [LoadB]]], [[AddB]]),
        "a reader and a write at home" => new(1, 1, [[[LoadA]]], [[AddA]]),
        "two cores of a silo and one of another" => new(2, 1, [[[LoadA], [AddA]], [[AddA]], [[AddA]]], []),
        "the home reads and increments" => new(2, 1, [[[AddA]], [[LoadA, AddA]]], [[AddA], [LoadA]]),
        "an NMI counts in the frame that its core waits for" => new(2, 1, [[[AddA]], [[AddA]]], [], NmisPerCore: 1),
        "two frames crosswise and an NMI" => new(2, 2, [[[LoadB, AddA]], [[AddA, AddB]]], [], 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such plan"),
    };

    [Theory]
    [InlineData("three silos increment one frame", 266)]
    [InlineData("two silos upgrade at once", 214)]
    [InlineData("a reader and a write at home", 19)]
    [InlineData("two frames crosswise", 107)]
    [InlineData("three silos, two frames", 3636)]
    [InlineData("three silos, two frames, more to do", 86561)]
    [InlineData("two cores of a silo and one of another", 393)]
    [InlineData("the home reads and increments", 1619)]
    [InlineData("an NMI counts in the frame that its core waits for", 1325)]
    [InlineData("two frames crosswise and an NMI", 21141)]
    public void NothingGoesWrongInAnyOrder(string plan, int states)
    {
        var search = new Search();
        string? violation = search.From(new Soup(Plan(plan)));
        Assert.Null(violation);
        Assert.Equal(states, search.States);
    }

    /// <summary>The control: the search sees what each of the rules is there for.</summary>
    [Theory]
    [InlineData(Fault.NoSafepoint, "two silos upgrade at once", "writers and")]
    [InlineData(Fault.ReturnOldBytes, "two silos upgrade at once", "saw 0 in frame 0, not 1")]
    [InlineData(Fault.HomeWithoutPermit, "the home reads and increments", "is used at the home while a silo may")]
    [InlineData(Fault.AnswerOvertakingRecall, "a reader and a write at home", "used at the home while a silo may read")]
    [InlineData(Fault.NoPins, "two frames crosswise", "livelock")]
    [InlineData(Fault.HoldAndWait, "two frames crosswise", "deadlock")]
    [InlineData(Fault.KeepPinsInNmi, "an NMI counts in the frame that its core waits for", "deadlock")]
    public void AnOwnerThatBreaksARuleIsFound(Fault fault, string plan, string violation)
    {
        string? found = new Search().From(new Soup(Plan(plan), fault));
        Assert.Contains(violation, found, StringComparison.Ordinal);
    }

    private sealed class Search
    {
        private readonly Dictionary<UInt128, bool> _onPath = [];
        private readonly List<long> _state = [];

        public int States => _onPath.Count;

        /// <summary>The first violation in depth-first order, or null when there is none.</summary>
        public string? From(Soup soup)
        {
            UInt128 key = KeyOf(soup);
            if (_onPath.TryGetValue(key, out bool onPath))
            {
                return onPath ? "livelock: a state comes back" : null;
            }

            Assert.True(States < MostStates, $"the search does not end within {MostStates} states");
            _onPath.Add(key, true);
            var steps = new List<Step>();
            soup.Steps(steps);
            string? found = steps.Count == 0 ? Violation(soup.CheckEnd) : null;
            foreach (Step step in steps)
            {
                Soup next = soup.Copy();
                found = Violation(() => next.Do(step)) ?? From(next);
                if (found is not null)
                {
                    break;
                }
            }

            _onPath[key] = false;
            return found;
        }

        private static string? Violation(Action step)
        {
            try
            {
                step();
                return null;
            }
            catch (ViolationException violation)
            {
                return violation.Message;
            }
            catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
            {
                return $"a rule was broken: {broken.Message}";
            }
        }

        private UInt128 KeyOf(Soup soup)
        {
            soup.Encode(_state);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_state)), hash);
            return MemoryMarshal.Read<UInt128>(hash);
        }
    }
}
