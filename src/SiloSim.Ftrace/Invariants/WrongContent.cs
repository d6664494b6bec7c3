namespace SiloSim.Ftrace;

/// <summary>
/// Whoever writes, writes the site and the content of the modification that is under way, or of the last one: a late
/// write of the same is no fault. Tries that fail count too.
/// </summary>
public sealed class WrongContent : IInvariant
{
    private CycleBegan? _cycle;

    /// <inheritdoc/>
    public Violation? Observe(TraceRecord record)
    {
        switch (record)
        {
            case CycleBegan began:
                _cycle = began;
                return null;
            case SiteWritten written when !Belongs(written):
                string wanted = _cycle is null
                    ? "nothing is being modified" : $"{_cycle.New:x8} belongs at {_cycle.Site:x8}";
                return Violation.Of(
                    Property.WrongContent, written.Site, written.By.Cpu, written.By.Nmi,
                    $"{written.By} wrote {written.Word.ToString(written.LengthBytes == 2 ? "x4" : "x8", null)} at "
                    + $"{written.Site:x8} while {wanted}",
                    written.Word);
            default:
                return null;
        }
    }

    private bool Belongs(SiteWritten written) =>
        _cycle is not null && (written.LengthBytes == 4
            ? written.Site == _cycle.Site && written.Word == _cycle.New
            : (written.Site == _cycle.Site && written.Word == (_cycle.New & 0xFFFF))
                || (written.Site == _cycle.Site + 2 && written.Word == _cycle.New >> 16));
}
