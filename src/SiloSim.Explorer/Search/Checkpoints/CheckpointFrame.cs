using System.Security.Cryptography;
using System.Text;

namespace SiloSim.Explorer.Search;

/// <summary>
/// What is around the state in a checkpoint: a line with the version, the subject of the search, and at the end a hash
/// of all before it, by which a cut or edited one is known. It is no signature.
/// </summary>
internal static class CheckpointFrame
{
    private const string Magic = "silosim checkpoint ";
    private const string Version = "1";
    private const int LongestVersion = 20;
    private const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>Writes one.</summary>
    public static void Write(Stream output, string subject, Action<BinaryWriter> body)
    {
        using var sha = SHA256.Create();
        using (var hashed = new CryptoStream(output, sha, CryptoStreamMode.Write, leaveOpen: true))
        using (var writer = new BinaryWriter(hashed, Encoding.UTF8))
        {
            writer.Write(Encoding.ASCII.GetBytes($"{Magic}{Version}\n"));
            writer.Write(subject);
            body(writer);
        }

        output.Write(sha.Hash!);
    }

    /// <summary>Sees to it that a stream is a whole checkpoint of this version and subject.</summary>
    /// <returns>The reader at the state.</returns>
    /// <exception cref="CheckpointException">It is not.</exception>
    public static BinaryReader Open(Stream input, string subject)
    {
        var reader = new BinaryReader(input, Encoding.UTF8);
        string version = VersionOf(reader);
        if (version != Version)
        {
            throw new CheckpointException($"a checkpoint of version '{version}', not {Version}");
        }

        long stateAt = input.Position;
        CheckHash(input);
        input.Position = stateAt;
        string found = Guarded(reader.ReadString);
        if (found != subject)
        {
            (string other, string own) = found.Split('\n').Zip(subject.Split('\n')).FirstOrDefault(
                static pair => pair.Item1 != pair.Item2, (found, subject));
            throw new CheckpointException($"a checkpoint of another search: '{Printable(other)}', here '{own}'");
        }

        return reader;
    }

    /// <summary>
    /// Reads something whose hash is right, or goes on from it: what does not work all the same was not written by this
    /// program.
    /// </summary>
    /// <exception cref="CheckpointException">It does not work.</exception>
    public static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is EndOfStreamException or InvalidDataException or FormatException
            or ArgumentException or IndexOutOfRangeException or OverflowException or NullReferenceException
            or InvalidOperationException)
        {
            throw new CheckpointException("a damaged checkpoint: what it holds does not fit together");
        }
    }

    // It may come from anybody, and goes to terminals.
    private static string Printable(string text) =>
        string.Concat(text.Select(static one => char.IsControl(one) ? '?' : one));

    private static string VersionOf(BinaryReader reader)
    {
        byte[] start = reader.ReadBytes(Magic.Length);
        if (Encoding.ASCII.GetString(start) != Magic)
        {
            throw new CheckpointException("not a checkpoint of silosim");
        }

        var version = new StringBuilder();
        while (version.Length < LongestVersion && reader.BaseStream.ReadByte() is int next and >= ' ' and <= '~')
        {
            version.Append((char)next);
        }

        return version.ToString();
    }

    private static void CheckHash(Stream input)
    {
        long body = input.Length - HashBytes;
        input.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        for (long left = body; left > 0;)
        {
            int read = input.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        byte[] end = new byte[HashBytes];
        int length = body < 0 ? 0 : input.ReadAtLeast(end, HashBytes, throwOnEndOfStream: false);
        if (length < HashBytes || !end.AsSpan().SequenceEqual(hash.GetHashAndReset()))
        {
            throw new CheckpointException("a checkpoint that was cut short, edited or damaged: its hash does not fit");
        }
    }
}
