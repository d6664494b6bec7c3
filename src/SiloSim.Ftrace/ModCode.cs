using SiloSim.Explorer;

namespace SiloSim.Ftrace;

/// <summary>
/// The protocol that makes code modification safe against NMIs: the functions of the kernel's
/// <c>arch/sh/kernel/ftrace.c</c>, in its order, with its barriers. One <c>await</c> is one access to shared memory.
/// Each step and barrier can be taken out by name, for people to see what it is there for.
/// </summary>
/// <remarks>
/// Where it differs from the kernel: <c>mod_code_newcode</c> holds the new word itself, not a pointer to it; the
/// patcher returns the status of its own write instead of reading <c>mod_code_status</c> again, which comes to the
/// same, since "if one were to fail, then they all should".
/// </remarks>
public sealed class ModCode
{
    /// <summary>
    /// Kernel: <c>MOD_CODE_WRITE_FLAG</c>. Set in <c>nmi_running</c> while NMIs have to write the code.
    /// </summary>
    public const uint ModCodeWriteFlag = 1u << 31;

    /// <summary>Kernel: <c>MCOUNT_INSN_SIZE</c>. Bytes of a call site: it is a literal of 32 bits.</summary>
    public const uint McountInsnSize = 4;

    private readonly SharedWords _words;
    private readonly Variant _variant;

    /// <summary>The protocol over some words, with the steps that a variant has.</summary>
    /// <param name="words">Where its words are.</param>
    /// <param name="variant">Which steps it has.</param>
    public ModCode(SharedWords words, Variant variant)
    {
        _words = words;
        _variant = variant;
    }

    /// <summary>Where the words of the protocol are.</summary>
    public SharedWords Words => _words;

    /// <summary>Which steps it has.</summary>
    public Variant Variant => _variant;

    /// <summary>Kernel: <c>ftrace_call_replace</c>. What a site that calls the tracer holds.</summary>
    /// <param name="addr">The tracer's entry.</param>
    /// <returns>The word: the entry itself.</returns>
    public static uint FtraceCallReplace(uint addr) => addr;

    /// <summary>Kernel: <c>ftrace_nop_replace</c>. What a site that calls nothing holds.</summary>
    /// <param name="ip">The address of the site.</param>
    /// <returns>The word: the address just after it, where the function goes on.</returns>
    public static uint FtraceNopReplace(uint ip) => ip + McountInsnSize;

    /// <summary>Kernel: <c>ftrace_arch_read_dyn_info</c>. What the status of each report shows.</summary>
    /// <returns>The two counts, as text <c>"%u %u"</c>.</returns>
    public async Routine<DynInfo> FtraceArchReadDynInfo()
    {
        uint waits = (await Operation.Load(_words.NmiWaitCount)).Value;
        uint updates = (await Operation.Load(_words.NmiUpdateCount)).Value;
        return new DynInfo(waits, updates);
    }

    /// <summary>Kernel: <c>clear_mod_flag</c>. NMIs that come from now on do not write.</summary>
    /// <returns>When a look at the word has shown it without the flag.</returns>
    public async Routine ClearModFlag()
    {
        uint old = (await Operation.Load(_words.NmiRunning)).Value;
        while ((old & ~ModCodeWriteFlag) != old)
        {
            // The exchange returns what it saw, the flag included if it succeeded: then this looks once more.
            old = (await Operation.CompareExchange(_words.NmiRunning, old, old & ~ModCodeWriteFlag)).Value;
        }
    }

    /// <summary>
    /// Kernel: <c>ftrace_mod_code</c>. Patcher and NMIs may be here at once: all write the same bytes.
    /// </summary>
    /// <returns>0, or <see cref="Errno.Efault"/> if the site cannot be written; then nobody new writes.</returns>
    public async Routine<int> FtraceModCode()
    {
        uint ip = (await Operation.Load(_words.ModCodeIp)).Value;
        uint newCode = (await Operation.Load(_words.ModCodeNewcode)).Value;
        int status = await ProbeWrite(ip, newCode);
        await Operation.Note(_words.ModCodeStatus, unchecked((uint)status));
        if (status != 0)
        {
            if (_variant.Has(Step.KillNewWriters))
            {
                await ClearModFlag(); // If we fail, then kill any new writers.
            }

            await Operation.Fail(ip, status);
        }

        return status;
    }

    /// <summary>Kernel: <c>ftrace_nmi_enter</c>. The first thing an NMI does, before any guest text.</summary>
    /// <returns>When the handler may run.</returns>
    public async Routine FtraceNmiEnter()
    {
        uint running = (await Operation.AddAndReturn(_words.NmiRunning, 1)).Value;
        if (_variant.Has(Step.NmiWrite) && (running & ModCodeWriteFlag) != 0)
        {
            if (_variant.Has(Step.NmiReadBarrier))
            {
                await Operation.ReadBarrier(); // Pairs with barrier 1: the flag was seen, so the buffers are filled.
            }

            await FtraceModCode();
            await Operation.Tally(_words.NmiUpdateCount, 1);
        }

        if (_variant.Has(Step.NmiEnterBarrier))
        {
            await Operation.FullBarrier(); // The write is in memory before the handler executes any text.
        }
    }

    /// <summary>Kernel: <c>ftrace_nmi_exit</c>. The last thing an NMI does, after all guest text.</summary>
    /// <returns>When the NMI counts as gone.</returns>
    public async Routine FtraceNmiExit()
    {
        if (_variant.Has(Step.NmiExitBarrier))
        {
            await Operation.FullBarrier(); // The handler has executed all its text before the patcher hears of it.
        }

        await Operation.AddAndReturn(_words.NmiRunning, uint.MaxValue); // Kernel: atomic_dec.
    }

    /// <summary>
    /// Kernel: <c>wait_for_nmi_and_set_mod_flag</c>. In one step: no NMI runs, and those to come write.
    /// </summary>
    /// <returns>When the flag is set.</returns>
    public async Routine WaitForNmiAndSetModFlag()
    {
        if (!_variant.Has(Step.WriteFlag))
        {
            return;
        }

        if (!_variant.Has(Step.WaitForNmiBeforeSet))
        {
            await Operation.AddAndReturn(_words.NmiRunning, ModCodeWriteFlag); // The flag is clear: this sets it.
            return;
        }

        if ((await Operation.SpinUntilCompareExchange(_words.NmiRunning, 0, ModCodeWriteFlag)).HadToWait)
        {
            await Operation.Tally(_words.NmiWaitCount, 1);
        }
    }

    /// <summary>Kernel: <c>wait_for_nmi</c>. NMIs that may still use the buffers are gone.</summary>
    /// <returns>When no NMI runs.</returns>
    public async Routine WaitForNmi()
    {
        if ((await Operation.SpinUntilEqual(_words.NmiRunning, 0)).HadToWait)
        {
            await Operation.Tally(_words.NmiWaitCount, 1);
        }
    }

    /// <summary>Kernel: <c>do_ftrace_mod_code</c>. One modification, beginning to end.</summary>
    /// <param name="ip">The address of the site.</param>
    /// <param name="newCode">What it is to hold.</param>
    /// <returns>0, or <see cref="Errno.Efault"/> if the site cannot be written.</returns>
    public async Routine<int> DoFtraceModCode(uint ip, uint newCode)
    {
        if (_variant.Has(Step.BuffersBeforeFlag))
        {
            await FillBuffers(ip, newCode);
            await WaitForNmiAndSetModFlag();
        }
        else
        {
            await WaitForNmiAndSetModFlag();
            await FillBuffers(ip, newCode);
        }

        if (_variant.Has(Step.FlagBarrier))
        {
            await Operation.FullBarrier(); // Barrier 2: all running NMIs have finished before we write the code.
        }

        int status = await FtraceModCode();
        if (_variant.Has(Step.WriteBarrier))
        {
            await Operation.FullBarrier(); // Barrier 3: the write has happened before the flag is cleared.
        }

        if (_variant.Has(Step.WriteFlag))
        {
            await ClearModFlag();
        }

        if (_variant.Has(Step.WaitForNmiAfterClear))
        {
            await WaitForNmi();
        }

        return status;
    }

    /// <summary>Kernel: <c>ftrace_modify_code</c>. Checks a site, modifies it, flushes it.</summary>
    /// <param name="ip">The address of the site.</param>
    /// <param name="oldCode">What it has to hold before.</param>
    /// <param name="newCode">What it holds afterwards.</param>
    /// <returns>
    /// 0; <see cref="Errno.Efault"/> if it cannot be read; <see cref="Errno.Einval"/> if it does not hold what it has
    /// to, and nothing was written; <see cref="Errno.Eperm"/> if it cannot be written.
    /// </returns>
    public async Routine<int> FtraceModifyCode(uint ip, uint oldCode, uint newCode)
    {
        OperationResult replaced = await Operation.ProbeRead(ip);
        int mismatch = replaced.Status != 0 ? Errno.Efault : replaced.Value != oldCode ? Errno.Einval : 0;
        if (mismatch != 0)
        {
            await Operation.End(ip, mismatch);
            return mismatch;
        }

        await Operation.Begin(ip, oldCode, newCode);
        int status = await DoFtraceModCode(ip, newCode) != 0 ? Errno.Eperm : 0;
        await Operation.End(ip, status);
        if (status == 0 && _variant.Has(Step.IcacheFlush))
        {
            await Operation.Flush(ip, McountInsnSize);
        }

        return status;
    }

    /// <summary>Kernel: <c>ftrace_make_call</c>. A site that calls nothing calls the tracer.</summary>
    /// <param name="ip">The address of the site.</param>
    /// <param name="addr">The tracer's entry.</param>
    /// <returns>As <see cref="FtraceModifyCode"/>.</returns>
    public Routine<int> FtraceMakeCall(uint ip, uint addr) =>
        FtraceModifyCode(ip, FtraceNopReplace(ip), FtraceCallReplace(addr));

    /// <summary>Kernel: <c>ftrace_make_nop</c>. A site that calls a tracer calls nothing.</summary>
    /// <param name="ip">The address of the site.</param>
    /// <param name="addr">The entry of the tracer that it calls.</param>
    /// <returns>As <see cref="FtraceModifyCode"/>.</returns>
    public Routine<int> FtraceMakeNop(uint ip, uint addr) =>
        FtraceModifyCode(ip, FtraceCallReplace(addr), FtraceNopReplace(ip));

    /// <summary>
    /// Kernel: <c>ftrace_update_ftrace_func</c>. The call within <c>ftrace_caller</c> goes elsewhere.
    /// </summary>
    /// <param name="ip">The address of the literal behind the symbol <c>ftrace_call</c>.</param>
    /// <param name="func">The tracer's function.</param>
    /// <returns>As <see cref="FtraceModifyCode"/>.</returns>
    /// <remarks>The kernel copies the old word by a plain load; here an address without memory is -EFAULT.</remarks>
    public async Routine<int> FtraceUpdateFtraceFunc(uint ip, uint func)
    {
        OperationResult old = await Operation.ProbeRead(ip);
        if (old.Status != 0)
        {
            await Operation.End(ip, Errno.Efault);
            return Errno.Efault;
        }

        return await FtraceModifyCode(ip, old.Value, FtraceCallReplace(func));
    }

    /// <summary>
    /// Kernel: <c>ftrace_dyn_arch_init</c>. Nothing to prepare on SH; here it sets the words of the protocol to 0,
    /// which the kernel's loader has done for its own.
    /// </summary>
    /// <returns>0.</returns>
    public async Routine<int> FtraceDynArchInit()
    {
        await Operation.Store(_words.NmiRunning, 0);
        await Operation.Store(_words.ModCodeIp, 0);
        await Operation.Store(_words.ModCodeNewcode, 0);
        await Operation.Note(_words.ModCodeStatus, 0);
        await Operation.Note(_words.NmiWaitCount, 0);
        await Operation.Note(_words.NmiUpdateCount, 0);
        return 0;
    }

    private async Routine FillBuffers(uint ip, uint newCode)
    {
        await Operation.Store(_words.ModCodeIp, ip);
        await Operation.Store(_words.ModCodeNewcode, newCode);
        if (_variant.Has(Step.BuffersBarrier))
        {
            await Operation.FullBarrier(); // Barrier 1: the buffers are in memory before NMIs may write them.
        }
    }

    /// <summary>Kernel: <c>probe_kernel_write</c> of a call site.</summary>
    private async Routine<int> ProbeWrite(uint ip, uint newCode)
    {
        if (_variant.PatchUnit == PatchUnit.Word)
        {
            return (await Operation.ProbeWrite(ip, newCode)).Status;
        }

        int status = (await Operation.ProbeWriteHalfword(ip, (ushort)newCode)).Status;
        return status != 0 ? status : (await Operation.ProbeWriteHalfword(ip + 2, (ushort)(newCode >> 16))).Status;
    }
}
