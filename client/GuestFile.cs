using System.Security.Cryptography;
using SiloSim.CommandLine.Exec;
using SiloSim.Machine;

namespace SiloSim.CommandLine;

/// <summary>A guest as the command takes it: a file, or the one that the command brings along.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Elf">What is in it.</param>
/// <param name="Digest">The first half of its SHA-256, in hex: tells two guests of one name apart.</param>
internal sealed record GuestFile(string Name, ElfFile Elf, string Digest = "")
{
    private const string OwnGuest = "trace.elf";
    private const string ReplayGuest = "replay.elf";

    // RAM has 64 MiB; what more a file has can only be symbols and debug information.
    private const long MaximumBytes = 256L << 20;

    /// <summary>Loads a guest.</summary>
    /// <param name="path">Its path; null for the guest that is part of the command.</param>
    /// <exception cref="GuestFileException">It cannot be read, or is not a guest.</exception>
    public static GuestFile Load(string? path)
    {
        string name = path is null ? OwnGuest : Path.GetFileName(path);
        string digest = "";
        ElfFile elf = Load(path, bytes =>
        {
            digest = Convert.ToHexStringLower(SHA256.HashData(bytes.Span))[..32];
            return ElfFile.Parse(bytes);
        });
        return new GuestFile(name, elf, digest);
    }

    /// <summary>Loads the guest on which counterexamples are replayed: a part of the command.</summary>
    public static GuestFile OfReplays() => Own(ReplayGuest);

    /// <summary>Loads the guest of a litmus test: a part of the command.</summary>
    /// <param name="test">The test's name.</param>
    public static GuestFile OfLitmus(string test) => Own($"litmus/{test}.elf");

    /// <summary>Loads a guest or a user program, to look at it.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="GuestFileException">It cannot be read, or is neither.</exception>
    public static GuestFile LoadEither(string path) =>
        new(Path.GetFileName(path), Load(path, static bytes => ElfFile.ParseEither(bytes)));

    /// <summary>Loads a user program.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="GuestFileException">It cannot be read, or is no such program.</exception>
    public static ElfFile LoadProgram(string path) => Load(path, static bytes => ElfFile.ParseProgram(bytes));

    private static GuestFile Own(string name)
    {
        using Stream file = typeof(GuestFile).Assembly.GetManifestResourceStream(name)!;
        return new GuestFile(name, ElfFile.Parse(Read(file)));
    }

    private static ElfFile Load(string? path, Func<ReadOnlyMemory<byte>, ElfFile> parse)
    {
        if (path is not null && HostFile.IsNamedPipe(path))
        {
            // Opening it would wait for somebody to write, and nothing could end that.
            throw new GuestFileException($"{path}: a named pipe, not a file");
        }
        try
        {
            using Stream file = path is null
                ? typeof(GuestFile).Assembly.GetManifestResourceStream(OwnGuest)!
                : new FileStream(path, FileMode.Open, FileAccess.Read);
            return parse(Read(file));
        }
        catch (ElfFormatException wrong)
        {
            throw new GuestFileException($"{path ?? OwnGuest}: {wrong.Message}");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GuestFileException($"{path}: no such file");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new GuestFileException(string.IsNullOrWhiteSpace(path)
                ? "the name of the guest's file is empty"
                : Directory.Exists(path) ? $"{path}: a folder, not a file"
                : $"{path}: cannot be read: {unreadable.Message}");
        }
    }

    private static byte[] Read(Stream file)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaximumBytes)
            {
                throw new IOException($"larger than {MaximumBytes >> 20} MiB");
            }
        }
        return bytes.ToArray();
    }
}

/// <summary>A file is no guest. The message is the one line that a user sees.</summary>
internal sealed class GuestFileException(string message) : SiloSimException(message);
