using SiloSim.Grains;

namespace SiloSim.Tests.Grains;

public class ImagePartsTests
{
    private static readonly ImagePart[] s_image =
        [new(0x1000, [1, 2, 3, 4]), new(0x1ffe, [5, 6, 7, 8, 9]), new(0x3000, []), new(0x0f00, new byte[0x3000])];

    [Fact]
    public void PartsAreCutAtTheEndsOfTheRange()
    {
        Assert.Equal(["1ffe: 5 6"], Within(s_image[1..2], 0x1000, 0x1000));
        Assert.Equal(["2000: 7 8 9"], Within(s_image[1..2], 0x2000, 0x1000));
        Assert.Equal(["1000: 1 2 3 4"], Within(s_image[..1], 0x1000, 4));
        Assert.Equal(["1001: 2 3"], Within(s_image[..1], 0x1001, 2));
        ImagePart inner = Assert.Single(ImageParts.Within(s_image[3..], 0x1000, 0x1000));
        Assert.Equal((0x1000u, 0x1000), (inner.Physical, inner.Bytes.Length));
    }

    [Theory, InlineData(0x0000u, 0x1000u), InlineData(0x1004u, 0x10u), InlineData(0x3000u, 0x1000u)]
    public void WhatLiesElsewhereIsLeftOut(uint start, uint bytes) => Assert.Empty(Within(s_image[..3], start, bytes));

    [Fact]
    public void BanksTogetherHoldTheWholeImage()
    {
        byte[] image = [.. Enumerable.Range(0, 10_000).Select(value => (byte)(value * 31))];
        IEnumerable<ImagePart> banks = Enumerable.Range(0, 16)
            .SelectMany(bank => ImageParts.Within([new(0x1234, image)], (uint)bank * 0x400, 0x400));
        byte[] memory = new byte[0x4000];
        foreach (ImagePart part in banks)
        {
            part.Bytes.CopyTo(memory, part.Physical);
        }
        Assert.Equal(image, memory[0x1234..(0x1234 + image.Length)]);
        Assert.All(memory[..0x1234], value => Assert.Equal(0, value));
    }

    private static IEnumerable<string> Within(ImagePart[] image, uint start, uint bytes) =>
        ImageParts.Within(image, start, bytes).Select(part => $"{part.Physical:x}: {string.Join(' ', part.Bytes)}");
}
