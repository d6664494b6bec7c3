using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

// A handler runs one entry of decoded text: one to three instructions, or a branch with its slot. It takes the index of
// the entry in its page and returns the index of the next one, or Core.Stopped when the loop must look at something.
// Handlers are generic over bodies that are structs: the JIT makes one function of each, with the bodies inlined, so an
// instruction is written once however many handlers run it.

/// <summary>One instruction that goes straight on.</summary>
internal static class Straight<TFirst>
    where TFirst : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        if (default(TFirst) is IFpuBody && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        return Part<TFirst>.Done(c, i, (uint)text) ? i + 1 : c.Stop(i);
    }
}

/// <summary>Two instructions that go straight on.</summary>
internal static class Straight<TFirst, TSecond>
    where TFirst : struct, IBody
    where TSecond : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        if ((default(TFirst) is IFpuBody || default(TSecond) is IFpuBody) && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done(c, i, (uint)text))
        {
            return c.Stop(i);
        }
        return Part<TSecond>.Done(c, i + 1, (uint)(text >> 16)) ? i + 2 : c.Stop(i + 1);
    }
}

/// <summary>Three instructions that go straight on.</summary>
internal static class Straight<TFirst, TSecond, TThird>
    where TFirst : struct, IBody
    where TSecond : struct, IBody
    where TThird : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        if ((default(TFirst) is IFpuBody || default(TSecond) is IFpuBody || default(TThird) is IFpuBody)
            && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done(c, i, (uint)text))
        {
            return c.Stop(i);
        }
        if (!Part<TSecond>.Done(c, i + 1, (uint)(text >> 16)))
        {
            return c.Stop(i + 1);
        }
        return Part<TThird>.Done(c, i + 2, (uint)(text >> 32)) ? i + 3 : c.Stop(i + 2);
    }
}

/// <summary>A branch without a slot.</summary>
internal static class Leap<TBranch>
    where TBranch : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        c.BeginBranch(i, 2);
        TBranch.Run(c, new Fields((uint)text));
        return c.Arrive(i + 1);
    }
}

/// <summary>An instruction, then a branch without a slot.</summary>
internal static class Leap<TFirst, TBranch>
    where TFirst : struct, IBody
    where TBranch : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        if (default(TFirst) is IFpuBody && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done(c, i, (uint)text))
        {
            return c.Stop(i);
        }
        c.BeginBranch(i + 1, 2);
        TBranch.Run(c, new Fields((uint)(text >> 16)));
        return c.Arrive(i + 2);
    }
}

/// <summary>Two instructions, then a branch without a slot.</summary>
internal static class Leap<TFirst, TSecond, TBranch>
    where TFirst : struct, IBody
    where TSecond : struct, IBody
    where TBranch : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        if ((default(TFirst) is IFpuBody || default(TSecond) is IFpuBody) && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done(c, i, (uint)text))
        {
            return c.Stop(i);
        }
        if (!Part<TSecond>.Done(c, i + 1, (uint)(text >> 16)))
        {
            return c.Stop(i + 1);
        }
        c.BeginBranch(i + 2, 2);
        TBranch.Run(c, new Fields((uint)(text >> 32)));
        return c.Arrive(i + 3);
    }
}

/// <summary>A delayed branch with any slot, which is called.</summary>
internal static class Delayed<TBranch>
    where TBranch : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe int Run(Core c, int i, ulong text)
    {
        var entry = new TextEntry(text);
        if ((entry.SlotRow & TextEntry.SlotNeedsFpu) != 0 && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        uint pr = c.State.PrNow;
        c.BeginBranch(i, 4);
        TBranch.Run(c, new Fields(entry.First));
        DecodeTable.Bodies[entry.SlotRow & ~TextEntry.SlotNeedsFpu](c, new Fields(entry.Second));
        return c.Completed ? c.Arrive(i + 2) : c.StopInSlot(i, pr);
    }
}

/// <summary>A delayed branch with its slot.</summary>
internal static class Delayed<TBranch, TSlot>
    where TBranch : struct, IBody
    where TSlot : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        if (default(TSlot) is IFpuBody && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        uint pr = default(TSlot) is IRegisterBody ? 0 : c.State.PrNow;
        c.BeginBranch(i, 4);
        TBranch.Run(c, new Fields((uint)text));
        TSlot.Run(c, new Fields((uint)(text >> 16)));
        return default(TSlot) is IRegisterBody || c.Completed
            ? c.Arrive(i + 2)
            : c.StopInSlot(i, pr);
    }
}

/// <summary>An instruction, then a delayed branch with its slot.</summary>
internal static class Delayed<TFirst, TBranch, TSlot>
    where TFirst : struct, IBody
    where TBranch : struct, IBody
    where TSlot : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(Core c, int i, ulong text)
    {
        if ((default(TFirst) is IFpuBody || default(TSlot) is IFpuBody) && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done(c, i, (uint)text))
        {
            return c.Stop(i);
        }
        uint pr = default(TSlot) is IRegisterBody ? 0 : c.State.PrNow;
        c.BeginBranch(i + 1, 4);
        TBranch.Run(c, new Fields((uint)(text >> 16)));
        TSlot.Run(c, new Fields((uint)(text >> 32)));
        return default(TSlot) is IRegisterBody || c.Completed
            ? c.Arrive(i + 3)
            : c.StopInSlot(i + 1, pr);
    }
}

/// <summary>Rows without a body as a type are called.</summary>
internal static class Called
{
    /// <summary>The handler of an instruction that goes straight on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe int Run(Core c, int i, ulong text)
    {
        c.At(i);
        DecodeTable.Bodies[text >> TextEntry.HandlerShift](c, new Fields((uint)text));
        return c.Completed ? i + 1 : c.Stop(i);
    }

    /// <summary>The handler of an instruction of the FPU that goes straight on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int RunFpu(Core c, int i, ulong text) => c.FpuDisabled ? c.StopForChecks(i) : Run(c, i, text);

    /// <summary>The handler of what needs checks: the loop does it.</summary>
    public static int Checked(Core c, int i, ulong text) => c.StopForChecks(i);

    /// <summary>The handler of what is not decoded: it comes back to the same entry.</summary>
    public static int Undecoded(Core c, int i, ulong text) => c.DecodeAndRetry(i);

    /// <summary>The handler behind the last instruction of a page.</summary>
    public static int EndOfPage(Core c, int i, ulong text) => c.EndPage(i);
}

/// <summary>An instruction within a handler.</summary>
internal static class Part<TBody>
    where TBody : struct, IBody
{
    /// <summary>Runs it.</summary>
    /// <returns>Whether it is done and the next one may follow.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Done(Core c, int i, uint opcode)
    {
        if (default(TBody) is IPcBody)
        {
            c.At(i);
        }
        TBody.Run(c, new Fields(opcode));
        return default(TBody) is IRegisterBody || c.Completed;
    }
}
