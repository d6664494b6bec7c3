namespace SiloSim.Grains;

/// <summary>Cuts an image along banks.</summary>
internal static class ImageParts
{
    /// <summary>The parts of an image that lie within a range.</summary>
    public static IEnumerable<ImagePart> Within(IEnumerable<ImagePart> image, uint start, uint bytes)
    {
        foreach (ImagePart part in image)
        {
            uint from = Math.Max(start, part.Physical);
            uint to = Math.Min(start + bytes, part.Physical + (uint)part.Bytes.Length);
            if (from < to)
            {
                int offset = (int)(from - part.Physical);
                yield return new ImagePart(from, part.Bytes[offset..(offset + (int)(to - from))]);
            }
        }
    }
}
