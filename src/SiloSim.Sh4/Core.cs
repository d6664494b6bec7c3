namespace SiloSim.Sh4;

/// <summary>
/// One SH-4 core: an interpreter over predecoded pages. It is synchronous and pure: what it does depends on its state
/// and on the memory alone. One thread runs a core at a time.
/// </summary>
public sealed partial class Core
{
    private readonly CpuState _state;
    private readonly unsafe uint* _registers; // Of _state, which keeps them alive.
    private readonly FrameTables? _memory;
    private readonly IWorld _world;
    private readonly Func<uint, PageCode>? _flatCode;

    private bool _hostCallPending;

    /// <summary>Makes a core.</summary>
    /// <param name="state">Its registers; the core works on this very object.</param>
    /// <param name="memory">The frames of the silo.</param>
    /// <param name="world">Whom to ask where the tables have no frame.</param>
    /// <param name="devices">The modules on its chip; null for none.</param>
    /// <param name="instructionCache">Its instruction cache; null where text is coherent.</param>
    public unsafe Core(
        CpuState state,
        FrameTables memory,
        IWorld world,
        IOnChipDevices? devices = null,
        InstructionCache? instructionCache = null)
    {
        _devices = devices;
        _instructionCache = instructionCache;
        _state = state;
        _registers = state.Files;
        _memory = memory;
        _world = world;
        _readable = memory.Readable;
        _writable = memory.Writable;
        _memoryBase = memory.BaseAddress;
        _addressMask = memory.AddressMask;
        ModeChanged();
    }

    /// <summary>
    /// Makes a core for single-step vectors: every access goes to the world with all 32 bits of its address, nothing
    /// is checked for alignment, mode or FPU-disable, and floating-point operations raise nothing.
    /// </summary>
    /// <param name="state">Its registers.</param>
    /// <param name="world">The memory.</param>
    /// <param name="code">The text of the frame that holds an address.</param>
    internal unsafe Core(CpuState state, IWorld world, Func<uint, PageCode> code)
    {
        state.CompletesDenormals = true;
        _state = state;
        _registers = state.Files;
        _world = world;
        _flatCode = code;
        _readable = [];
        _writable = [];
        ModeChanged();
    }

    /// <summary>All registers. Change them only while the core does not run.</summary>
    public CpuState State => _state;

    /// <summary>Instructions retired since the core was made.</summary>
    public long Retired { get; private set; }

    /// <summary>Whether the core sleeps: it runs nothing until an interrupt or an NMI strikes.</summary>
    public bool Asleep { get; private set; }

    /// <summary>Runs instructions.</summary>
    /// <param name="budget">
    /// Instructions to retire, 1 or more. A branch and its slot are never split, so one more may retire.
    /// </param>
    /// <returns>Why it came back; always at an instruction boundary, and calling again goes on.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="budget"/> is less than 1.</exception>
    /// <remarks>Source: SH-4 software manual, "Exceptions", on delay slots.</remarks>
    public CoreExit Run(int budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 1);
        _hostCallPending = false;
        ModeChanged();
        return RunToNextEvents(budget);
    }

    /// <summary>
    /// Runs one instruction, or a branch with its slot, all of whose loads and stores go to the world: for one whose access has
    /// been done elsewhere, and must not be done again on a frame that has come meanwhile.
    /// </summary>
    /// <returns>As <see cref="Run"/>.</returns>
    /// <exception cref="InvalidOperationException">The core has no tables.</exception>
    public CoreExit RunAskingWorld()
    {
        FrameTables memory = _memory ?? throw new InvalidOperationException("the core asks the world for everything");
        (_readable, _writable) = (memory.Nothing, memory.Nothing);
        try
        {
            return Run(1);
        }
        finally
        {
            (_readable, _writable) = (memory.Readable, memory.Writable);
        }
    }

    /// <summary>Answers a host call: R0 becomes the result and the <c>trapa</c> retires.</summary>
    /// <param name="result">What R0 becomes.</param>
    /// <exception cref="InvalidOperationException">
    /// The core does not stand at a host call: the last run did not end with one, or an NMI or an interrupt was
    /// accepted since then (the guest will ask again when it comes back).
    /// </exception>
    public void CompleteHostCall(uint result)
    {
        if (!_hostCallPending)
        {
            throw new InvalidOperationException("the core does not stand at a host call");
        }
        _hostCallPending = false;
        _state[0] = result;
        _state.PcNow += 2;
        Retired++;
    }
}
