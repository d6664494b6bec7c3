namespace SiloSim.Tests.House;

/// <summary>No file knows the machine that it was written on.</summary>
public class TidyTests
{
    [Fact]
    public void NoFileKnowsTheMachineThatItWasWrittenOn() =>
        Assert.Empty(Repository.TextFiles.SelectMany(file => Tidy.Wrong(file, Repository.Read(file))));

    [Fact]
    public void ThereAreFiles() => Assert.Contains("SiloSim.sln", Repository.Files);

    // In two parts: this file is looked at as well.
    [Theory]
    [InlineData("see /ro" + "ot/.nuget/packages\n")]
    [InlineData("cd /wo" + "rk/main\n")]
    [InlineData("--trace /tm" + "p/out.txt\n")]
    [InlineData("'/ho" + "me/somebody/src'\n")]
    [InlineData("C:" + "\\src\\SiloSim\n")]
    [InlineData("https://api.nuget" + ".org/v3/index.json\n")]
    [InlineData("image: mcr.micro" + "soft.com/dotnet/sdk\n")]
    [InlineData("registry." + "example.com\n")]
    [InlineData("one line\r\n")]
    [InlineData("no end")]
    public void AnUntidyFileIsFound(string text) => Assert.Single(Tidy.Wrong("docs/page.md", text));

    [Theory]
    [InlineData("docs/page.md", "")]
    [InlineData("docs/page.md", "src/SiloSim.Sh4/Core.cs, m1/cpu/17, \"${work}/tmp/x\"\n")]
    [InlineData("Dockerfile", "FROM mcr.micro" + "soft.com/dotnet/sdk:10.0 AS build\n")]
    public void ATidyFilePasses(string file, string text) => Assert.Empty(Tidy.Wrong(file, text));
}
