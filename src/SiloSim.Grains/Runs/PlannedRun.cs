using System.Buffers.Binary;
using SiloSim.Machine;

namespace SiloSim.Grains.Runs;

/// <summary>A run that can be made: a machine, what is to be done with it, and the names in its guest.</summary>
/// <param name="Guest">The guest's name: its file name.</param>
/// <param name="Spec">The machine.</param>
/// <param name="Plan">What is to be modified.</param>
/// <param name="Symbols">The guest's symbols.</param>
public sealed record PlannedRun(string Guest, MachineSpec Spec, RunPlan Plan, SymbolTable Symbols)
{
    /// <summary>
    /// Modifications that the run is to try: each chosen site once in the first round, which makes every call a nop, and
    /// once in each round after it, with the tracer's literal.
    /// </summary>
    public long ModificationsWanted => WantsModifications
        ? ((Plan.Toggles + 1L) * Plan.Sites.Count) + (Spec.Tracer is null ? 0 : Plan.Toggles)
        : 0;

    /// <summary>Whether anything is to be modified; if not, the run claims nothing about modifications.</summary>
    public bool WantsModifications => Plan.Toggles > 0;

    /// <summary>The guest address of a symbol that the run cannot do without.</summary>
    /// <exception cref="WrongUsageException">The guest has none of that name.</exception>
    public uint AddressOf(string symbol) => Symbols.TryFind(symbol, out Symbol? found)
        ? found.Address
        : throw new WrongUsageException($"{Guest} has no symbol {symbol}");

    /// <summary>The same run, begun with other words in the guest's data.</summary>
    /// <param name="symbol">Where the first of them is. The ELF has bytes for all of them.</param>
    /// <param name="words">The words.</param>
    /// <exception cref="WrongUsageException">The guest has no such symbol, or no such words there.</exception>
    public PlannedRun WithWords(string symbol, params uint[] words)
    {
        uint physical = MemoryMap.ToPhysical(AddressOf(symbol));
        byte[] bytes = new byte[words.Length * sizeof(uint)];
        for (int index = 0; index < words.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(index * sizeof(uint)), words[index]);
        }
        ImagePart[] image = [.. Spec.Image];
        int holds = Array.FindIndex(image, part => physical >= part.Physical
            && physical + (uint)bytes.Length <= part.Physical + (uint)part.Bytes.Length);
        if (holds < 0)
        {
            throw new WrongUsageException($"{Guest} has no {words.Length} words of data at {symbol}");
        }
        byte[] part = [.. image[holds].Bytes];
        bytes.CopyTo(part, (int)(physical - image[holds].Physical));
        image[holds] = image[holds] with { Bytes = part };
        return this with { Spec = Spec with { Image = image } };
    }

    /// <summary>
    /// The control of this run: the same guest on the same machine with a protocol that is broken on purpose (NMIs do not
    /// write, CPUs are not stopped, words are written by halves), until both a torn and a changed word have been seen.
    /// No frame refuses writes, and the sites are those that the run's NMIs have read, so that there is something to see.
    /// </summary>
    /// <param name="main">What came of the run.</param>
    /// <returns>The control.</returns>
    public PlannedRun Control(MachineReport main) =>
        ControlWithout(main, ["nmi-write", "stop-machine"], "halfword", ["torn", "changed-under-nmi"]);

    /// <summary>
    /// The second half of the control, where the first has seen a torn word only: a guest that jumps to a torn word mostly
    /// crashes before it can see another one change.
    /// </summary>
    /// <param name="main">What came of the run.</param>
    /// <returns>The control, whole words and a stopped machine, without the NMIs' write.</returns>
    public PlannedRun ControlOfChanged(MachineReport main) =>
        ControlWithout(main, ["nmi-write"], "word", ["changed-under-nmi"]);

    private PlannedRun ControlWithout(MachineReport main, string[] without, string patchUnit, string[] untilSeen) => this with
    {
        Spec = Spec with
        {
            Cpus = Math.Min(ControlCpus, Spec.Cpus),
            Mode = RunMode.Lockstep, // Where an order that breaks it is forced, and does not have to be waited for.
            Placement = "pack",      // It sees the same on any silos, and on one its turns are no messages.
            Without = without,
            PatchUnit = patchUnit,
            NmiEvery = Math.Max(ControlNmiEvery, DistanceOnFewerCpus / ControlHaste),
            ReadOnlyFrames = [],
            Tracer = null, // A torn jump through the tracer's literal would end the guest, and nobody watches that word.
        },
        Plan = Plan with
        {
            Toggles = ControlToggles,
            Sites = ReadByNmis(main),
            TimeLimitMilliseconds = Math.Min(Plan.TimeLimitMilliseconds, ControlMilliseconds),
            Rest = Plan.Rest / ControlHaste,
            UntilSeen = untilSeen,
        },
    };

    /// <summary>With fewer CPUs each takes more NMIs, so that the machine as a whole takes as many.</summary>
    private int DistanceOnFewerCpus => (int)((long)Spec.NmiEvery * Math.Min(ControlCpus, Spec.Cpus) / Spec.Cpus);

    private int[] ReadByNmis(MachineReport main)
    {
        HashSet<uint> read = [.. main.Cpus.SelectMany(cpu => cpu.NmiSites)];
        int[] sites = [.. Enumerable.Range(0, Spec.Sites.Count).Where(index => read.Contains(Spec.Sites[index].Address))];
        return sites.Length > 0 ? sites : [.. Enumerable.Range(0, Spec.Sites.Count)];
    }

    // Each fault shows within a few rounds where it can show at all; the limits are for guests in which it cannot.
    private const int ControlCpus = 8;          // Enough to disturb each other, and short.
    private const int ControlHaste = 4;         // NMIs strike that much more often, and rounds follow that much faster.
    private const int ControlNmiEvery = 2_000;  // At the least: an NMI takes some hundred instructions.
    private const int ControlToggles = 200;
    private const long ControlMilliseconds = 30_000;
}
