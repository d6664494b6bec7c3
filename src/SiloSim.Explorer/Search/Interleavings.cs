using System.Numerics;
using System.Runtime.InteropServices;

namespace SiloSim.Explorer.Search;

/// <summary>
/// Counts executions from beginning to end: a world is reached in as many ways as all the worlds before it together, so
/// worlds are gone through when all those before them have been.
/// </summary>
internal static class Interleavings
{
    private const int FirstLimbs = 2;
    private const int GlanceWorlds = 1 << 14;

    /// <summary>Counts.</summary>
    /// <param name="graph">The worlds; each worker makes one of its own.</param>
    /// <param name="worlds">How many there are; all can be reached.</param>
    /// <param name="workers">How many workers.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The count; null if there is a cycle.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BigInteger? Count(
        Func<StateGraph> graph, long worlds, int workers, CancellationToken cancellation)
    {
        int first = graph().First;
        int numbers = graph().Numbers;
        EdgeTable edges = EdgeTable.Of(graph, workers, cancellation);
        int[] order = new int[worlds];
        if (!PutInOrder(edges, first, numbers, order, cancellation))
        {
            return null;
        }

        // Numbers of a fixed size are added in place; the size is doubled until the largest fits.
        for (int limbs = FirstLimbs; ; limbs *= 2)
        {
            if (Sum(edges, order, numbers, limbs, cancellation) is BigInteger count)
            {
                return count;
            }
        }
    }

    /// <summary>Puts each world after all that lead to it.</summary>
    /// <returns>Whether there is such an order: no cycle.</returns>
    private static bool PutInOrder(
        EdgeTable edges, int first, int numbers, int[] order, CancellationToken cancellation)
    {
        int[] before = new int[numbers];
        for (int number = 0; number < numbers; number++)
        {
            foreach (int to in edges[number])
            {
                before[to]++;
            }
        }

        if (before[first] > 0)
        {
            return false;
        }

        order[0] = first;
        int ready = 1;
        for (int at = 0; at < ready; at++)
        {
            Glance(at, cancellation);
            foreach (int to in edges[order[at]])
            {
                if (--before[to] == 0)
                {
                    order[ready++] = to;
                }
            }
        }

        return ready == order.Length;
    }

    /// <returns>The count; null if it has more limbs of 64 bits.</returns>
    private static BigInteger? Sum(
        EdgeTable edges, int[] order, int numbers, int limbs, CancellationToken cancellation)
    {
        ulong[] ways = new ulong[(long)numbers * limbs];
        Span<ulong> Of(int number) => ways.AsSpan(number * limbs, limbs);
        ulong[] all = new ulong[limbs];
        Of(order[0])[0] = 1;
        for (int at = 0; at < order.Length; at++)
        {
            Glance(at, cancellation);
            Span<ulong> own = Of(order[at]);
            ReadOnlySpan<int> next = edges[order[at]];
            bool fits = next.Length > 0 || Add(all, own);
            foreach (int to in next)
            {
                fits &= Add(Of(to), own);
            }

            if (!fits)
            {
                return null;
            }
        }

        return new BigInteger(MemoryMarshal.AsBytes(all.AsSpan()), isUnsigned: true);
    }

    private static bool Add(Span<ulong> to, ReadOnlySpan<ulong> what)
    {
        ulong carry = 0;
        for (int i = 0; i < to.Length; i++)
        {
            ulong sum = to[i] + what[i];
            ulong withCarry = sum + carry;
            carry = (sum < what[i] ? 1ul : 0) | (withCarry < sum ? 1ul : 0);
            to[i] = withCarry;
        }

        return carry == 0;
    }

    private static void Glance(int at, CancellationToken cancellation)
    {
        if (at % GlanceWorlds == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
