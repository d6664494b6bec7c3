namespace SiloSim.Grains;

/// <summary>A grant of a frame.</summary>
/// <param name="Frame">Frame number within RAM.</param>
/// <param name="Exclusive">To write; else to read.</param>
/// <param name="Number">The grant's number, which a recall names.</param>
/// <param name="Bytes">The frame's 4,096 bytes, or null where the copy that the silo has is still good.</param>
/// <param name="Contended">
/// Silos take it from each other: once the copy is gone the silo is to try <see cref="IMemoryGrain.Perform"/> first.
/// </param>
[GenerateSerializer, Immutable, Alias("silosim.FrameMessage")]
public sealed record FrameMessage(int Frame, bool Exclusive, long Number, byte[]? Bytes, bool Contended);

/// <summary>Grants of frames to read, many in one message.</summary>
/// <param name="Frames">Frame numbers within RAM.</param>
/// <param name="Numbers">The number of each grant.</param>
/// <param name="Bytes">4,096 bytes of each, one after the other.</param>
[GenerateSerializer, Immutable, Alias("silosim.FramesMessage")]
public sealed record FramesMessage(int[] Frames, long[] Numbers, byte[] Bytes);

/// <summary>A grant is taken back.</summary>
/// <param name="Frame">Frame number within RAM.</param>
/// <param name="Silo">The silo that holds it.</param>
/// <param name="Grant">The grant's number.</param>
/// <param name="KeepShared">The silo may keep its copy for reading.</param>
[GenerateSerializer, Immutable, Alias("silosim.RecallMessage")]
public sealed record RecallMessage(int Frame, int Silo, long Grant, bool KeepShared);

/// <summary>A copy given up.</summary>
/// <param name="Bytes">The bytes, if the copy was exclusive.</param>
[GenerateSerializer, Immutable, Alias("silosim.FrameReturn")]
public sealed record FrameReturn(byte[]? Bytes);
