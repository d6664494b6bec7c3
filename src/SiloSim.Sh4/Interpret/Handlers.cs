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
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        if (default(TFirst) is IFpuBody && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        return Part<TFirst>.Done<TPath>(c, i, (uint)text) ? i + 1 : c.RunWhole(i, (uint)text);
    }
}

/// <summary>Two instructions that go straight on.</summary>
internal static class Straight<TFirst, TSecond>
    where TFirst : struct, IBody
    where TSecond : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        if ((default(TFirst) is IFpuBody || default(TSecond) is IFpuBody) && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done<TPath>(c, i, (uint)text))
        {
            return c.RunWhole(i, (uint)text);
        }
        return Part<TSecond>.Done<TPath>(c, i + 1, (uint)(text >> 16)) ? i + 2 : c.RunWhole(i + 1, (uint)(text >> 16));
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
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        if ((default(TFirst) is IFpuBody || default(TSecond) is IFpuBody || default(TThird) is IFpuBody)
            && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done<TPath>(c, i, (uint)text))
        {
            return c.RunWhole(i, (uint)text);
        }
        if (!Part<TSecond>.Done<TPath>(c, i + 1, (uint)(text >> 16)))
        {
            return c.RunWhole(i + 1, (uint)(text >> 16));
        }
        return Part<TThird>.Done<TPath>(c, i + 2, (uint)(text >> 32))
            ? i + 3
            : c.RunWhole(i + 2, (uint)(text >> 32));
    }
}

/// <summary>A branch without a slot.</summary>
internal static class Leap<TBranch>
    where TBranch : struct, IBranchBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        uint pc = c.AddressOf(i);
        return c.Arrive(i + 1, TBranch.Target(c, new Fields((uint)text), pc, pc + 2));
    }
}

/// <summary>An instruction, then a branch without a slot.</summary>
internal static class Leap<TFirst, TBranch>
    where TFirst : struct, IBody
    where TBranch : struct, IBranchBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        if (default(TFirst) is IFpuBody && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done<TPath>(c, i, (uint)text))
        {
            return c.RunWhole(i, (uint)text);
        }
        uint pc = c.AddressOf(i + 1);
        return c.Arrive(i + 2, TBranch.Target(c, new Fields((uint)(text >> 16)), pc, pc + 2));
    }
}

/// <summary>Two instructions, then a branch without a slot.</summary>
internal static class Leap<TFirst, TSecond, TBranch>
    where TFirst : struct, IBody
    where TSecond : struct, IBody
    where TBranch : struct, IBranchBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        if ((default(TFirst) is IFpuBody || default(TSecond) is IFpuBody) && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done<TPath>(c, i, (uint)text))
        {
            return c.RunWhole(i, (uint)text);
        }
        if (!Part<TSecond>.Done<TPath>(c, i + 1, (uint)(text >> 16)))
        {
            return c.RunWhole(i + 1, (uint)(text >> 16));
        }
        uint pc = c.AddressOf(i + 2);
        return c.Arrive(i + 3, TBranch.Target(c, new Fields((uint)(text >> 32)), pc, pc + 2));
    }
}

/// <summary>A delayed branch with any slot, which is called.</summary>
internal static class Delayed<TBranch>
    where TBranch : struct, IBranchBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        var entry = new TextEntry(text);
        if ((entry.SlotRow & TextEntry.SlotNeedsFpu) != 0 && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        uint pr = c.State.PrNow;
        uint pc = c.AddressOf(i);
        uint target = TBranch.Target(c, new Fields(entry.First), pc, pc + 4);
        c.State.PcNow = pc;
        DecodeTable.Bodies[entry.SlotRow & ~TextEntry.SlotNeedsFpu](c, new Fields(entry.Second));
        return c.Completed ? c.Arrive(i + 2, target) : c.StopInSlot(i, pr, target);
    }
}

/// <summary>A delayed branch with its slot.</summary>
internal static class Delayed<TBranch, TSlot>
    where TBranch : struct, IBranchBody
    where TSlot : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        if (default(TSlot) is IFpuBody && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        uint pr = default(TSlot) is IRegisterBody ? 0 : c.State.PrNow;
        uint pc = c.AddressOf(i);
        uint target = TBranch.Target(c, new Fields((uint)text), pc, pc + 4);
        TSlot.Run<TPath>(c, new Fields((uint)(text >> 16)));
        return default(TSlot) is IRegisterBody || c.Completed
            ? c.Arrive(i + 2, target)
            : c.RunWholeSlot(i, (uint)(text >> 16), pr, target);
    }
}

/// <summary>An instruction, then a delayed branch with its slot.</summary>
internal static class Delayed<TFirst, TBranch, TSlot>
    where TFirst : struct, IBody
    where TBranch : struct, IBranchBody
    where TSlot : struct, IBody
{
    /// <summary>The handler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run<TPath>(Core c, int i, ulong text)
        where TPath : struct, IPath
    {
        if ((default(TFirst) is IFpuBody || default(TSlot) is IFpuBody) && c.FpuDisabled)
        {
            return c.StopForChecks(i);
        }
        if (!Part<TFirst>.Done<TPath>(c, i, (uint)text))
        {
            return c.RunWhole(i, (uint)text);
        }
        uint pr = default(TSlot) is IRegisterBody ? 0 : c.State.PrNow;
        uint pc = c.AddressOf(i + 1);
        uint target = TBranch.Target(c, new Fields((uint)(text >> 16)), pc, pc + 4);
        TSlot.Run<TPath>(c, new Fields((uint)(text >> 32)));
        return default(TSlot) is IRegisterBody || c.Completed
            ? c.Arrive(i + 3, target)
            : c.RunWholeSlot(i + 1, (uint)(text >> 32), pr, target);
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
    public static bool Done<TPath>(Core c, int i, uint opcode)
        where TPath : struct, IPath
    {
        if (default(TBody) is IPcBody)
        {
            c.At(i);
        }
        TBody.Run<TPath>(c, new Fields(opcode));
        return default(TBody) is IRegisterBody || c.Completed;
    }
}
