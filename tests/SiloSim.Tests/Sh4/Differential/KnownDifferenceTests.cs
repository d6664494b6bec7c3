namespace SiloSim.Tests.Sh4.Differential;

/// <summary>
/// Each known difference of QEMU is still one: where it does as the manual says, its entry has to go. And so the
/// comparison shows that it sees.
/// </summary>
public sealed class KnownDifferenceTests
{
    [Theory]
    [InlineData("Shift.RotateLeft", "rotl r1")]
    [InlineData("Shift.RotateRight", "rotr r1")]
    [InlineData("Arithmetic.Addv", "addv r1,r2")]
    [InlineData("Arithmetic.SubtractWithOverflow", "subv r1,r2")]
    [InlineData("Arithmetic.Div1", "mov #0,r1", "div1 r1,r2")]
    [InlineData("Arithmetic.MacWord", "sets", "mov rB,r1", "mov rB,r2", "mac.w @r1+,@r2+")]
    [InlineData("Arithmetic.MacLong", "sets", "mov rB,r1", "mov rB,r2", "mac.l @r1+,@r2+")]
    [InlineData("SystemControl.StsFpscr", "sts fpscr,r1", "fadd fr0,fr1", "sts fpscr,r2")]
    [InlineData("SystemControl.StsLongFpscr", "sts fpscr,r1", "fadd fr0,fr1", "mov rB,r1", "sts.l fpscr,@-r1")]
    [InlineData("FloatingPointSingle.Ftrc", "ftrc fr2,fpul")]
    [InlineData("FloatingPointSingle.FcmpEqual", "fcmp/eq fr2,fr0")]
    [InlineData("FloatingPointSingle.Fmac", "fldi0 fr0", "fldi1 fr1", "fdiv fr0,fr1", "fmac fr0,fr1,fr2")]
    [InlineData("FloatingPointSingle.FmovLoad", "fschg", "fmov @rB,fr2")]
    [InlineData("FloatingPointSingle.FmovLoadIndexed", "fschg", "mov #0,r0", "fmov @(r0,rB),fr2")]
    [InlineData("FloatingPointSingle.FmovLoadPostIncrement", "fschg", "mov rB,r1", "fmov @r1+,fr2")]
    [InlineData("FloatingPointSingle.FmovStore", "fschg", "fmov fr2,@rB")]
    [InlineData("FloatingPointSingle.FmovStorePreDecrement", "fschg", "mov rB,r1", "fmov fr2,@-r1")]
    [InlineData("FloatingPointSingle.FmovStoreIndexed", "fschg", "mov #0,r0", "fmov fr2,@(r0,rB)")]
    public void QemuStillDoesItOtherwise(string row, params string[] lines)
    {
        Assert.SkipUnless(There.IsInstalled, "qemu-sh4 is not installed");
        Assert.Contains(row, KnownDifferences.Reasons.Keys);
        RandomProgram[] programs = [.. Enumerable.Range(1, 60).Select(ProgramGenerator.Make).Select(p => Of(p, lines))];
        Assert.Contains(
            programs.Zip(There.Run(programs)),
            p => p.Second.Outcome is { } there
                && new Here(p.Second.Image).Run(p.First, p.Second.Number, step: null).Outcome is { } here
                && here.DifferencesFrom(there).Any());
    }

    [Fact]
    public void EachKnownDifferenceHasItsCaseAbove() =>
        Assert.Equal(
            KnownDifferences.Reasons.Keys.Order(),
            typeof(KnownDifferenceTests).GetMethod(nameof(QemuStillDoesItOtherwise))!
                .GetCustomAttributes(inherit: false).OfType<InlineDataAttribute>().Select(a => (string)a.Data[0]!).Order());

    [Theory]
    [InlineData("DN = 1, denormalised operand", 0x0000_0004u, 0x7F00_0000u, "fmul fr0,fr2")]
    [InlineData("DN = 1, denormalised result", 0x0080_0000u, 0x3F00_0000u, "fmul fr0,fr2")]
    [InlineData("DN = 1, rounded to the smallest normal number", 0x00FF_FFFFu, 0x3F00_0000u, "fmul fr0,fr2")]
    public void QemuStillFlushesOtherwise(string name, uint a, uint b, string line)
    {
        Assert.SkipUnless(There.IsInstalled, "qemu-sh4 is not installed");
        Assert.Contains(name, KnownDifferences.FlushReasons.Keys);
        RandomProgram program = Of(ProgramGenerator.Make(1), [line]);
        program.Start.Words[Outcome.Fpscr] = 0x4_0000;
        program.Start.Words[Outcome.Bank0] = a;
        program.Start.Words[Outcome.Bank0 + 2] = b;
        (Image image, int number, Outcome? there) = There.Run([program]).Single();
        Assert.NotEmpty(new Here(image).Run(program, number, step: null).Outcome!.DifferencesFrom(there!));
        Assert.DoesNotContain(
            KnownDifferences.Avoid([program])[0].Items.OfType<Op>(), op => op.Opcode == Assembler.Opcode(line));
    }

    // Starts in single precision; rB is the register that leads into the scratch memory.
    private static RandomProgram Of(RandomProgram program, string[] lines)
    {
        uint[] words = program.Start.Words;
        words[Outcome.Fpscr] = 0;
        words[Outcome.Bank0 + 2] = 0x7FBF_FFFF;
        int pointer = Array.IndexOf(words, Image.ScratchAddress + (Outcome.ScratchBytes / 2), 0, 16);
        return program with
        {
            Items = [.. lines.Select((line, i) => new Op(i, Assembler.Opcode(line.Replace("rB", $"r{pointer}", StringComparison.Ordinal))))],
        };
    }
}
