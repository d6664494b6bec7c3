using System.Text;

namespace SiloSim.CommandLine.Rendering;

/// <summary>
/// What guests write to their console, as whole lines for people. A guest is not trusted with the terminal: bytes that
/// could move its cursor are shown as <c>?</c>, and a line without end is cut.
/// </summary>
internal sealed class GuestOutput(Action<string> line)
{
    private const string Prefix = "guest: ";
    private const int LongestLine = 1000;
    private readonly StringBuilder _line = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>Takes more bytes.</summary>
    public void Add(byte[] bytes)
    {
        char[] text = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        int count = _decoder.GetChars(bytes, text, flush: false);
        foreach (char c in text.AsSpan(0, count))
        {
            if (c == '\n' || _line.Length == LongestLine)
            {
                Flush();
            }
            if (c is not ('\n' or '\r'))
            {
                _line.Append(char.IsControl(c) && c != '\t' ? '?' : c);
            }
        }
    }

    /// <summary>Prints what is left of a line without end.</summary>
    public void End()
    {
        if (_line.Length > 0)
        {
            Flush();
        }
    }

    private void Flush()
    {
        line(Prefix + _line);
        _line.Clear();
    }
}
