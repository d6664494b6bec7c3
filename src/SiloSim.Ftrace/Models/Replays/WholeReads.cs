using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models;

/// <summary>
/// Makes one load of a word of the two loads of its halves, as which the model has each read of a site where sites are
/// written by halves: CPUs load a site in one access.
/// </summary>
internal static class WholeReads
{
    private const uint FirstSite = 0x8c00_1000;

    /// <summary>Whether an operation is a load of a site rather than of a word of the protocol.</summary>
    public static bool IsLoadOfSite(Operation operation) =>
        operation.Kind == OperationKind.Load && operation.Location >= FirstSite;

    /// <summary>Finds for each two halves a moment at which the whole word held what they came to.</summary>
    /// <param name="accesses">All accesses, in order.</param>
    /// <param name="sites">How many sites there are.</param>
    /// <param name="reads">The loads, each behind the number of the access after which it is to be made.</param>
    /// <returns>Whether there is such a moment for each: none if the site was written between its halves.</returns>
    public static bool TryPlace(
        ReadOnlySpan<ExplorerEvent> accesses, int sites, out ILookup<int, ExplorerEvent> reads)
    {
        List<(int After, ExplorerEvent Read)> placed = [];
        Dictionary<int, Pending> pending = [];
        Dictionary<uint, uint> words = SeedSites.Of(sites).ToDictionary(site => site.Ip, site => site.Nop);
        bool isWell = true;
        for (int at = 0; at < accesses.Length; at++)
        {
            ExplorerEvent access = accesses[at];
            Write(words, access);
            if (access.Operation.Kind == OperationKind.LoadHalfword && access.Operation.Location % 4 == 0
                && HighHalf(accesses, at) is int end)
            {
                uint word = (accesses[end].Result.Value << 16) | access.Result.Value;
                pending[access.Thread] = new Pending(accesses[end] with
                {
                    Operation = Operation.Load(access.Operation.Location),
                    Result = OperationResult.Of(word),
                });
            }

            foreach (Pending one in pending.Values)
            {
                one.After = words[one.Read.Operation.Location] == one.Read.Result.Value ? at : one.After;
            }

            if (pending.TryGetValue(access.Thread, out Pending? whole) && access.Step == whole.Read.Step)
            {
                pending.Remove(access.Thread);
                isWell &= whole.After >= 0;
                placed.Add((whole.After, whole.Read));
            }
        }

        reads = placed.ToLookup(one => one.After, one => one.Read);
        return isWell;
    }

    private static void Write(Dictionary<uint, uint> words, ExplorerEvent access)
    {
        (OperationKind kind, uint at, uint value, _) = access.Operation;
        uint site = at & ~3u;
        if (access.Result.Status != 0 || !words.TryGetValue(site, out uint word))
        {
            return;
        }

        words[site] = kind switch
        {
            OperationKind.ProbeWrite => value,
            OperationKind.ProbeWriteHalfword when at == site => (word & 0xffff_0000) | value,
            OperationKind.ProbeWriteHalfword => (word & 0xffff) | (value << 16),
            _ => word,
        };
    }

    private static int? HighHalf(ReadOnlySpan<ExplorerEvent> accesses, int low)
    {
        for (int at = low + 1; at < accesses.Length; at++)
        {
            if (accesses[at].Thread == accesses[low].Thread)
            {
                return at;
            }
        }

        return null; // The execution ends between the halves: nobody knows what that read comes to.
    }

    private sealed class Pending(ExplorerEvent read)
    {
        public ExplorerEvent Read { get; } = read;

        public int After { get; set; } = -1;
    }
}
