namespace SiloSim.Machine.Linux;

/// <content>Memory.</content>
internal sealed partial class SystemCalls
{
    private const uint MapShared = 1;
    private const uint MapFixed = 0x10;
    private const uint MapAnonymous = 0x20;
    private const uint MapFixedNoReplace = 0x10_0000;
    private const uint RemapMayMove = 1;
    private const uint RemapFixed = 2;

    private uint _firstBreak;
    private uint _break;
    private uint _mapCursor = ProgramLayout.MapBase;

    /// <summary>Sets where the heap begins: after the program, at a page.</summary>
    public void BeginHeap(uint address) => _firstBreak = _break = address;

    /// <summary>brk: the new end of the heap, or the old one where it cannot be.</summary>
    public int Break(uint address)
    {
        if (address < _firstBreak || UserSpace.RoundUp(address) is not { } end)
        {
            return (int)_break;
        }
        uint mapped = UserSpace.RoundUp(_break)!.Value;
        if (end > mapped)
        {
            // A page of distance to what is mapped above, so that a heap that overflows is noticed.
            if (!_space.IsFree(mapped, end - mapped + UserSpace.PageBytes)
                || !_space.TryMap(mapped, end - mapped, Protection.Read | Protection.Write))
            {
                return (int)_break;
            }
        }
        else if (end < mapped)
        {
            _space.Unmap(end, mapped - end);
        }
        _break = address;
        return (int)_break;
    }

    /// <summary>mmap: the offset in bytes.</summary>
    public int MapBytes(uint address, uint bytes, uint protection, uint flags, uint descriptor, uint offset) =>
        offset % UserSpace.PageBytes != 0 ? -Errno.Invalid : Map(address, bytes, protection, flags, descriptor, offset);

    /// <summary>mmap2, with the offset in bytes. A shared mapping of a file is a copy, and can only be read.</summary>
    public int Map(uint address, uint bytes, uint protection, uint flags, uint descriptor, long offset)
    {
        if (bytes == 0 || (flags & 3) == 0)
        {
            return -Errno.Invalid;
        }
        if (UserSpace.RoundUp(bytes) is not { } size)
        {
            return -Errno.NoMemory;
        }
        IOpenFile? file = null;
        if ((flags & MapAnonymous) == 0)
        {
            if (!_open.TryFind(descriptor, out Descriptors.Open? open))
            {
                return -Errno.BadDescriptor;
            }
            if (!open.CanRead)
            {
                return -Errno.AccessDenied;
            }
            bool isZero = open.File is ProgramDevice { IsZero: true };
            if (!isZero && (open.File.Status(out FileStatus status) != 0 || status.Type != FileStatus.Regular
                || ((flags & 3) == MapShared && (protection & 2) != 0)))
            {
                return -Errno.NoDevice;
            }
            file = isZero ? null : open.File;
        }
        int wrong = Place(address, size, flags, out uint at);
        if (wrong != 0)
        {
            return wrong;
        }
        if (!_space.TryMap(at, size, Allowed(protection)))
        {
            return -Errno.NoMemory;
        }
        return file is null ? (int)at : Fill(file, at, bytes, offset);
    }

    /// <summary>munmap.</summary>
    public int Unmap(uint address, uint bytes)
    {
        if (address % UserSpace.PageBytes != 0 || bytes == 0 || UserSpace.RoundUp(bytes) is not { } size
            || address >= UserSpace.End || size > UserSpace.End - address)
        {
            return -Errno.Invalid;
        }
        _space.Unmap(address, size);
        return 0;
    }

    /// <summary>mprotect.</summary>
    public int Protect(uint address, uint bytes, uint protection) =>
        address % UserSpace.PageBytes != 0 ? -Errno.Invalid
        : UserSpace.RoundUp(bytes) is not { } size || !_space.TryProtect(address, size, Allowed(protection)) ? -Errno.NoMemory
        : 0;

    /// <summary>madvise: MADV_DONTNEED empties pages, all else changes nothing.</summary>
    public int Advise(uint address, uint bytes, uint advice)
    {
        const uint DontNeed = 4;
        if (address % UserSpace.PageBytes != 0 || UserSpace.RoundUp(bytes) is not { } size)
        {
            return -Errno.Invalid;
        }
        if (!_space.IsMapped(address, size))
        {
            return -Errno.NoMemory;
        }
        if (advice == DontNeed)
        {
            _space.Discard(address, size);
        }
        return 0;
    }

    /// <summary>mremap.</summary>
    public int Remap(uint address, uint oldBytes, uint newBytes, uint flags, uint newAddress)
    {
        if (address % UserSpace.PageBytes != 0 || newBytes == 0 || (flags & RemapFixed) != 0
            || UserSpace.RoundUp(oldBytes) is not { } oldSize || UserSpace.RoundUp(newBytes) is not { } newSize
            || oldSize == 0)
        {
            return -Errno.Invalid;
        }
        if (!_space.IsMapped(address, oldSize))
        {
            return -Errno.Fault;
        }
        if (newSize <= oldSize)
        {
            _space.Unmap(address + newSize, oldSize - newSize);
            return (int)address;
        }
        Protection protection = _space.IsWritable(address, 1) ? Protection.Read | Protection.Write : Protection.Read;
        if (_space.IsFree(address + oldSize, newSize - oldSize))
        {
            return _space.TryMap(address + oldSize, newSize - oldSize, protection) ? (int)address : -Errno.NoMemory;
        }
        if ((flags & RemapMayMove) == 0 || Place(0, newSize, 0, out uint at) != 0 || !_space.TryMap(at, newSize, protection))
        {
            return -Errno.NoMemory;
        }
        _space.Move(address, at, oldSize);
        return (int)at;
    }

    private static Protection Allowed(uint protection) => (protection & 7) switch
    {
        0 => Protection.None,
        uint wanted when (wanted & 2) != 0 => Protection.Read | Protection.Write,
        _ => Protection.Read,
    };

    private int Place(uint address, uint size, uint flags, out uint at)
    {
        at = address;
        if ((flags & (MapFixed | MapFixedNoReplace)) != 0)
        {
            return address % UserSpace.PageBytes != 0 ? -Errno.Invalid
                : address >= UserSpace.End || size > UserSpace.End - address ? -Errno.NoMemory
                : (flags & MapFixedNoReplace) != 0 && !_space.IsFree(address, size) ? -Errno.Exists
                : 0;
        }
        at = address & ~(UserSpace.PageBytes - 1);
        if (at >= ProgramLayout.LowestMapped && at < ProgramLayout.StackLowest && _space.IsFree(at, size))
        {
            return 0;
        }
        uint? free = _space.FindFree(_mapCursor, ProgramLayout.StackLowest, size)
            ?? _space.FindFree(ProgramLayout.MapBase, ProgramLayout.StackLowest, size);
        if (free is not { } found)
        {
            return -Errno.NoMemory;
        }
        at = found;
        _mapCursor = found + size;
        return 0;
    }

    private int Fill(IOpenFile file, uint at, uint bytes, long offset)
    {
        for (uint done = 0; done < bytes;)
        {
            Span<byte> chunk = _chunk.AsSpan(0, (int)Math.Min(bytes - done, ChunkBytes));
            int read = file.ReadAt(chunk, offset + done);
            if (read <= 0)
            {
                break;
            }
            if (!_space.TryLoad(at + done, chunk[..read]))
            {
                return -Errno.NoMemory;
            }
            done += (uint)read;
        }
        return (int)at;
    }
}
