using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4.Differential;

/// <summary>The lists of what the differential test leaves out have no entry that is not needed.</summary>
public sealed class UserRowTests
{
    [Fact]
    public void EveryRowThatIsLeftOutIsARow() =>
        Assert.Empty(UserRows.Absent.Keys.Concat(KnownDifferences.Reasons.Keys)
            .Except(DecodeTable.Rows.Where(r => r.Pattern.Length != 0).Select(r => r.Name)));

    [Fact]
    public void ExactlyThePrivilegedRowsAreLeftOutAsPrivileged() =>
        Assert.Equal(
            DecodeTable.Rows.Where(r => r.Traits.HasFlag(Traits.Privileged)).Select(r => r.Name).Order(),
            UserRows.Absent.Where(p => p.Value.Why == "privileged").Select(p => p.Key).Order());

    [Fact]
    public void QemuBringsNoProgramToItsEndThatHasARowThatIsLeftOut()
    {
        Assert.SkipUnless(There.IsInstalled, "qemu-sh4 is not installed");
        Assert.NotNull(Run(DecodeTable.Find(0x0009)));
        Row[] absent =
            [.. DecodeTable.Rows.Where(r => UserRows.Absent.ContainsKey(r.Name) && r.Body.Name != nameof(SystemControl.Trapa))];
        Assert.Empty(absent.Where(r => Run(r) is not null).Select(r => r.Name));

        static Outcome? Run(Row row)
        {
            RandomProgram program = ProgramGenerator.Make(1);
            program.Start.Words[Outcome.Fpscr] = 0;
            return There.Run([program with { Items = [new Op(0, row.Fixed)] }]).Single().Outcome;
        }
    }
}
