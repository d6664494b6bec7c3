using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SiloSim.Machine;

/// <summary>The names of a guest: by name, by address, by pattern. Addresses are virtual, as the ELF has them.</summary>
public sealed class SymbolTable
{
    /// <summary>How many symbols before the nearest one are asked whether they reach over an address.</summary>
    /// <remarks>Labels inside functions are few; a bound keeps a look-up short in any table.</remarks>
    private const int MaximumNesting = 16;

    private readonly Symbol[] _byAddress;
    private readonly uint[] _reach;
    private readonly Dictionary<string, Symbol> _byName = new(StringComparer.Ordinal);

    internal SymbolTable(IEnumerable<Symbol> symbols, IReadOnlyList<ElfSegment> segments)
    {
        _byAddress = [.. symbols];
        Array.Sort(_byAddress, ByAddress);
        _reach = new uint[_byAddress.Length];
        uint next = uint.MaxValue;
        for (int i = _byAddress.Length - 1; i >= 0; i--)
        {
            Symbol symbol = _byAddress[i];
            if (i + 1 < _byAddress.Length && _byAddress[i + 1].Address != symbol.Address)
            {
                next = _byAddress[i + 1].Address;
            }

            _reach[i] = symbol.Size != 0 ? symbol.Size : ReachWithoutSize(symbol.Address, next, segments);
            if (!_byName.TryGetValue(symbol.Name, out Symbol? other) || !other.IsGlobal || symbol.IsGlobal)
            {
                _byName[symbol.Name] = symbol;
            }
        }
    }

    /// <summary>All symbols, by address; of those at one address the best known name comes last.</summary>
    public IReadOnlyList<Symbol> All => _byAddress;

    /// <summary>The symbol of a name; a global one before local ones.</summary>
    /// <param name="name">The whole name.</param>
    /// <param name="symbol">The symbol, or null.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out Symbol? symbol) => _byName.TryGetValue(name, out symbol);

    /// <summary>
    /// The symbol that an address belongs to: the nearest at or below it that reaches over it. A symbol without size
    /// reaches to the next symbol or the end of its segment.
    /// </summary>
    /// <param name="address">A virtual address, as the ELF has it.</param>
    /// <param name="symbol">The symbol, or null.</param>
    public bool TryFind(uint address, [NotNullWhen(true)] out Symbol? symbol)
    {
        int low = 0, high = _byAddress.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _byAddress[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        for (int i = low - 1; i >= 0 && i >= low - MaximumNesting; i--)
        {
            uint offset = address - _byAddress[i].Address;
            if (offset == 0 || offset < _reach[i])
            {
                symbol = _byAddress[i];
                return true;
            }
        }

        symbol = null;
        return false;
    }

    /// <summary>An address for people: <c>name</c>, <c>name+0x12</c>, or eight digits where no symbol reaches.</summary>
    /// <param name="address">A virtual address, as the ELF has it.</param>
    public string Describe(uint address)
    {
        if (!TryFind(address, out Symbol? symbol))
        {
            return address.ToString("x8", CultureInfo.InvariantCulture);
        }

        uint offset = address - symbol.Address;
        return offset == 0 ? symbol.Name : string.Create(CultureInfo.InvariantCulture, $"{symbol.Name}+0x{offset:x}");
    }

    /// <summary>The symbols whose whole name fits a pattern, by address.</summary>
    /// <param name="pattern"><c>*</c> stands for any characters, <c>?</c> for one; all others for themselves.</param>
    public IEnumerable<Symbol> Match(string pattern) => _byAddress.Where(symbol => Fits(symbol.Name, pattern));

    /// <summary>Whether a whole name fits a pattern of <c>*</c> and <c>?</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="pattern">The pattern.</param>
    /// <remarks>Goes back to the last star only, so the time is at most the product of the two lengths.</remarks>
    public static bool Fits(string name, string pattern)
    {
        int n = 0, p = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }

    private static uint ReachWithoutSize(uint address, uint next, IReadOnlyList<ElfSegment> segments)
    {
        foreach (ElfSegment segment in segments)
        {
            if (segment.Contains(address))
            {
                return Math.Min(next - address, segment.MemoryBytes - (address - segment.Address));
            }
        }

        return 0;
    }

    /// <summary>By address; at one address: sized, functions, globals, without underscore later, then by name.</summary>
    private static int ByAddress(Symbol a, Symbol b) =>
        (a.Address, a.Size != 0, a.IsFunction, a.IsGlobal, !a.Name.StartsWith('_'))
            .CompareTo((b.Address, b.Size != 0, b.IsFunction, b.IsGlobal, !b.Name.StartsWith('_'))) switch
        {
            0 => string.CompareOrdinal(a.Name, b.Name),
            int order => order,
        };
}
