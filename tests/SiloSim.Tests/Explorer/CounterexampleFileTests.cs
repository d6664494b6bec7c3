using System.Security.Cryptography;
using System.Text;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>Counterexamples as files: readable, and executed again before they are believed.</summary>
public sealed class CounterexampleFileTests
{
    private const string Golden = """
        silosim counterexample 1
        options --without nmi-write --nmi-cpus 1 --nmis 1 --sites 1 --rounds 1
        violates changed-under-nmi: 8c001004 and then 8c0b4320 was read at 8c001000
        steps 9
             0  -   cpu 0  patcher  begin site 0: 8c001004 -> 8c0b4320
             1  t0  cpu 0  patcher  store mod_code_ip = 8c001000
             2  t0  cpu 0  patcher  store mod_code_newcode = 8c0b4320
        *    3  t0  cpu 0  patcher  exchange nmi_running 00000000 -> 80000000
             4  t0  cpu 0  patcher  load mod_code_ip: 8c001000
             5  t0  cpu 0  patcher  load mod_code_newcode: 8c0b4320
        *    6  t1  cpu 1  nmi 1    add 1 to nmi_running: 80000001
        *    7  t1  cpu 1  nmi 1    load site 0: 8c001004
        *    8  t0  cpu 0  patcher  write site 0 = 8c0b4320
        *    9  t1  cpu 1  nmi 1    load site 0: 8c0b4320; saw 8c0b4320, after 8c001004

        """;

    private static readonly SeedConfiguration s_withoutNmiWrite = SeedCountsTests.Configuration(1, 1, 1, 1) with
    {
        Variant = Variant.Whole.Without(Step.NmiWrite),
    };

    [Fact]
    public void AFileIsReadByPeople()
    {
        string text = CounterexampleFile.Write(Found(s_withoutNmiWrite));
        Assert.Equal(Checked(Golden), text);
    }

    public static TheoryData<int> Violations =>
        [.. Enumerable.Range(0, VerificationTable.All.Length).Where(index => VerificationTable.All[index].Property is not null)];

    [Theory, MemberData(nameof(Violations))]
    public void EveryCounterexampleOfTheTableIsExecutedAgain(int row)
    {
        Counterexample found = Found(VerificationTable.All[row].Configuration);
        string text = CounterexampleFile.Write(found);
        for (int time = 0; time < 100; time++)
        {
            Counterexample again = CounterexampleFile.Read(text);
            Assert.Equal(found.Finding, again.Finding);
            Assert.Equal(found.Choices, again.Choices);
            Assert.Equal(text, CounterexampleFile.Write(again));
        }
    }

    [Fact]
    public void AFileComesThroughMail() => Assert.Equal(
        9, CounterexampleFile.Read(Checked(Golden).ReplaceLineEndings("\r\n")).Choices.Length);

    [Theory]
    [InlineData("", "not a counterexample of silosim")]
    [InlineData("silosim counterexample 1", "cut short")]
    [InlineData("silosim counterexample 2\nwhatever\n", "a counterexample of version '2', not 1")]
    [InlineData("what do you want\n", "not a counterexample of silosim")]
    public void AnotherFileIsRefused(string text, string says) => Refused(text, says);

    [Fact]
    public void ACutFileIsRefused()
    {
        string whole = Checked(Golden);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.ThrowsAny<CounterexampleFileException>(() => CounterexampleFile.Read(whole[..length]));
        }

        Refused(string.Join('\n', whole.Split('\n')[..8]) + "\n", "cut short");
    }

    [Fact]
    public void AnEditedFileIsRefused()
    {
        string whole = Checked(Golden);
        Refused(whole.Replace("--sites 1", "--sites 2", StringComparison.Ordinal), "edited or damaged");
        Refused(whole.Replace("  t1  ", "  t0  ", StringComparison.Ordinal), "edited or damaged");
        Refused(whole + "\n", "cut short");
    }

    [Theory]
    [InlineData("--without nmi-write ", "", "steps cannot be taken here, or show nothing wrong")]
    [InlineData("--without nmi-write ", "--without nmi-wrote ", "line 2: unknown step 'nmi-wrote'")]
    [InlineData("--sites 1", "--sites 0", "line 2: --sites 0: 1 to 64")]
    [InlineData("--rounds 1", "--rounds 1 --self", "steps cannot be taken here")]
    [InlineData("--rounds 1", "--self --rounds 1", "line 2: its configuration is written '--without")]
    [InlineData("steps 9", "steps 8", "line 4: there are 9 steps")]
    [InlineData("steps 9", "steps 99999999", "line 4: not a number from 0 to 500000")]
    [InlineData("steps 9", "steps -1", "line 4: not a number")]
    [InlineData("steps 9", "cycle after step 3", "line 4: 'steps' is missing")]
    [InlineData("violates changed", "violates torn-and-changed", "line 3: here it is 'violates changed")]
    [InlineData("  t1  cpu 1  nmi 1    add", "  t2  cpu 1  nmi 1    add", "steps cannot be taken here")]
    [InlineData("  t1  cpu 1  nmi 1    add", "  t1  cpu 2  nmi 1    add", "line 11: here it is '*    6  t1  cpu 1")]
    [InlineData("  t1  cpu 1  nmi 1    add", "  q1  cpu 1  nmi 1    add", "line 11: 'q1' is no choice")]
    [InlineData("*    3", "     3", "line 8: ")]
    [InlineData("load site 0: 8c001004", "load site 0: 8c001005", "line 12: ")]
    public void AForgedFileIsRefused(string written, string forged, string says)
    {
        Assert.Contains(written, Golden, StringComparison.Ordinal);
        Refused(Checked(Golden.Replace(written, forged, StringComparison.Ordinal)), says);
    }

    [Fact]
    public void ALivelockThatDoesNotGoRoundIsRefused()
    {
        SeedConfiguration endless = SeedCountsTests.Configuration(1, 1, 1, 1) with { Nmis = null };
        string text = CounterexampleFile.Write(Found(endless));
        Assert.Contains("cycle after step 2\n", text, StringComparison.Ordinal);
        Refused(Checked(Body(text).Replace("after step 2", "after step 3", StringComparison.Ordinal)), "show nothing wrong");
        Refused(Checked(Body(text).Replace("cycle after step 2\n", "", StringComparison.Ordinal)), "show nothing wrong");
        Refused(Checked(Body(text).Replace("after step 2", "after step 7", StringComparison.Ordinal)), "show nothing wrong");
    }

    [Fact]
    public void ALivelockSaysWhatIsHeldOffHere()
    {
        SeedConfiguration endless = SeedCountsTests.Configuration(1, 1, 1, 1) with { Nmis = null };
        string text = CounterexampleFile.Write(Found(endless));
        Assert.Contains("violates livelock: patcher can be held off for ever: 4 steps go round\n", text, StringComparison.Ordinal);
        Refused(
            Checked(Body(text).Replace("patcher can be", "nobody can be", StringComparison.Ordinal)),
            "line 3: here it is 'violates livelock: patcher can be held off");
    }

    [Theory]
    [InlineData("counterexample 1", "counterexample \u001b[2J")]
    [InlineData("--sites 1", "--sites\a 1")]
    [InlineData("changed-under-nmi: ", "changed-under-nmi: \u009b")]
    [InlineData("load site 0", "load\tsite 0")]
    public void ControlCharactersDoNotReachATerminal(string written, string forged)
    {
        Assert.Contains(written, Golden, StringComparison.Ordinal);
        Refused(Checked(Golden.Replace(written, forged, StringComparison.Ordinal)), "control characters");
    }

    private static void Refused(string text, string says)
    {
        CounterexampleFileException wrong =
            Assert.Throws<CounterexampleFileException>(() => CounterexampleFile.Read(text));
        Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    private static Counterexample Found(SeedConfiguration configuration)
    {
        SearchResult result = new ModelExplorer(SeedModel.Of(configuration)).Search(new SearchOptions());
        return Counterexample.Execute(configuration, result.Counterexample, result.Finding, result.CycleFrom)!;
    }

    private static string Body(string text) => text[..text.LastIndexOf("end ", StringComparison.Ordinal)];

    private static string Checked(string body) =>
        $"{body}end {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..16]}\n";
}
