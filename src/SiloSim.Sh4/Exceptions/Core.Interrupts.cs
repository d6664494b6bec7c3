namespace SiloSim.Sh4;

/// <content>NMIs, interrupts, and the modules on the chip that ask for them.</content>
/// <remarks>Source: SH-4 software manual, "Exceptions", "Interrupts"; hardware manual, "Interrupt Controller (INTC)".</remarks>
public sealed partial class Core
{
    private const uint NmiCode = 0x1C0;

    private readonly IOnChipDevices? _devices;

    // The level asked for, so that a change of SR notices it; 0 for none. It is asked for also when it has been accepted:
    // a module asks until its handler has served it, and is accepted again behind an RTE before that.
    private int _waitingLevel;

    // Something has changed that the loop of the interpreter does not look at: SR has let a waiting interrupt through, or
    // instructions need the careful loop now. The run goes back to where that is looked at.
    private bool _leavesLoop;

    // An instruction wants a register of a module, which must know the exact time: it is run again, alone.
    private bool _deviceWanted;
    private bool _atDevice;

    private int _exceptionsInsideNmi;

    /// <summary>
    /// Whether the core is inside an NMI: from its acceptance to the <c>rte</c> that ends it. Exceptions and
    /// interrupts taken inside are counted, so their <c>rte</c> does not end it.
    /// </summary>
    public bool InNmi { get; private set; }

    /// <summary>
    /// Virtual instructions that the core did not execute: parked, asleep, waiting. Set it between two runs, never back.
    /// </summary>
    public long IdleTime { get; set; }

    /// <summary>The core's clock: instructions retired, and those that it did not execute.</summary>
    public long VirtualTime => Retired + IdleTime;

    /// <summary>
    /// Virtual time at which a module on the chip may ask for an interrupt, so that a sleeping core has to be looked at with
    /// <see cref="TryWake"/>; <see cref="long.MaxValue"/> for never.
    /// </summary>
    public long NextEvent => _devices?.NextEvent ?? long.MaxValue;

    /// <summary>Accepts an NMI, if it is not held back.</summary>
    /// <returns>
    /// False: held back, since SR.BL is set (and ICR.NMIB is not) or an NMI is running; nothing changed, but a sleeping
    /// core wakes. True: SPC, SSR and SGR are saved, MD = RB = BL = 1, INTEVT = 1C0, PC = VBR + 600, the core is awake.
    /// </returns>
    /// <remarks>Source: SH-4 software manual, "Exceptions", "Interrupts", "NMI".</remarks>
    public bool TryAcceptNmi()
    {
        Asleep = false;
        if (InNmi || ((_state.SrWithoutT & StatusRegister.BlBit) != 0 && _devices is not { NmiWhileBlocked: true }))
        {
            return false;
        }
        InNmi = true;
        _exceptionsInsideNmi = 0;
        _state.Intevt = NmiCode;
        Enter(_state.PcNow, _state.Vbr + ExceptionRules.InterruptVector);
        return true;
    }

    /// <summary>Accepts an interrupt, if it is not masked.</summary>
    /// <param name="level">Its level, 1 to 15: accepted when above SR.IMASK.</param>
    /// <param name="intevt">Its code for INTEVT.</param>
    /// <returns>
    /// False: masked or held back by SR.BL; nothing changed, but where only BL is in the way a sleeping core wakes.
    /// True: as for an NMI, with the code given.
    /// </returns>
    /// <remarks>Source: SH-4 software manual, "Exceptions", "Interrupts"; "Sleep Mode" on SLEEP with BL = 1.</remarks>
    public bool TryAcceptInterrupt(int level, uint intevt)
    {
        var sr = new StatusRegister(_state.SrWithoutT);
        if (level <= sr.Imask)
        {
            return false;
        }
        Asleep = false;
        if (sr.Bl)
        {
            return false;
        }
        CountExceptionInsideNmi();
        _state.Intevt = intevt;
        Enter(_state.PcNow, _state.Vbr + ExceptionRules.InterruptVector);
        return true;
    }

    /// <summary>
    /// Looks at the modules on the chip at the time that it is now, and accepts what they ask for: call it for a sleeping
    /// core when <see cref="NextEvent"/> has come.
    /// </summary>
    /// <returns>Whether the core is awake.</returns>
    public bool TryWake()
    {
        AcceptPending();
        return !Asleep;
    }

    /// <summary>
    /// Runs no further than to the next event of the modules on the chip, accepts what they ask for, and goes on.
    /// </summary>
    private CoreExit RunToNextEvents(int budget)
    {
        long end = Retired + budget;
        while (true)
        {
            AcceptPending();
            if (Asleep)
            {
                return new CoreExit(ExitReason.Sleep, Pc: _state.PcNow);
            }
            long untilEvent = Math.Max(1, NextEvent - VirtualTime);
            CoreExit exit = Execute((int)Math.Min(end - Retired, untilEvent));
            if (_deviceWanted)
            {
                exit = UseDevice();
            }
            if (exit.Reason is not (ExitReason.Budget or ExitReason.Sleep) || Retired >= end)
            {
                return exit;
            }
        }
    }

    private CoreExit Execute(int budget) => RunsCarefully ? InterpretCarefully(budget) : Interpret(budget);

    /// <summary>Runs the one instruction, or the branch with its slot, that uses a register of a module.</summary>
    private CoreExit UseDevice()
    {
        _deviceWanted = false;
        _leavesLoop = false; // Of an RTE whose slot it is, and which was undone.
        _devices!.Advance(VirtualTime);
        _atDevice = true;
        CoreExit exit = Execute(1);
        _atDevice = false;
        return exit;
    }

    private void AcceptPending()
    {
        _leavesLoop = false;
        if (_devices is null)
        {
            return;
        }
        _devices.Advance(VirtualTime);
        InterruptRequest request = _devices.Pending;
        _waitingLevel = request.Level;
        if (request.Level != 0)
        {
            TryAcceptInterrupt(request.Level, request.Intevt);
        }
    }

    /// <summary>SR was written by the guest: a waiting interrupt may be let through now.</summary>
    private void LookForInterrupt()
    {
        var sr = new StatusRegister(_state.SrWithoutT);
        if (_waitingLevel > sr.Imask && !sr.Bl)
        {
            LeaveLoop();
        }
    }

    /// <summary>The instruction that runs completes, but the loop is left behind it.</summary>
    private void LeaveLoop()
    {
        _leavesLoop = true;
        if (_attention == Attention.None)
        {
            _attention = Attention.TextMayHaveChanged;
        }
    }

    private void CountExceptionInsideNmi()
    {
        if (InNmi)
        {
            _exceptionsInsideNmi++;
        }
    }
}
