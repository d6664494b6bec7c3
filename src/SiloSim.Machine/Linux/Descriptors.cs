using System.Diagnostics.CodeAnalysis;

namespace SiloSim.Machine.Linux;

/// <summary>The open files of a program, by number. Numbers that <c>dup</c> has made share a file and its position.</summary>
internal sealed class Descriptors : IDisposable
{
    /// <summary>Most open files.</summary>
    public const int Maximum = 256;

    private readonly Open?[] _open = new Open?[Maximum];

    /// <summary>Descriptors with the standard files.</summary>
    public Descriptors(IReadOnlyList<IOpenFile?> standard)
    {
        for (int i = 0; i < standard.Count; i++)
        {
            _open[i] = standard[i] is { } file ? new Open(file, OpenOptions.ReadWrite, "") { References = 1 } : null;
        }
    }

    /// <summary>Finds an open file.</summary>
    public bool TryFind(uint descriptor, [NotNullWhen(true)] out Open? open)
    {
        open = descriptor < Maximum ? _open[descriptor] : null;
        return open is not null;
    }

    /// <summary>Gives a file the lowest free number.</summary>
    /// <returns>The number, or an error negated; then the file has been closed.</returns>
    public int Add(Open open, uint lowest = 0)
    {
        for (uint i = lowest; i < Maximum; i++)
        {
            if (_open[i] is null)
            {
                _open[i] = open;
                open.References++;
                return (int)i;
            }
        }
        if (open.References == 0)
        {
            open.File.Dispose();
        }
        return lowest >= Maximum ? -Errno.Invalid : -Errno.TooManyFiles;
    }

    /// <summary>Makes a number stand for a file, whatever it was before.</summary>
    public int Put(Open open, uint descriptor)
    {
        if (descriptor >= Maximum)
        {
            return -Errno.BadDescriptor;
        }
        if (_open[descriptor] != open)
        {
            open.References++;
            Close(descriptor);
            _open[descriptor] = open;
        }
        return (int)descriptor;
    }

    /// <summary>Closes a number, and its file where it was the last one.</summary>
    public int Close(uint descriptor)
    {
        if (!TryFind(descriptor, out Open? open))
        {
            return -Errno.BadDescriptor;
        }
        _open[descriptor] = null;
        if (--open.References <= 0)
        {
            open.File.Dispose();
        }
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (uint i = 0; i < Maximum; i++)
        {
            Close(i);
        }
    }

    /// <summary>An open file.</summary>
    internal sealed class Open(IOpenFile file, OpenOptions flags, string path)
    {
        public IOpenFile File { get; } = file;

        public OpenOptions Flags { get; set; } = flags;

        /// <summary>The path that it was opened by: where <c>openat</c> begins.</summary>
        public string Path { get; } = path;

        public int References { get; set; }

        public bool CanRead => ((int)Flags & 3) != (int)OpenOptions.WriteOnly;

        public bool CanWrite => ((int)Flags & 3) != (int)OpenOptions.ReadOnly;
    }
}
