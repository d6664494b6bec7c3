using System.Globalization;
using SiloSim.Ftrace;
using SiloSim.Grains.Placing;
using SiloSim.Machine;
using SiloSim.Machine.Lockstep;

namespace SiloSim.Grains.Runs;

/// <summary>Turns a guest and what a person asks of it into a machine and a plan, or says why that cannot be.</summary>
public static class RunPlanner
{
    private const int RamBytes = (int)MemoryMap.DefaultRamBytes;
    private const int FrameBytes = (int)MemoryMap.FrameBytes;
    private const int DefaultToggles = 100;
    private static readonly TimeSpan s_longestTimeLimit = TimeSpan.FromDays(1);

    /// <summary>Plans a run.</summary>
    /// <param name="guest">The guest's name: its file name.</param>
    /// <param name="elf">The guest.</param>
    /// <param name="options">What is asked of it.</param>
    /// <returns>The machine and the plan.</returns>
    /// <exception cref="WrongUsageException">It cannot be; the message says which option is wrong, and why.</exception>
    public static PlannedRun Plan(string guest, ElfFile elf, RunOptions options)
    {
        CheckNumbers(options);
        CheckProtocol(options);
        CheckPlacement(options.Placement, options.Cpus);
        SiteSpec[] sites = Sites(elf);
        int toggles = Toggles(guest, options, sites.Length);
        uint stackBottom = StackBottom(guest, elf, options.Cpus);
        var spec = new MachineSpec
        {
            Cpus = options.Cpus,
            Mode = options.Mode,
            Seed = options.Seed,
            RamBytes = RamBytes,
            Entry = elf.Entry,
            Image = [.. elf.Segments.Where(static segment => segment.Bytes.Length > 0).Select(
                static segment => new ImagePart(segment.Physical, segment.Bytes.ToArray()))],
            TextFrames = TextFrames(elf),
            Without = [.. options.Without.Distinct()],
            PatchUnit = options.PatchUnit,
            DynamicFtrace = options.DynamicFtrace,
            NmiEvery = options.NmiEvery ?? DefaultNmiEvery(options.Cpus),
            HangLimit = options.HangLimit,
            Sites = sites,
            Words = Words(guest, elf, stackBottom),
            TracerEntry = TracerEntry(elf.Symbols),
            Tracer = Tracer(elf.Symbols),
            ReadOnlyFrames = ReadOnlyFrames(elf.Symbols, options.ReadOnlyPattern),
            Input = options.Input,
            InstructionCache = options.InstructionCache,
            Placement = options.Placement,
        };
        var plan = new RunPlan
        {
            Toggles = toggles,
            Sites = toggles > 0 ? Chosen(sites, options.SitesPattern) : [],
            Rest = options.Rest,
            TimeLimitMilliseconds = (long)options.TimeLimit.TotalMilliseconds,
        };
        return new PlannedRun(guest, spec, plan, elf.Symbols);
    }

    private static int DefaultNmiEvery(int cpus) => 2_500 * Math.Max(4, cpus);

    private static void CheckNumbers(RunOptions options)
    {
        Check(options.Cpus is >= 1 and <= MemoryMap.MaximumCpus, "--cpus", options.Cpus, $"a machine has 1 to {MemoryMap.MaximumCpus} CPUs");
        Check(options.Toggles is null or >= 0, "--toggles", options.Toggles ?? 0, "0 or more");
        Check(
            options.NmiEvery is null or (>= 0 and <= Strikes.LongestDistance),
            "--nmi-every",
            options.NmiEvery ?? 0,
            $"0 for no NMIs, or up to {Strikes.LongestDistance} instructions between two");
        Check(options.Rest >= 0, "--rest", options.Rest, "0 or more instructions");
        Check(options.HangLimit >= 1, "--hang-limit", options.HangLimit, "1 or more instructions");
        Check(
            options.TimeLimit >= TimeSpan.FromMilliseconds(1) && options.TimeLimit <= s_longestTimeLimit,
            "--time-limit",
            options.TimeLimit.TotalSeconds,
            "more than 0 seconds, at most a day");
    }

    private static void Check(bool holds, string option, IFormattable value, string range)
    {
        if (!holds)
        {
            throw new WrongUsageException($"{option} {value.ToString(null, CultureInfo.InvariantCulture)}: {range}");
        }
    }

    private static void CheckProtocol(RunOptions options)
    {
        if (options.PatchUnit is not ("word" or "halfword"))
        {
            throw new WrongUsageException($"--patch-unit {options.PatchUnit}: word or halfword");
        }
        if (!Variant.TryParse(options.Without, PatchUnit.Word, out _, out string? error))
        {
            throw new WrongUsageException("--without: " + error);
        }
    }

    /// <summary>Refuses a placement that no cluster can have.</summary>
    /// <param name="text">The placement.</param>
    /// <param name="cpus">CPUs of the machine.</param>
    /// <exception cref="WrongUsageException">It is none, or not of so many CPUs.</exception>
    public static void CheckPlacement(string text, int cpus)
    {
        string? error = CpuPlacement.TryParse(text, out CpuPlacement? placement, out string? wrong)
            ? placement.Hindrance(cpus, silos: null)
                ?? (placement.Missing(cpus) is { } cpu ? $"cpu {cpu} is not there, of {cpus}" : null)
            : wrong;
        if (error is not null)
        {
            throw new WrongUsageException($"--placement {text}: {error}");
        }
    }

    private static SiteSpec[] Sites(ElfFile elf)
    {
        uint call = TracerEntry(elf.Symbols);
        return [.. CallSiteFinder.Find(elf).Select(site => new SiteSpec(
            site.Address, site.Symbol, Mcount(elf.Symbols), call, site.Address + 4))];
    }

    private static uint Mcount(SymbolTable symbols) => Find(symbols, "mcount") ?? Find(symbols, "_mcount") ?? 0;

    // A guest without the second half of the dynamic mcount is traced by mcount itself.
    private static uint TracerEntry(SymbolTable symbols) => Find(symbols, "ftrace_caller") ?? Mcount(symbols);

    private static TracerWord? Tracer(SymbolTable symbols) =>
        Find(symbols, "ftrace_call") is { } word
        && Find(symbols, "ftrace_stub") is { } stub
        && Find(symbols, "function_trace_call") is { } function
            ? new TracerWord(word, stub, function)
            : null;

    private static uint? Find(SymbolTable symbols, string name) =>
        symbols.TryFind(name, out Symbol? symbol) ? symbol.Address : null;

    private static int Toggles(string guest, RunOptions options, int sites)
    {
        if (options.Toggles is null or 0)
        {
            return options.Toggles ?? (sites > 0 && options.DynamicFtrace ? DefaultToggles : 0);
        }
        string wanted = $"--toggles {options.Toggles}: ";
        return !options.DynamicFtrace
            ? throw new WrongUsageException(wanted + "nothing can be patched with --no-dynamic-ftrace")
            : sites == 0
                ? throw new WrongUsageException(wanted + $"{guest} has no call sites")
                : options.Toggles.Value;
    }

    private static int[] Chosen(SiteSpec[] sites, string? pattern)
    {
        if (pattern is null)
        {
            return [.. Enumerable.Range(0, sites.Length)];
        }
        int[] chosen = [.. Enumerable.Range(0, sites.Length).Where(site => SymbolTable.Fits(sites[site].Symbol, pattern))];
        return chosen.Length > 0
            ? chosen
            : throw new WrongUsageException($"--sites {pattern}: none of the {sites.Length} call sites is in such a function");
    }

    private static uint StackBottom(string guest, ElfFile elf, int cpus)
    {
        uint bottom = MemoryMap.RamBase + MemoryMap.DefaultRamBytes - ((uint)cpus * MemoryMap.StackBytes(cpus));
        uint imageEnd = ImageEnd(elf);
        return imageEnd <= bottom
            ? bottom
            : throw new WrongUsageException(
                $"--cpus {cpus}: their stacks from {bottom:x8} overlap {guest}, which ends at {imageEnd:x8}");
    }

    private static int[] TextFrames(ElfFile elf) => [.. elf.Segments
        .Where(static segment => segment.Executable && segment.Bytes.Length > 0)
        .SelectMany(static segment => Enumerable.Range(
            FrameOf(segment.Physical), FrameOf(segment.Physical + (uint)segment.Bytes.Length - 1) - FrameOf(segment.Physical) + 1))
        .Distinct()];

    private static int FrameOf(uint physical) => (int)((physical - MemoryMap.RamBase) / FrameBytes);

    private static uint ImageEnd(ElfFile elf) =>
        elf.Segments.Max(static segment => segment.Physical + segment.MemoryBytes);

    private static WordsSpec Words(string guest, ElfFile elf, uint stackBottom)
    {
        uint?[] known = [.. s_words.Select(name => Find(elf.Symbols, name))];
        if (known.All(static address => address is not null))
        {
            uint[] words = [.. known.Select(static address => address!.Value)];
            int wrong = Array.FindIndex(words, static word => word % sizeof(uint) != 0 || !Homes.IsRam(word, RamBytes));
            if (wrong >= 0)
            {
                throw new WrongUsageException($"{guest}: its symbol {s_words[wrong]} at {words[wrong]:x8} is not a word of RAM");
            }
            return new WordsSpec(words[0], words[1], words[2], words[3], words[4], words[5], Allotted: false);
        }
        uint frame = stackBottom - FrameBytes;
        if (ImageEnd(elf) > frame)
        {
            throw new WrongUsageException($"{guest} leaves no frame below the stacks for the protocol's words");
        }
        uint first = MemoryMap.ToP1(frame);
        return new WordsSpec(first, first + 4, first + 8, first + 12, first + 16, first + 20, Allotted: true);
    }

    private static readonly string[] s_words =
    [
        "nmi_running", "mod_code_ip", "mod_code_newcode", "mod_code_status", "nmi_wait_count", "nmi_update_count",
    ];

    private static int[] ReadOnlyFrames(SymbolTable symbols, string? pattern)
    {
        if (pattern is null)
        {
            return [];
        }
        var frames = new SortedSet<int>();
        foreach (Symbol symbol in symbols.Match(pattern))
        {
            uint first = MemoryMap.ToPhysical(symbol.Address) - MemoryMap.RamBase;
            if (first < RamBytes)
            {
                long last = Math.Min((long)first + Math.Max(1, symbol.Size), RamBytes) - 1; // A size is what a file says.
                int frame = (int)(first / FrameBytes);
                frames.UnionWith(Enumerable.Range(frame, (int)(last / FrameBytes) - frame + 1));
            }
        }
        return frames.Count > 0
            ? [.. frames]
            : throw new WrongUsageException($"--read-only {pattern}: no such symbol");
    }
}
