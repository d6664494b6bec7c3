using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>Names a guest's crash: CPU, pc, instruction, cause.</summary>
internal static class Crashes
{
    /// <summary>A core that came back with a failure.</summary>
    public static GuestCrash Of(HostedCore core, CoreExit exit) =>
        new(core.Cpu, exit.Pc, Disassembler.Text(exit.Opcode, exit.Pc), exit.Cause ?? "");

    /// <summary>The guest's own vector reported an exception that it does not handle: it happened at SPC.</summary>
    public static GuestCrash OfException(HostedCore core)
    {
        Sh4.CpuState state = core.Core.State;
        return At(core, state.Spc, ExceptionText.Of(state.Expevt, state.Tea));
    }

    /// <summary>A crash at an address, whose instruction is read from this silo's copy if it has one.</summary>
    public static GuestCrash At(HostedCore core, uint pc, string cause)
    {
        FrameTables tables = core.Machine.Frames.Tables;
        int frame = core.Core.TryTranslate(pc, out uint physical) ? tables.IndexOf(physical) : -1;
        byte[]? memory = frame < 0 ? null : core.Machine.Frames.Loadable(frame);
        int offset = (int)(physical % FrameTables.FrameBytes) & ~1;
        string instruction = memory is null
            ? "(no memory)"
            : Disassembler.Text((ushort)(memory[offset] | (memory[offset + 1] << 8)), pc);
        return new GuestCrash(core.Cpu, pc, instruction, cause);
    }
}
