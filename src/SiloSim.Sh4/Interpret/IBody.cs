namespace SiloSim.Sh4;

/// <summary>
/// The body of an instruction as a type, so that the compiler can put it into handlers: see <see cref="Straight{TFirst}"/>.
/// </summary>
internal interface IBody
{
    /// <summary>Runs it.</summary>
    static abstract void Run(Core c, Fields f);
}

/// <summary>A body that works on registers alone: it always completes.</summary>
internal interface IRegisterBody : IBody;

/// <summary>A body that reads the PC.</summary>
internal interface IPcBody : IBody;

/// <summary>A body of the FPU: it runs only while SR.FD is clear.</summary>
internal interface IFpuBody : IBody;
