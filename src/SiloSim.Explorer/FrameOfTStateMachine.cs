using System.Runtime.CompilerServices;

namespace SiloSim.Explorer;

/// <summary>The frames of one method.</summary>
/// <typeparam name="TStateMachine">The compiler's state machine of that method.</typeparam>
internal sealed class Frame<TStateMachine>(TStateMachine machine) : Frame
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>Why frames of this method cannot be copied; null if they can. Found out once for each method.</summary>
    public static readonly string? Refusal = FrameCheck.Refusal(typeof(TStateMachine));

    /// <summary>The captured state machine.</summary>
    public readonly TStateMachine Machine = machine;

    public override object Captured => Machine;

    public override void ResumeCopy()
    {
        TStateMachine copy = Machine;
        copy.MoveNext();
    }
}
