using SiloSim.Machine.Coherence;

namespace SiloSim.Grains.Moving;

/// <summary>A bank on its way to another silo, with all its frames at home.</summary>
/// <param name="Spec">Its spec, without the image.</param>
/// <param name="Frames">The frames that were ever touched.</param>
/// <param name="Watched">What the home of the counter has seen; null for other banks.</param>
[GenerateSerializer, Immutable, Alias("silosim.MovedBank")]
internal sealed record MovedBank(BankSpec Spec, MovedFrame[] Frames, MovedWatch? Watched);

/// <summary>A frame: <see cref="RestingFrame"/> on the wire.</summary>
/// <param name="Frame">Frame number within RAM.</param>
/// <param name="LastGrant">The number of its last grant.</param>
/// <param name="Bytes">Its bytes; null for one that was never anything but zero.</param>
[GenerateSerializer, Immutable, Alias("silosim.MovedFrame")]
internal sealed record MovedFrame(int Frame, long LastGrant, byte[]? Bytes);

/// <summary>What a <see cref="ProtocolWatch"/> knows between two rounds.</summary>
/// <param name="Steps">The last accesses, and what came of each.</param>
/// <param name="Violations">The violations seen.</param>
/// <param name="Modified">The sites that were modified.</param>
/// <param name="Expected">What each of them is to hold.</param>
/// <param name="Begun">The modification that began last; null for none.</param>
/// <param name="Failed">The last write that failed, until the flag is set again; null for none.</param>
/// <param name="FailedCpu">The CPU whose NMI it failed for, or -1.</param>
/// <param name="FailedNmi">Which NMI of that CPU.</param>
[GenerateSerializer, Immutable, Alias("silosim.MovedWatch")]
internal sealed record MovedWatch(
    MovedStep[] Steps, ViolationMessage[] Violations, uint[] Modified, Dictionary<uint, uint> Expected, OperationNote? Begun,
    OperationNote? Failed, int FailedCpu, int FailedNmi);

/// <summary>An access, and what came of it.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MovedStep")]
internal sealed record MovedStep(ProtocolAccess Access, AccessResult Result);
