using System.Text;
using Microsoft.Win32.SafeHandles;
using SiloSim.Grains.Runs;
using SiloSim.Machine.Linux;

namespace SiloSim.CommandLine.Exec;

/// <summary>
/// The files below one folder, and nothing else: paths are walked name by name, symbolic links are followed by hand,
/// and what is neither a file nor a folder is not opened.
/// </summary>
/// <remarks>
/// The host is never given a path with more than one name: each folder is opened from the one before it, and not
/// through a link. So it does not matter who exchanges folders for links meanwhile.
/// </remarks>
internal sealed class ConfinedFiles : IDisposable
{
    private const int MaximumLinks = 40;
    private static readonly string[] s_never = ["/proc", "/sys", "/dev"];

    private readonly string _root;
    private readonly SafeFileHandle _rootFolder;
    private readonly bool _isWholeWorld;
    private readonly bool _allowsWriting;
    private string[] _current = [];

    /// <summary>Files below a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="isWholeWorld">
    /// Whether the root is <c>/</c> to the program. If not, the program sees the host's paths, and gets those below
    /// the root.
    /// </param>
    /// <param name="allowsWriting">Whether files may be written, made and removed.</param>
    /// <exception cref="WrongUsageException">There is no such folder.</exception>
    public ConfinedFiles(string root, bool isWholeWorld, bool allowsWriting)
    {
        if (!Directory.Exists(root))
        {
            throw new WrongUsageException($"{root}: no such folder");
        }
        _root = RealPath(Path.GetFullPath(root));
        int folder = Native.open(_root, Native.FolderOnly, 0);
        if (folder < 0)
        {
            throw new WrongUsageException($"{root}: cannot be opened (error {-Native.Error})");
        }
        _rootFolder = new SafeFileHandle(folder, ownsHandle: true);
        _isWholeWorld = isWholeWorld;
        _allowsWriting = allowsWriting;
    }

    /// <summary>Whether files may be written.</summary>
    public bool AllowsWriting => _allowsWriting;

    /// <summary>The current folder, as the program sees it.</summary>
    public string CurrentFolder =>
        _isWholeWorld ? "/" + string.Join('/', _current) : Host(_current);

    /// <inheritdoc cref="IHost.ChangeFolder"/>
    public int ChangeFolder(string path)
    {
        int wrong = Walk(path, follow: true, out string[] names, out FileStatus status);
        if (wrong == 0)
        {
            wrong = status.Type == FileStatus.Folder ? 0 : -Errno.NotDirectory;
        }
        _current = wrong == 0 ? names : _current;
        return wrong;
    }

    /// <inheritdoc cref="IHost.Status"/>
    public int Status(string path, bool follow, out FileStatus status) => Walk(path, follow, out _, out status);

    /// <inheritdoc cref="IHost.ReadLink"/>
    public int ReadLink(string path, out string target)
    {
        target = "";
        int wrong = Walk(path, follow: false, out string[] names, out FileStatus status);
        if (wrong == 0 && status.Type != FileStatus.Link)
        {
            wrong = -Errno.Invalid;
        }
        return wrong != 0 ? wrong : TargetOf(names, out target);
    }

    /// <inheritdoc cref="IHost.Open"/>
    public int Open(string path, OpenOptions options, int mode, out IOpenFile? file)
    {
        const OpenOptions Writes = OpenOptions.WriteOnly | OpenOptions.ReadWrite | OpenOptions.Truncate;
        const OpenOptions New = OpenOptions.Create | OpenOptions.Exclusive;
        const OpenOptions Passed = Writes | New | OpenOptions.Append;
        file = null;
        bool mustBeNew = (options & New) == New;
        int wrong = Walk(path, (options & OpenOptions.NoFollow) == 0 && !mustBeNew, out string[] names, out FileStatus status);
        if (wrong == 0 && mustBeNew)
        {
            return -Errno.Exists;
        }
        bool isNew = wrong == -Errno.NoEntry && (options & OpenOptions.Create) != 0 && names.Length > 0;
        if (wrong != 0 && !isNew)
        {
            return wrong;
        }
        wrong = isNew ? (NamesFolder(path) ? -Errno.IsDirectory : 0)
            : status.Type switch
            {
                FileStatus.Regular => (options & OpenOptions.Folder) != 0 ? -Errno.NotDirectory : 0,
                FileStatus.Folder => (options & (Writes | OpenOptions.Create)) != 0 ? -Errno.IsDirectory : 0,
                FileStatus.Link => -Errno.Loop,
                _ => -Errno.AccessDenied,
            };
        if (wrong == 0 && !_allowsWriting && (isNew || (options & Writes) != 0))
        {
            wrong = -Errno.ReadOnly;
        }
        if (wrong != 0)
        {
            return wrong;
        }
        OpenOptions passed = options & Passed;
        if (isNew)
        {
            // It was not there: if it is now, somebody else made it, and it may be anything.
            passed |= OpenOptions.Exclusive;
        }
        else if (!_allowsWriting)
        {
            // It was there: if it is not any more, it is not made anew.
            passed &= ~New;
        }
        int descriptor = At(names, (folder, name) => Checked(Native.openat(
            folder, name, (int)passed | Native.Careful | Native.NoFollowFlag, (uint)mode & 0x1ff)));
        if (descriptor < 0)
        {
            return descriptor;
        }
        var opened = new HostFile(descriptor, isOwned: true);
        if (opened.Status(out FileStatus now) != 0 || now.Type is not (FileStatus.Regular or FileStatus.Folder))
        {
            opened.Dispose();
            return -Errno.AccessDenied;
        }
        file = opened;
        return 0;
    }

    /// <inheritdoc cref="IHost.Change"/>
    public int Change(FileChange change, string path, string other, int mode)
    {
        int wrong = Parent(path, change == FileChange.MakeFolder, out string[] names);
        if (change == FileChange.MakeFolder && wrong == 0 && Look([.. names], out _) == 0)
        {
            // Before it is said that nothing can be written: who makes a path folder by folder goes on after this.
            return -Errno.Exists;
        }
        string[] otherNames = [];
        if (wrong == 0 && change == FileChange.Rename)
        {
            wrong = Parent(other, mayBeNew: true, out otherNames);
        }
        if (wrong == 0 && !_allowsWriting)
        {
            wrong = -Errno.ReadOnly;
        }
        if (wrong != 0)
        {
            return wrong;
        }
        return At(names, (folder, name) => change switch
        {
            FileChange.Unlink => Checked(Native.unlinkat(folder, name, 0)),
            FileChange.RemoveFolder => Checked(Native.unlinkat(folder, name, Native.RemoveFolder)),
            FileChange.MakeFolder => Checked(Native.mkdirat(folder, name, (uint)mode & 0x1ff)),
            _ => At(otherNames, (otherFolder, otherName) => Checked(Native.renameat(folder, name, otherFolder, otherName))),
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _rootFolder.Dispose();

    private static bool NamesFolder(string path) => path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal);

    private static int Checked(int answer) => answer < 0 ? Native.Error : answer;

    private int Parent(string path, bool mayBeNew, out string[] names)
    {
        int wrong = Walk(path, follow: false, out names, out _);
        return names.Length == 0 ? (wrong != 0 ? wrong : mayBeNew ? -Errno.Exists : -Errno.AccessDenied)
            : wrong == -Errno.NoEntry && mayBeNew ? 0
            : wrong;
    }

    /// <summary>
    /// Walks a path. Where only the last name is missing the answer is ENOENT with the names up to it; with any other
    /// error there are no names.
    /// </summary>
    private int Walk(string path, bool follow, out string[] names, out FileStatus status)
    {
        names = [];
        status = default;
        var walked = new List<string>(_current);
        var left = new Stack<string>();
        int links = 0;
        bool isFolder = NamesFolder(path);
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            return -Errno.NoEntry;
        }
        int wrong = Push(path, walked, left);
        if (wrong != 0)
        {
            return wrong;
        }
        wrong = Look(walked, out status);
        while (left.TryPop(out string? name))
        {
            if (wrong != 0)
            {
                return wrong;
            }
            if (status.Type != FileStatus.Folder)
            {
                return -Errno.NotDirectory;
            }
            if (name == "..")
            {
                if (walked.Count > 0)
                {
                    walked.RemoveAt(walked.Count - 1);
                }
                else if (!_isWholeWorld)
                {
                    return -Errno.AccessDenied;
                }
                wrong = Look(walked, out status);
                continue;
            }
            walked.Add(name);
            wrong = Look(walked, out status);
            if (wrong == 0 && status.Type == FileStatus.Link && (left.Count > 0 || follow || isFolder))
            {
                if (++links > MaximumLinks)
                {
                    return -Errno.Loop;
                }
                wrong = TargetOf(walked, out string target);
                if (wrong != 0)
                {
                    return wrong;
                }
                walked.RemoveAt(walked.Count - 1);
                wrong = Push(target, walked, left);
                if (wrong != 0)
                {
                    return wrong;
                }
                wrong = Look(walked, out status);
            }
        }
        if (wrong is 0 or -Errno.NoEntry)
        {
            names = [.. walked];
        }
        return wrong == 0 && isFolder && status.Type != FileStatus.Folder ? -Errno.NotDirectory : wrong;
    }

    /// <summary>Puts the names of a path before those that are left; an absolute one begins at the root again.</summary>
    private int Push(string path, List<string> walked, Stack<string> left)
    {
        IEnumerable<string> names = path.Split('/').Where(name => name.Length > 0 && name != ".");
        if (path.StartsWith('/'))
        {
            walked.Clear();
            if (!_isWholeWorld)
            {
                string[] root = [.. _root.Split('/').Where(name => name.Length > 0)];
                if (!names.Take(root.Length).SequenceEqual(root))
                {
                    return -Errno.AccessDenied;
                }
                names = names.Skip(root.Length);
            }
        }
        foreach (string name in names.Reverse())
        {
            left.Push(name);
        }
        return 0;
    }

    private int Look(List<string> names, out FileStatus status)
    {
        string host = Host(names);
        status = default;
        if (s_never.Any(folder => host == folder || host.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            return -Errno.AccessDenied;
        }
        byte[] bytes = Native.NewStatus();
        int wrong = At(names, (folder, name) => Native.Status(folder, name, bytes));
        status = wrong == 0 ? HostFile.Decode(bytes) : default;
        return wrong;
    }

    /// <summary>Does something with a name in the folder that holds it; no link leads there.</summary>
    /// <param name="names">The names from the root on; none is the root itself.</param>
    /// <param name="act">Gets the folder's descriptor and the last name; answers 0 or more, or an error.</param>
    private int At(IReadOnlyList<string> names, Func<int, string, int> act)
    {
        int root = (int)_rootFolder.DangerousGetHandle(), folder = root;
        try
        {
            for (int i = 0; i < names.Count - 1; i++)
            {
                int next = Checked(Native.openat(folder, names[i], Native.FolderOnly | Native.NoFollowFlag, 0));
                if (next < 0)
                {
                    return next;
                }
                int before = folder;
                folder = next;
                Close(before);
            }
            return act(folder, names.Count == 0 ? "." : names[^1]);
        }
        finally
        {
            Close(folder);
            GC.KeepAlive(_rootFolder);
        }

        void Close(int descriptor)
        {
            if (descriptor != root)
            {
                _ = Native.close(descriptor);
            }
        }
    }

    private int TargetOf(IReadOnlyList<string> names, out string target)
    {
        byte[] bytes = new byte[Native.PathBytes];
        int length = At(names, (folder, name) => Checked((int)Native.readlinkat(folder, name, ref bytes[0], bytes.Length)));
        target = length > 0 ? Encoding.UTF8.GetString(bytes.AsSpan(0, length)) : "";
        return length < 0 ? length : length == 0 ? -Errno.NoEntry : 0;
    }

    private string Host(IReadOnlyCollection<string> names) => names.Count == 0
        ? _root
        : _root.TrimEnd('/') + "/" + string.Join('/', names);

    private static bool TryReadLink(string path, out string target)
    {
        try
        {
            target = new FileInfo(path).LinkTarget ?? "";
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            target = "";
        }
        return target.Length > 0;
    }

    /// <summary>A path without symbolic links.</summary>
    private static string RealPath(string path)
    {
        string real = "/";
        var left = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; left.TryPop(out string? name);)
        {
            string next = Path.Combine(real, name);
            if (name is "." or "..")
            {
                real = name == "." ? real : Path.GetDirectoryName(real) ?? "/";
            }
            else if (TryReadLink(next, out string target) && ++links <= MaximumLinks)
            {
                real = target.StartsWith('/') ? "/" : real;
                foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                {
                    left.Push(part);
                }
            }
            else
            {
                real = next;
            }
        }
        return real;
    }
}
