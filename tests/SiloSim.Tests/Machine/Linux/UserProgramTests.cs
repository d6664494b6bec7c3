using SiloSim.Machine;
using SiloSim.Machine.Linux;

namespace SiloSim.Tests.Machine.Linux;

/// <summary>Linux programs do here what they do under <c>qemu-sh4</c>, and end with one line where they cannot go on.</summary>
public class UserProgramTests
{
    private static readonly string[] s_arguments = ["one", "--two", "-x", "@y"];

    /// <summary>What each program ends with; for those that a signal ends also what the line must name.</summary>
    private static readonly Dictionary<string, (int ExitCode, string[] Line)> s_ends = new()
    {
        ["args"] = (5, []),
        ["double"] = (0, []),
        ["file"] = (0, []),
        ["heap"] = (0, []),
        ["integer"] = (0, []),
        ["jump"] = (0, []),
        ["jumps"] = (42, []),
        ["long"] = (0, []),
        ["mandelbrot"] = (0, []),
        ["passwd"] = (13, []),
        ["recursion"] = (3, []),
        ["selfmodify"] = (0, []),
        ["signals"] = (134, ["SIGABRT at ", ": trapa #"]),
        ["single"] = (0, []),
        ["string"] = (0, []),
        ["subnormal"] = (0, []),
        ["time"] = (0, []),
        ["varargs"] = (0, []),
        ["crash-divide"] = (136, ["SIGFPE at ", "<main+0x", ": fdiv ", "FPU exception"]),
        ["crash-garbage"] = (132, ["SIGILL at ", "<garbage>", ".word 0x0000", "illegal instruction"]),
        ["crash-null"] = (139, ["SIGSEGV at ", "<main+0x", ": mov.l @r", "no memory at 00000000"]),
        ["crash-stack"] = (139, ["SIGSEGV at ", "<dive+0x", "its stack of 8 MiB is full"]),
        ["crash-unaligned"] = (135, ["SIGBUS at ", "<main+0x", ": mov.l @r", "address error (load at "]),
    };

    /// <summary>Where <c>qemu-sh4</c> is no model, and what it does instead.</summary>
    private static readonly Dictionary<string, (int ExitCode, string Why)> s_otherwiseInQemu = new()
    {
        ["crash-divide"] = (1, "it ends itself where the FPU raises an exception"),
        ["crash-garbage"] = (1, "it ends itself at an illegal instruction of SH-4"),
        ["crash-unaligned"] = (0, "it does not check alignment where the host does not"),
        ["passwd"] = (2, "it opens every file of the host"),
    };

    public static TheoryData<string> Programs => [.. LinuxGuests.Names];

    [Fact]
    public void EveryProgramHasItsEnd() => Assert.Equal(s_ends.Keys.Order(StringComparer.Ordinal), LinuxGuests.Names);

    [Theory, MemberData(nameof(Programs))]
    public void AProgramEndsAsItMust(string name)
    {
        (ProgramEnd end, string output) = LinuxGuests.Run(name, name == "args" ? s_arguments : []);
        Assert.True(end.ExitCode == s_ends[name].ExitCode, $"exit code {end.ExitCode}, {end.Line}: {output}");
        Assert.NotEmpty(output);
        Assert.All(s_ends[name].Line, part => Assert.Contains(part, end.Line));
        Assert.DoesNotContain('\n', end.Line ?? "");
    }

    public static TheoryData<string> EqualPrograms => [.. LinuxGuests.Names.Except(s_otherwiseInQemu.Keys)];

    public static TheoryData<string> OtherPrograms => [.. s_otherwiseInQemu.Keys];

    [Theory, MemberData(nameof(EqualPrograms))]
    public async Task QemuSaysTheSame(string name)
    {
        Assert.SkipWhen(!LinuxGuests.HasQemu(), "qemu-sh4 is not installed: programs are not compared with it");
        string[] arguments = name == "args" ? s_arguments : [];
        (ProgramEnd end, string output) = LinuxGuests.Run(name, arguments);
        (int exitCode, string expected) = await LinuxGuests.Qemu(name, arguments, TestContext.Current.CancellationToken);
        Assert.Equal(expected, output);
        Assert.Equal(exitCode < 0 ? 128 - exitCode : exitCode, end.ExitCode);
    }

    /// <summary>An exception from the comparison that is none any more must go.</summary>
    [Theory, MemberData(nameof(OtherPrograms))]
    public async Task QemuStillDiffersWhereItIsNoModel(string name)
    {
        Assert.SkipWhen(!LinuxGuests.HasQemu(), "qemu-sh4 is not installed: programs are not compared with it");
        (int exitCode, _) = await LinuxGuests.Qemu(name, [], TestContext.Current.CancellationToken);
        Assert.True(s_otherwiseInQemu[name].ExitCode == exitCode, $"{exitCode}, but {s_otherwiseInQemu[name].Why}");
        Assert.NotEqual(s_ends[name].ExitCode, exitCode);
    }

    [Fact]
    public void TheHeapEndsAtTheMemoryLimit()
    {
        // r3 = 45; brk(0); and for ever brk(r0 + 1 MiB): mov r0,r4; mov #1,r1; shll16 r1; shll2 r1; shll2 r1; add r1,r4.
        ushort[] text =
            [0xe32d, 0xe400, 0xc316, 0x6403, 0xe101, 0x4128, 0x4108, 0x4108, 0x341c, 0xc316, 0xaff7, 0x0009];
        var results = new HashSet<string>();
        (ProgramEnd end, _) = LinuxGuests.Run(
            UserElf.Build(text),
            start => start with { MemoryBytes = 64 << 20, Trace = line => results.Add(line[(line.IndexOf('=') + 2)..]) },
            ["bomb"],
            slices: 1);
        Assert.Equal(-1, end.ExitCode);
        Assert.Equal((64 << 20) - (8 << 20) - (1 << 20), (results.Count - 1) << 20);
    }

    [Theory]
    [InlineData(0xc322, Abi.GnuSimulator)]
    [InlineData(0xc316, Abi.Linux)]
    [InlineData(0x0009, Abi.Linux)]
    public void WhomAProgramCallsIsReadFromItsText(int instruction, Abi abi)
    {
        using var program = new UserProgram(
            ElfFile.ParseProgram(UserElf.Build([0x0009, (ushort)instruction])),
            new ProgramStart("/p", ["p"], []),
            new TestHost());
        Assert.Equal(abi, program.Abi);
    }

    [Fact]
    public void AProgramOfTheSimulatorWritesAndExits()
    {
        // mova text,r0; mov r0,r6; r4 = 4 write, r5 = 1, r7 = 4; trapa #34; r4 = 1 exit, r5 = r0; trapa #34.
        ushort[] text = [0xc704, 0x6603, 0xe404, 0xe501, 0xe704, 0xc322, 0xe401, 0x6503, 0xc322, 0x0009, 0x6261, 0x0a63];
        (ProgramEnd end, string output) = LinuxGuests.Run(UserElf.Build(text), start => start, ["p"]);
        Assert.Equal(("abc\n", 4), (output, end.ExitCode));
    }

    [Theory]
    [InlineData(0x10, 0)]
    [InlineData(0x00, Errno.NoEntry)]
    public void AnEmptyPathIsTheDescriptorWhereTheCallSaysSo(int flags, int error)
    {
        // r4 = 0, r5 = "", r6 = r15 - 128, r7 = the flags << 8, r3 = 300 fstatat64; exit with its answer negated.
        ushort[] text =
        [
            0xc706, 0x6503, 0xe34b, 0x4308, 0x66f3, 0x7680, (ushort)(0xe700 | flags), 0x4718, 0xe400, 0xc314,
            0x640b, 0xe301, 0xc311, 0x0009, 0, 0,
        ];
        (ProgramEnd end, _) = LinuxGuests.Run(UserElf.Build(text), start => start, ["p"]);
        Assert.Equal(error, end.ExitCode);
    }

    [Fact]
    public void AMappingOfTheDeviceOfZeroesIsMemory()
    {
        // open("/dev/zero", 0); mmap2(0, 4096, 1, 2, the descriptor, 0); exit with the first word.
        ushort[] text =
        [
            0xc708, 0x6403, 0xe500, 0xe600, 0xe305, 0xc313, 0xe400, 0xe510, 0x4518, 0xe601, 0xe702, 0xe100, 0xe360, 0x4300,
            0xc316, 0x6402, 0xe301, 0xc311, 0x642f, 0x7665, 0x7a2f, 0x7265, 0x006f, 0,
        ];
        (ProgramEnd end, _) = LinuxGuests.Run(UserElf.Build(text), start => start, ["p"]);
        Assert.Equal((0, null), (end.ExitCode, end.Line));
    }

    [Fact]
    public void ACallThatDoesNotExistIsNamedOnce()
    {
        // Twice r3 = 60 + 99 = 159 and trapa #0x10, then exit(0).
        ushort[] text = [0xe33c, 0x7363, 0xc310, 0xe33c, 0x7363, 0xc310, 0xe301, 0xe400, 0xc311];
        var lines = new List<string>();
        (ProgramEnd end, _) = LinuxGuests.Run(UserElf.Build(text), start => start with { Trace = lines.Add }, ["p"]);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(["system call 159 does not exist here: ENOSYS", "exit(0) = ?"], lines);
    }

    [Fact]
    public void AVectorOfMoreThanTwoGibibytesIsRefused()
    {
        // r3 = 146 (73 twice), r4 = 1, r5 = the vector, r6 = 2; writev; exit with its answer negated.
        ushort[] text =
        [
            0xe349, 0x333c, 0xe401, 0xc703, 0x6503, 0xe602, 0xc316, 0x640b, 0xe301, 0xc316,
            0x0000, 0x0040, 0xffff, 0x7fff, 0x0000, 0x0040, 0xffff, 0x7fff,
        ];
        (ProgramEnd end, string output) = LinuxGuests.Run(UserElf.Build(text), start => start, ["p"]);
        Assert.Equal(("", Errno.Invalid), (output, end.ExitCode));
    }

    [Fact]
    public void ASegmentLargerThanTheLimitIsRefused()
    {
        var wrong = Assert.Throws<ProgramStartException>(() =>
            LinuxGuests.Run(UserElf.Build([0x0009], memoryBytes: 0x6000_0000), start => start, ["p"]));
        Assert.Contains("1024 MiB", wrong.Message);
    }
}
