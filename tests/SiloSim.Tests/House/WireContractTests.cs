using SiloSim.Grains;

namespace SiloSim.Tests.House;

/// <summary>
/// The wire contract is text that is reviewed as a diff; <c>SILOSIM_GOLDEN=rewrite</c> writes it anew. Silos and clients of
/// different versions talk: names and numbers stay, new members get new numbers.
/// </summary>
public class WireContractTests
{
    private const string Golden = "tests/SiloSim.Tests/House/Golden/WireContract.txt";

    private static Type[] Public => typeof(IMachineGrain).Assembly.GetExportedTypes();

    [Fact]
    public void ItIsAsReviewed()
    {
        string actual = WireContract.Of(Public);
        string path = Path.Combine(Repository.Root, Golden);
        if (Environment.GetEnvironmentVariable("SILOSIM_GOLDEN") == "rewrite")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void EverythingThatTravelsHasAName()
    {
        Assert.Empty(WireContract.Nameless(Public));
        Assert.Empty(WireContract.NamelessMethods(Public));
    }

    [Fact]
    public void ThereIsSomethingInIt()
    {
        string contract = WireContract.Of(Public);
        Assert.Contains("grain silosim.IMemoryGrain\n", contract);
        Assert.Contains("  parameter 0 Kind: Int32\n", contract);
        Assert.Contains("  id 5 Image: ", contract);
    }

    [Fact]
    public void WhatHasNoNameIsFound()
    {
        Assert.Equal([nameof(NamelessMessage)], WireContract.Nameless([typeof(NamelessMessage), typeof(NamedMessage)]));
        Assert.Equal(
            [$"{nameof(IHalfNamed)}.{nameof(IHalfNamed.Nameless)}"], WireContract.NamelessMethods([typeof(IHalfNamed)]));
    }

    [Fact]
    public void AnotherNumberAnotherNameAndAnotherTypeAreSeen()
    {
        string contract = WireContract.Of([typeof(NamedMessage)]);
        Assert.Equal("message sample.Named\n  id 3 Number: Int32\n", contract);
    }

    [GenerateSerializer]
    internal sealed record NamelessMessage;

    [GenerateSerializer, Alias("sample.Named")]
    internal sealed record NamedMessage
    {
        [Id(3)] public int Number { get; init; }
    }

    [Alias("sample.IHalfNamed")]
    internal interface IHalfNamed : IGrainWithStringKey
    {
        [Alias("Named")]
        Task Named();

        Task Nameless();
    }
}
