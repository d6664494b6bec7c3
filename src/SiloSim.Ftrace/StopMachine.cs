using System.Collections.Immutable;
using SiloSim.Explorer;

namespace SiloSim.Ftrace;

/// <summary>
/// Kernel: <c>stop_machine</c> around ftrace's work. All sites of a round are modified within one stop, each by the
/// whole protocol: a stop keeps other processors from executing text, but it does not keep NMIs away.
/// </summary>
public sealed class StopMachine
{
    private readonly ModCode _modCode;

    /// <summary>Stops around a protocol, if its variant has <see cref="Step.StopMachine"/>.</summary>
    /// <param name="modCode">The protocol.</param>
    public StopMachine(ModCode modCode) => _modCode = modCode;

    /// <summary>Kernel: <c>__ftrace_modify_code</c> under <c>stop_machine</c>. Stops, modifies, goes on.</summary>
    /// <param name="modifications">The sites, in the order in which they are modified.</param>
    /// <returns>How many were modified and how many failed.</returns>
    /// <remarks>
    /// The kernel gives up at the first site that fails (<c>ftrace_bug</c>); this counts it and goes on.
    /// </remarks>
    public async Routine<Modifications> Run(ImmutableArray<Modification> modifications)
    {
        if (_modCode.Variant.Has(Step.StopMachine))
        {
            await Operation.Phase((uint)StopPhase.Prepare);
            await Operation.Phase((uint)StopPhase.DisableIrq);
            await Operation.Phase((uint)StopPhase.Run);
        }

        Modifications outcome = default;
        for (int i = 0; i < modifications.Length; i++)
        {
            int status = await Apply(modifications[i]);
            outcome = outcome.Count(status);
        }

        if (_modCode.Variant.Has(Step.StopMachine))
        {
            await Operation.Phase((uint)StopPhase.Exit);
        }

        return outcome;
    }

    private Routine<int> Apply(Modification modification) => modification.Kind switch
    {
        ModificationKind.MakeCall => _modCode.FtraceMakeCall(modification.Ip, modification.Addr),
        ModificationKind.MakeNop => _modCode.FtraceMakeNop(modification.Ip, modification.Addr),
        _ => _modCode.FtraceUpdateFtraceFunc(modification.Ip, modification.Addr),
    };
}
