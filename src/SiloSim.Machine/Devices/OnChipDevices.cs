using SiloSim.Sh4;

namespace SiloSim.Machine.Devices;

/// <summary>The modules on the chip of one core: an interrupt controller and a timer unit.</summary>
/// <remarks>Made when one of their registers is first used: a core that uses none stays small.</remarks>
public sealed class OnChipDevices : IOnChipDevices
{
    private Intc? _intc;
    private Tmu? _tmu;
    private long _virtualTime;

    /// <inheritdoc/>
    public long NextEvent => _tmu?.NextEvent ?? long.MaxValue;

    /// <inheritdoc/>
    public InterruptRequest Pending => _intc?.Pending ?? InterruptRequest.None;

    /// <inheritdoc/>
    public bool NmiWhileBlocked => _intc is { NmiWhileBlocked: true };

    /// <inheritdoc/>
    public void Advance(long virtualTime)
    {
        _virtualTime = virtualTime;
        _tmu?.Advance(virtualTime);
    }

    /// <inheritdoc/>
    public Access Load(uint address, int bytes, out uint value)
    {
        value = 0;
        if (!Has(address))
        {
            return Access.NoMemory;
        }
        Make();
        return Intc.Has(address) ? _intc!.Load(address, bytes, out value) : _tmu!.Load(address, bytes, out value);
    }

    /// <inheritdoc/>
    public Access Store(uint address, int bytes, uint value)
    {
        if (!Has(address))
        {
            return Access.NoMemory;
        }
        Make();
        return Intc.Has(address) ? _intc!.Store(address, bytes, value) : _tmu!.Store(address, bytes, value);
    }

    /// <inheritdoc/>
    public void Move(StateMover mover)
    {
        mover.Move(ref _virtualTime);
        if (mover.MovePresence(_intc is not null))
        {
            Make();
            _intc!.Move(mover);
            _tmu!.Move(mover);
        }
    }

    private static bool Has(uint address) => Intc.Has(address) || Tmu.Has(address);

    private void Make()
    {
        if (_intc is null)
        {
            _intc = new Intc();
            _tmu = new Tmu(_intc);
            _tmu.Advance(_virtualTime);
        }
    }
}
