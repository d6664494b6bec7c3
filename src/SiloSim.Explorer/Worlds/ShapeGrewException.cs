namespace SiloSim.Explorer.Worlds;

/// <summary>
/// A search met a word or a number that its packed worlds have no room for. The shape has been made larger; the search
/// begins again with it.
/// </summary>
internal sealed class ShapeGrewException : Exception;
