using CsCheck;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Machine;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>Guests that crash, that never end, or that are no text at all: a verdict with one line, always.</summary>
public sealed class GuestHostileTests
{
    [Theory]
    [InlineData("10000 instructions without an access that others could notice", "bra 0x8c001002", "00000000")]
    [InlineData("illegal instruction with SR.BL set", ".word 0xfffd", "00000000")]
    [InlineData("address error (load at 8c002001) with SR.BL set", "mov.l @r1,r0", "8c002001")]
    [InlineData("read-only memory at 0c001000", "mov.l r0,@r1", "8c001000")]
    [InlineData("no memory at 1c000000", "mov.l r0,@r1", "9c000000")]
    [InlineData("no text of the guest at 8c004000", "jmp @r1", "8c004000")]
    [InlineData("cpu 0 has its stack at 8ffffffc, where no other may be", "mov.l @r1,r0", "8ffffffc")]
    [InlineData("exit code 7", "trapa #60", "00000000")]
    public void AFailureNamesCpuPlaceInstructionAndCause(string cause, string line, string literal)
    {
        string exits = line.StartsWith("trapa", StringComparison.Ordinal) ? "mov #7,r4" : "nop";
        GuestProgram program = TinyGuest.Program(
            "mov.l 0x8c001014,r1", exits, "mov #0,r3", "tst r5,r5", line, "nop", "trapa #60", "nop", "nop", "nop",
            $".long 0x{literal}");
        Finding finding = GuestModelTests.Search(program, MemoryModel.Sc, nmis: 0).Finding!;
        Assert.Equal("guest-failed", finding.Property);
        Assert.StartsWith("cpu ", finding.Description, StringComparison.Ordinal);
        Assert.Contains($": {cause} at 8c00", finding.Description, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', finding.Description);
    }

    [Fact]
    public void BarriersForEverAreAFailureWhereTheyAreNoSteps()
    {
        GuestProgram program = TinyGuest.Program("synco", "bra 0x8c001000", "nop");
        Assert.Contains(
            "1000 barriers without an access that others could notice at 8c001000: synco",
            GuestModelTests.Search(program, MemoryModel.Sc, nmis: 0).Finding?.Description, StringComparison.Ordinal);
        Assert.Equal(
            Finding.Livelock, GuestModelTests.Search(program, MemoryModel.Tso, nmis: 0).Finding?.Property);
    }

    [Theory]
    [InlineData("add #4,r1")]
    [InlineData("add #1,r0")]
    public void WhoeverStoresForEverIsCutByTheBound(string next)
    {
        // New words, or new values, without end.
        GuestProgram program = TinyGuest.Program(
            TinyText("mov.l 0x8c001010,r1", "mov.l r0,@r1", "bra 0x8c001002", next), cpus: 1);
        SearchResult result = GuestModelTests.Search(program, MemoryModel.Sc, 0, new SearchOptions { Bound = 400 });
        Assert.Equal((Verdict.Inconclusive, "bound reached"), (result.Verdict, result.Reason));
        Assert.Equal(401, result.States);
    }

    [Fact]
    public void AnyBytesAsTextHaveAVerdict()
    {
        var verdicts = new HashSet<Verdict>();
        Gen.Select(Gen.Byte.Array[64], Gen.Int[0, 2]).Sample(
            (bytes, memory) =>
            {
                byte[] text = new byte[4096];
                bytes.CopyTo(text, 0);
                var program = new GuestProgram(ElfFile.Parse(TinyGuest.Build(text)), cpus: 2, localInstructions: 100);
                SearchResult result = GuestModelTests.Search(
                    program, (MemoryModel)memory, nmis: 1, new SearchOptions { Bound = 10 });
                lock (verdicts)
                {
                    verdicts.Add(result.Verdict);
                }
            },
            iter: 300);
        Assert.DoesNotContain(Verdict.ModelError, verdicts);
        Assert.Contains(Verdict.Violated, verdicts);
    }

    private static byte[] TinyText(params string[] lines)
    {
        byte[] text = new byte[4096];
        SiloSim.Tests.Sh4.Assembler.Assemble(TinyGuest.Text, lines).CopyTo(text, 0);
        BitConverter.GetBytes(TinyGuest.Data).CopyTo(text, 0x10);
        return text;
    }
}
