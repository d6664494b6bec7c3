namespace SiloSim.Sh4;

/// <summary>
/// The body of an instruction as a type, so that the compiler can put it into handlers: see <see cref="Straight{TFirst}"/>.
/// </summary>
internal interface IBody
{
    /// <summary>Runs as much of it as the path says.</summary>
    static abstract void Run<TPath>(Core c, Fields f)
        where TPath : struct, IPath;
}

/// <summary>A body that works on registers alone: it always completes.</summary>
internal interface IRegisterBody : IBody;

/// <summary>A body that reads the PC.</summary>
internal interface IPcBody : IBody;

/// <summary>A body of the FPU: it runs only while SR.FD is clear.</summary>
internal interface IFpuBody : IBody;

/// <summary>A branch.</summary>
internal interface IBranchBody
{
    /// <summary>Does what it does but for the slot.</summary>
    /// <param name="c">The core.</param>
    /// <param name="f">The branch.</param>
    /// <param name="pc">Its address.</param>
    /// <param name="next">The address behind it and its slot.</param>
    /// <returns>Where text goes on.</returns>
    static abstract uint Target(Core c, Fields f, uint pc, uint next);
}
