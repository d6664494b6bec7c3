using System.Buffers.Binary;
using System.Text;

namespace SiloSim.Machine.Linux;

/// <content>Files.</content>
internal sealed partial class SystemCalls
{
    /// <summary>AT_FDCWD.</summary>
    public const uint CurrentFolder = unchecked((uint)-100);

    /// <summary>What <c>creat</c> opens with.</summary>
    public const uint CreatFlags = (uint)(OpenOptions.WriteOnly | OpenOptions.Create | OpenOptions.Truncate);

    private const int ChunkBytes = 64 << 10;
    private const int MaximumVectors = 1024;
    private const uint EmptyPath = 0x1000;
    private const string OwnFile = "/proc/self/exe";

    private readonly byte[] _chunk = new byte[ChunkBytes];
    private int _fileMask = 0x12;

    /// <summary>Two halves of an argument of 64 bits.</summary>
    public static long Long(uint low, uint high) => (long)(((ulong)high << 32) | low);

    /// <summary>read.</summary>
    public int Read(uint descriptor, uint buffer, uint bytes) =>
        Transfer(descriptor, buffer, bytes, reads: true, static (file, chunk, _) => file.Read(chunk));

    /// <summary>write.</summary>
    public int Write(uint descriptor, uint buffer, uint bytes) =>
        Transfer(descriptor, buffer, bytes, reads: false, static (file, chunk, _) => file.Write(chunk));

    /// <summary>pread64.</summary>
    public int ReadAt(uint descriptor, uint buffer, uint bytes, long offset) => offset < 0
        ? -Errno.Invalid
        : Transfer(descriptor, buffer, bytes, reads: true, (file, chunk, done) => file.ReadAt(chunk, offset + done));

    /// <summary>pwrite64.</summary>
    public int WriteAt(uint descriptor, uint buffer, uint bytes, long offset) => offset < 0
        ? -Errno.Invalid
        : Transfer(descriptor, buffer, bytes, reads: false, (file, chunk, done) => file.WriteAt(chunk, offset + done));

    /// <summary>readv.</summary>
    public int ReadVector(uint descriptor, uint vector, uint count) => Vector(vector, count, (at, n) => Read(descriptor, at, n));

    /// <summary>writev.</summary>
    public int WriteVector(uint descriptor, uint vector, uint count) => Vector(vector, count, (at, n) => Write(descriptor, at, n));

    /// <summary>open, openat.</summary>
    public int OpenAt(uint folder, uint path, uint flags, uint mode)
    {
        int wrong = PathAt(folder, path, out string name);
        if (wrong != 0)
        {
            return wrong;
        }
        var wanted = (OpenOptions)flags;
        IOpenFile? file = ProgramDevice.Open(name, _host);
        wrong = file is not null ? 0 : _host.Open(name, wanted, (int)mode & ~_fileMask, out file);
        // The whole path: a folder that openat begins at stays where it is when the program changes its own.
        return wrong != 0 ? wrong : _open.Add(new Descriptors.Open(
            file!, wanted, name.StartsWith('/') ? name : $"{_host.CurrentFolder.TrimEnd('/')}/{name}"));
    }

    /// <summary>close.</summary>
    public int Close(uint descriptor) => _open.Close(descriptor);

    /// <summary>fsync, flock: nothing, for a file that is open.</summary>
    public int Check(uint descriptor) => _open.TryFind(descriptor, out _) ? 0 : -Errno.BadDescriptor;

    /// <summary>chmod: nothing, for a file that is there and may be written.</summary>
    public int Pretend(uint folder, uint path)
    {
        int wrong = PathAt(folder, path, out string name);
        return wrong != 0 ? wrong
            : _host.Status(name, follow: true, out _) is var status and not 0 ? status
            : _host.AllowsWriting ? 0 : -Errno.ReadOnly;
    }

    /// <summary>lseek.</summary>
    public int Seek(uint descriptor, uint offset, uint origin)
    {
        if (!_open.TryFind(descriptor, out Descriptors.Open? open))
        {
            return -Errno.BadDescriptor;
        }
        long at = open.File.Seek((int)offset, (int)origin);
        return at > int.MaxValue ? -Errno.Overflow : (int)at;
    }

    /// <summary>_llseek.</summary>
    public int LongSeek(uint descriptor, uint high, uint low, uint result, uint origin)
    {
        if (!_open.TryFind(descriptor, out Descriptors.Open? open))
        {
            return -Errno.BadDescriptor;
        }
        long at = open.File.Seek(Long(low, high), (int)origin);
        if (at < 0)
        {
            return (int)at;
        }
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, at);
        return _space.TryWrite(result, bytes) ? 0 : -Errno.Fault;
    }

    /// <summary>ftruncate.</summary>
    public int Truncate(uint descriptor, long length) =>
        !_open.TryFind(descriptor, out Descriptors.Open? open) ? -Errno.BadDescriptor
        : !open.CanWrite || length < 0 ? -Errno.Invalid
        : open.File.Truncate(length);

    /// <summary>access, faccessat.</summary>
    public int Access(uint folder, uint path, uint mode)
    {
        int wrong = PathAt(folder, path, out string name);
        if (wrong != 0)
        {
            return wrong;
        }
        wrong = _host.Status(name, follow: true, out FileStatus status);
        return wrong != 0 ? wrong
            : (mode & 2) != 0 && !_host.AllowsWriting ? -Errno.ReadOnly
            : (mode & 1) != 0 && (status.Mode & 0x49) == 0 ? -Errno.AccessDenied
            : 0;
    }

    /// <summary>unlink, rmdir, mkdir.</summary>
    public int Change(FileChange change, uint folder, uint path, uint mode)
    {
        int wrong = PathAt(folder, path, out string name);
        return wrong != 0 ? wrong : _host.Change(change, name, "", (int)mode & ~_fileMask);
    }

    /// <summary>rename.</summary>
    public int Rename(uint folder, uint path, uint newFolder, uint newPath)
    {
        int wrong = PathAt(folder, path, out string name);
        if (wrong != 0)
        {
            return wrong;
        }
        wrong = PathAt(newFolder, newPath, out string newName);
        return wrong != 0 ? wrong : _host.Change(FileChange.Rename, name, newName, 0);
    }

    /// <summary>dup, and fcntl's F_DUPFD.</summary>
    public int Duplicate(uint descriptor, uint lowest) =>
        _open.TryFind(descriptor, out Descriptors.Open? open) ? _open.Add(open, lowest) : -Errno.BadDescriptor;

    /// <summary>dup2.</summary>
    public int DuplicateTo(uint descriptor, uint target) =>
        _open.TryFind(descriptor, out Descriptors.Open? open) ? _open.Put(open, target) : -Errno.BadDescriptor;

    /// <summary>pipe: on SH the two numbers come back in r0 and r1.</summary>
    public int MakePipe()
    {
        int read = OpenPipe(out int write);
        if (read >= 0)
        {
            _state[1] = (uint)write;
        }
        return read;
    }

    /// <summary>pipe2.</summary>
    public int MakePipe2(uint numbers)
    {
        if (!_space.IsWritable(numbers, 8))
        {
            return -Errno.Fault;
        }
        int read = OpenPipe(out int write);
        return read < 0 ? read : _space.TryWrite32(numbers, (uint)read) && _space.TryWrite32(numbers + 4, (uint)write) ? 0 : -Errno.Fault;
    }

    /// <summary>ioctl: a terminal answers what it is and how large; nothing can be set.</summary>
    public int Control(uint descriptor, uint request, uint argument)
    {
        const uint GetAttributes = 0x5401, GetWindow = 0x8008_7468, Available = 0x8004_667f;
        if (!_open.TryFind(descriptor, out Descriptors.Open? open))
        {
            return -Errno.BadDescriptor;
        }
        if (!open.File.IsTerminal)
        {
            return -Errno.NoTerminal;
        }
        ReadOnlySpan<byte> attributes =
        [
            0x00, 0x05, 0, 0, 0x05, 0, 0, 0, 0xbf, 0, 0, 0, 0x3b, 0x8a, 0, 0, 0,
            0x03, 0x1c, 0x7f, 0x15, 0x04, 0, 1, 0, 0x11, 0x13, 0x1a, 0, 0x12, 0x0f, 0x17, 0x16, 0, 0, 0,
        ];
        ReadOnlySpan<byte> window = [24, 0, 80, 0, 0, 0, 0, 0];
        return request switch
        {
            GetAttributes => _space.TryWrite(argument, attributes) ? 0 : -Errno.Fault,
            GetWindow => _space.TryWrite(argument, window) ? 0 : -Errno.Fault,
            Available => _space.TryWrite32(argument, 0) ? 0 : -Errno.Fault,
            0x5402 or 0x5403 or 0x5404 => 0,
            _ => -Errno.Invalid,
        };
    }

    /// <summary>fcntl: numbers and flags; no locks.</summary>
    public int FileControl(uint descriptor, uint command, uint argument)
    {
        if (!_open.TryFind(descriptor, out Descriptors.Open? open))
        {
            return -Errno.BadDescriptor;
        }
        switch (command)
        {
            case 0 or 1030:
                return _open.Add(open, argument);
            case 1 or 2:
                return 0;
            case 4:
                const OpenOptions Changed = OpenOptions.Append | OpenOptions.NonBlocking;
                open.Flags = (open.Flags & ~Changed) | ((OpenOptions)argument & Changed);
                return 0;
            case 3:
                return (int)open.Flags;
            default:
                return -Errno.Invalid;
        }
    }

    /// <summary>getdents64.</summary>
    public int List(uint descriptor, uint buffer, uint bytes)
    {
        if (!_open.TryFind(descriptor, out Descriptors.Open? open))
        {
            return -Errno.BadDescriptor;
        }
        Span<byte> chunk = _chunk.AsSpan(0, (int)Math.Min(bytes, ChunkBytes));
        if (!_space.IsWritable(buffer, (uint)chunk.Length))
        {
            return -Errno.Fault;
        }
        int read = open.File.List(chunk);
        return read < 0 || _space.TryWrite(buffer, chunk[..read]) ? read : -Errno.Fault;
    }

    /// <summary>truncate.</summary>
    public int TruncateAt(uint path, long length)
    {
        int wrong = PathAt(CurrentFolder, path, out string name);
        if (wrong != 0 || length < 0)
        {
            return wrong != 0 ? wrong : -Errno.Invalid;
        }
        wrong = _host.Open(name, OpenOptions.WriteOnly, 0, out IOpenFile? file);
        using (file)
        {
            return wrong != 0 ? wrong : file!.Truncate(length);
        }
    }

    /// <summary>utimensat: nothing, for a file that is there and may be written.</summary>
    public int PretendAt(uint folder, uint path) => path == 0 ? Check(folder) : Pretend(folder, path);

    /// <summary>umask: for what it makes from now on, besides the host's own.</summary>
    public int SetFileMask(uint mask)
    {
        int before = _fileMask;
        _fileMask = (int)(mask & 0x1ff);
        return before;
    }

    /// <summary>stat, lstat, stat64, lstat64.</summary>
    public int StatusAt(uint folder, uint path, uint buffer, bool follow, FileStatusLayout layout)
    {
        int wrong = PathAt(folder, path, out string name);
        if (wrong != 0)
        {
            return wrong;
        }
        wrong = _host.Status(name, follow, out FileStatus status);
        return wrong != 0 ? wrong : WriteStatus(buffer, status, layout);
    }

    /// <summary>fstatat64, statx: an empty path may stand for the descriptor itself.</summary>
    public int StatusAt(uint folder, uint path, uint flags, uint buffer, FileStatusLayout layout)
    {
        int length = _space.ReadString(path, UserPath.MaximumBytes, out string name);
        return length != 0 ? length
            : name.Length == 0 && (flags & EmptyPath) != 0 && folder != CurrentFolder ? StatusOf(folder, buffer, layout)
            : StatusAt(folder, path, buffer, (flags & 0x100) == 0, layout);
    }

    /// <summary>fstat, fstat64.</summary>
    public int StatusOf(uint descriptor, uint buffer, FileStatusLayout layout)
    {
        if (!_open.TryFind(descriptor, out Descriptors.Open? open))
        {
            return -Errno.BadDescriptor;
        }
        int wrong = open.File.Status(out FileStatus status);
        return wrong != 0 ? wrong : WriteStatus(buffer, status, layout);
    }

    /// <summary>readlink; the program's own file is known by Linux's name for it.</summary>
    public int ReadLink(uint folder, uint path, uint buffer, uint bytes)
    {
        int wrong = PathAt(folder, path, out string name);
        if (wrong != 0)
        {
            return wrong;
        }
        string target = _start.Path;
        wrong = name == OwnFile ? 0 : _host.ReadLink(name, out target);
        if (wrong != 0 || (int)bytes <= 0)
        {
            return wrong != 0 ? wrong : -Errno.Invalid;
        }
        byte[] text = Encoding.UTF8.GetBytes(target);
        ReadOnlySpan<byte> part = text.AsSpan(0, (int)Math.Min(bytes, (uint)text.Length));
        return _space.TryWrite(buffer, part) ? part.Length : -Errno.Fault;
    }

    /// <summary>chdir.</summary>
    public int ChangeFolder(uint path)
    {
        int wrong = PathAt(CurrentFolder, path, out string name);
        return wrong != 0 ? wrong : _host.ChangeFolder(name);
    }

    /// <summary>fchdir.</summary>
    public int ChangeFolderTo(uint descriptor) =>
        !_open.TryFind(descriptor, out Descriptors.Open? open) ? -Errno.BadDescriptor
        : open.Path.Length == 0 ? -Errno.NotDirectory
        : _host.ChangeFolder(open.Path);

    /// <summary>getcwd.</summary>
    public int NameFolder(uint buffer, uint bytes)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(_host.CurrentFolder), 0];
        return text.Length > bytes ? -Errno.Range : _space.TryWrite(buffer, text) ? text.Length : -Errno.Fault;
    }

    private int OpenPipe(out int write)
    {
        var pipe = new Pipe();
        write = -1;
        int read = _open.Add(new Descriptors.Open(pipe.Reader, OpenOptions.ReadOnly, ""));
        if (read < 0)
        {
            return read;
        }
        write = _open.Add(new Descriptors.Open(pipe.Writer, OpenOptions.WriteOnly, ""));
        if (write < 0)
        {
            _open.Close((uint)read);
            return write;
        }
        return read;
    }

    /// <summary>The path that a call names, from the folder that it names.</summary>
    private int PathAt(uint folder, uint address, out string path)
    {
        int wrong = _space.ReadString(address, UserPath.MaximumBytes, out path);
        if (wrong != 0 || path.Length == 0)
        {
            return wrong != 0 ? wrong : -Errno.NoEntry;
        }
        if (folder == CurrentFolder || path.StartsWith('/'))
        {
            return 0;
        }
        if (!_open.TryFind(folder, out Descriptors.Open? open))
        {
            return -Errno.BadDescriptor;
        }
        if (open.Path.Length == 0)
        {
            return -Errno.NotDirectory;
        }
        path = $"{open.Path}/{path}";
        return 0;
    }

    private delegate int Move(IOpenFile file, Span<byte> chunk, long done);

    private int Transfer(uint descriptor, uint buffer, uint bytes, bool reads, Move move)
    {
        if (!_open.TryFind(descriptor, out Descriptors.Open? open) || !(reads ? open.CanRead : open.CanWrite))
        {
            return -Errno.BadDescriptor;
        }
        if ((int)bytes < 0)
        {
            return -Errno.Invalid;
        }
        if (!(reads ? _space.IsWritable(buffer, bytes) : _space.IsReadable(buffer, bytes)))
        {
            return -Errno.Fault;
        }
        if ((open.Flags & OpenOptions.NonBlocking) != 0 && bytes != 0 && !open.File.IsReady(reads, 0))
        {
            return -Errno.Again;
        }
        if (HasTimers && open.File.IsOutside
            && WaitFor([(descriptor, reads ? ReadReady : WriteReady)], Never, out _) == -Errno.Interrupted)
        {
            return -Errno.Restart;
        }
        // What is no file may have less to give than is asked for, and then waits.
        bool readsOn = reads && bytes > ChunkBytes && open.File.Status(out FileStatus status) == 0
            && status.Type == FileStatus.Regular;
        uint done = 0;
        do
        {
            Span<byte> chunk = _chunk.AsSpan(0, (int)Math.Min(bytes - done, ChunkBytes));
            if (!reads && !_space.TryRead(buffer + done, chunk))
            {
                return done > 0 ? (int)done : -Errno.Fault;
            }
            int moved = move(open.File, chunk, done);
            if (moved == -Errno.BrokenPipe && !reads)
            {
                Send(new SignalCause((int)Signal.Pipe, SignalCause.ByUser, (uint)ProcessId));
            }
            if (moved < 0)
            {
                return done > 0 ? (int)done : moved;
            }
            if (reads && !_space.TryWrite(buffer + done, chunk[..moved]))
            {
                return -Errno.Fault;
            }
            done += (uint)moved;
            if (moved < chunk.Length || (reads && !readsOn))
            {
                break;
            }
        }
        while (done < bytes);
        return (int)done;
    }

    private int Vector(uint vector, uint count, Func<uint, uint, int> move)
    {
        if (count > MaximumVectors)
        {
            return -Errno.Invalid;
        }
        long total = 0;
        for (uint i = 0; i < count; i++)
        {
            if (!_space.TryRead32(vector + (8 * i) + 4, out uint bytes))
            {
                return -Errno.Fault;
            }
            total += bytes;
        }
        if (total > int.MaxValue)
        {
            return -Errno.Invalid;
        }
        int done = 0;
        for (uint i = 0; i < count; i++)
        {
            if (!_space.TryRead32(vector + (8 * i), out uint at) || !_space.TryRead32(vector + (8 * i) + 4, out uint bytes))
            {
                return done > 0 ? done : -Errno.Fault;
            }
            if (bytes == 0)
            {
                continue;
            }
            int moved = move(at, bytes);
            if (moved < 0)
            {
                return done > 0 ? done : moved;
            }
            done += moved;
            if (moved < bytes)
            {
                break;
            }
        }
        return done;
    }

    private int WriteStatus(uint buffer, FileStatus status, FileStatusLayout layout) =>
        _space.TryWrite(buffer, FileStatusBytes.Of(status, layout)) ? 0 : -Errno.Fault;
}
