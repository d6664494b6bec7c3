using SiloSim.Machine;

namespace SiloSim.Tests.Machine;

/// <summary>The built guests, as committed.</summary>
internal static class GuestFiles
{
    public static readonly string[] Names =
    [
        "crash-illegal", "crash-nmi", "crash-nowhere", "crash-unaligned", "hang", "hello", "interrupts", "lock", "mmu", "replay",
        "selfmodify", "spin", "trace",
    ];

    public static readonly string[] ToExplore =
    [
        "dekker", "dekker-no-barrier", "lost-update", "movli-counter", "nmi-enter-exit", "nmi-enter-exit-no-retry",
        "tas-lock", "tas-lock-no-barrier",
    ];

    public static readonly string[] Litmus =
    [
        "2+2w", "2+2w+synco", "corr", "corr+synco", "iriw", "iriw+synco", "lb", "lb+synco", "movco", "movco-aba", "mp", "mp+synco",
        "sb", "sb+synco", "tas", "tas-neighbour",
    ];

    public static string Folder { get; } = FindFolder();

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, "bin", name + ".elf"));

    public static ElfFile Load(string name) => ElfFile.Parse(Read(name));

    public static uint Address(this ElfFile elf, string symbol) =>
        elf.Symbols.TryFind(symbol, out Symbol? found)
            ? found.Address
            : throw new KeyNotFoundException($"the guest has no symbol {symbol}");

    private static string FindFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SiloSim.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("SiloSim.sln"), "tests", "guests");
    }
}
