using System.Diagnostics;
using System.Text;
using SiloSim.Cluster.Tests.Processes;
using SiloSim.CommandLine;
using SiloSim.CommandLine.Exec;
using SiloSim.Machine.Linux;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary><c>silosim exec</c> as a process, and what its programs reach of the host's files.</summary>
public sealed class ExecTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("silosim-exec-").FullName;

    private string Inside => Path.Combine(_folder, "inside");

    public ExecTests()
    {
        Directory.CreateDirectory(Path.Combine(Inside, "sub"));
        File.WriteAllText(Path.Combine(Inside, "file"), "content");
        File.WriteAllText(Path.Combine(_folder, "secret"), "secret");
        File.CreateSymbolicLink(Path.Combine(Inside, "out"), Path.Combine(_folder, "secret"));
        File.CreateSymbolicLink(Path.Combine(Inside, "up"), "../secret");
        File.CreateSymbolicLink(Path.Combine(Inside, "folder"), "..");
        File.CreateSymbolicLink(Path.Combine(Inside, "good"), "sub/../file");
        File.CreateSymbolicLink(Path.Combine(Inside, "round"), "round");
    }

    [Theory]
    [InlineData("file", 0)]
    [InlineData("./sub/../file", 0)]
    [InlineData("good", 0)]
    [InlineData("sub", 0)]
    [InlineData("nothing", -Errno.NoEntry)]
    [InlineData("nothing/file", -Errno.NoEntry)]
    [InlineData("file/x", -Errno.NotDirectory)]
    [InlineData("file/", -Errno.NotDirectory)]
    [InlineData("file/.", -Errno.NotDirectory)]
    [InlineData("sub/.", 0)]
    [InlineData("round", -Errno.Loop)]
    [InlineData("../secret", -Errno.AccessDenied)]
    [InlineData("sub/../../secret", -Errno.AccessDenied)]
    [InlineData("out", -Errno.AccessDenied)]
    [InlineData("up", -Errno.AccessDenied)]
    [InlineData("folder/secret", -Errno.AccessDenied)]
    [InlineData("folder/inside/file", -Errno.AccessDenied)]
    [InlineData("/etc/passwd", -Errno.AccessDenied)]
    [InlineData("/proc/self/environ", -Errno.AccessDenied)]
    [InlineData("/dev/zero", -Errno.AccessDenied)]
    [InlineData("", -Errno.NoEntry)]
    public void OnlyWhatIsBelowTheFolderOpens(string path, int answer)
    {
        Assert.Equal(answer, Open(Confined(), path, OpenOptions.ReadOnly));
        Assert.Equal(answer, Confined().Status(path, follow: true, out _));
    }

    [Fact]
    public void TheHostsPathOfAFileBelowTheFolderOpens() =>
        Assert.Equal(0, Open(Confined(), Path.Combine(Inside, "file"), OpenOptions.ReadOnly));

    [Theory]
    [InlineData("/file", 0)]
    [InlineData("/../../file", 0)]
    [InlineData("../../../../file", 0)]
    [InlineData("/etc/passwd", -Errno.NoEntry)]
    [InlineData("out", -Errno.NoEntry)]
    [InlineData("up", -Errno.NoEntry)]
    [InlineData("folder/secret", -Errno.NoEntry)]
    public void ARootIsTheWholeWorld(string path, int answer)
    {
        var files = new ConfinedFiles(Inside, isWholeWorld: true, allowsWriting: false);
        Assert.Equal("/", files.CurrentFolder);
        Assert.Equal(answer, Open(files, path, OpenOptions.ReadOnly));
    }

    [Fact]
    public void WithRootSlashThereAreStillNoDevicesAndNoProcesses()
    {
        var files = new ConfinedFiles("/", isWholeWorld: true, allowsWriting: false);
        Assert.All(
            ["/dev/zero", "/proc/self/mem", "/sys/kernel"],
            path => Assert.Equal(-Errno.AccessDenied, Open(files, path, OpenOptions.ReadOnly)));
    }

    [Fact]
    public void WalkingLeavesNoDescriptorOpen()
    {
        using ConfinedFiles files = Confined();
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(0, Open(files, "./sub/../good", OpenOptions.ReadOnly));
            Assert.Equal(-Errno.AccessDenied, Open(files, "folder/inside/file", OpenOptions.ReadOnly));
            Assert.Equal(-Errno.NoEntry, files.Status("sub/nothing/x", follow: true, out _));
        }
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 200);
    }

    [Fact]
    public void TheRootStaysTheFolderThatItWasWhenItsNameMoves()
    {
        using ConfinedFiles files = Confined();
        string moved = Path.Combine(_folder, "moved");
        Directory.Move(Inside, moved);
        File.CreateSymbolicLink(Inside, _folder);
        Assert.Equal(-Errno.NoEntry, Open(files, "secret", OpenOptions.ReadOnly));
        Assert.Equal(0, Open(files, "file", OpenOptions.ReadOnly));
        File.Delete(Inside);
        Directory.Move(moved, Inside);
    }

    [Fact]
    public void APipeByNameIsRefusedAndDoesNotWait()
    {
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(Inside, "fifo")]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
        Assert.Equal(-Errno.AccessDenied, Open(Confined(), "fifo", OpenOptions.ReadOnly));
        Assert.Equal(-Errno.AccessDenied, Open(Confined(allowsWriting: true), "fifo", OpenOptions.WriteOnly));
    }

    [Fact]
    public void NothingIsWrittenUnlessItIsAllowed()
    {
        ConfinedFiles files = Confined();
        Assert.Equal(-Errno.ReadOnly, Open(files, "file", OpenOptions.WriteOnly));
        Assert.Equal(-Errno.ReadOnly, Open(files, "file", OpenOptions.Truncate));
        Assert.Equal(-Errno.ReadOnly, Open(files, "new", OpenOptions.ReadWrite | OpenOptions.Create));
        Assert.Equal(-Errno.ReadOnly, files.Change(FileChange.Unlink, "file", "", 0));
        Assert.Equal(-Errno.ReadOnly, files.Change(FileChange.Rename, "file", "other", 0));
        Assert.Equal("content", File.ReadAllText(Path.Combine(Inside, "file")));
        Assert.False(File.Exists(Path.Combine(Inside, "new")));
    }

    [Fact]
    public void WhatMustBeNewAndIsThereIsNotOpened()
    {
        const OpenOptions New = OpenOptions.WriteOnly | OpenOptions.Create | OpenOptions.Exclusive;
        File.CreateSymbolicLink(Path.Combine(Inside, "nowhere"), "absent");
        foreach (bool allowsWriting in (bool[])[false, true])
        {
            ConfinedFiles files = Confined(allowsWriting);
            Assert.All(["file", "sub", "good", "nowhere"], path => Assert.Equal(-Errno.Exists, Open(files, path, New)));
            Assert.All(
                ["file", "sub", ".", "nowhere"],
                path => Assert.Equal(-Errno.Exists, files.Change(FileChange.MakeFolder, path, "", 0)));
            Assert.Equal(0, Open(files, "file", OpenOptions.Create));
        }
        Assert.False(File.Exists(Path.Combine(Inside, "absent")));
    }

    [Fact]
    public async Task AFileThatIsTakenAwayMeanwhileIsNotMadeAnew()
    {
        string here = Path.Combine(Inside, "file"), away = Path.Combine(_folder, "away");
        ConfinedFiles files = Confined();
        using var end = new CancellationTokenSource();
        Task<bool> moves = Task.Run(() =>
        {
            bool isMade = false;
            while (!end.IsCancellationRequested)
            {
                File.Move(here, away);
                isMade |= File.Exists(here);
                File.Move(away, here, overwrite: true);
            }
            return isMade;
        });
        var seen = new HashSet<int>();
        for (int i = 0; i < 20_000; i++)
        {
            seen.Add(Open(files, "file", OpenOptions.Create));
        }
        await end.CancelAsync();
        Assert.False(await moves, "it was made");
        Assert.Subset(new HashSet<int> { 0, -Errno.ReadOnly, -Errno.NoEntry }, seen);
    }

    [Fact]
    public void WhatIsAllowedIsWrittenBelowTheFolderOnly()
    {
        ConfinedFiles files = Confined(allowsWriting: true);
        Assert.Equal(0, files.Open("new", OpenOptions.WriteOnly | OpenOptions.Create, 0x1a4, out IOpenFile? file));
        Assert.Equal(3, file!.Write("abc"u8));
        file.Dispose();
        Assert.Equal("abc", File.ReadAllText(Path.Combine(Inside, "new")));
        Assert.Equal(-Errno.AccessDenied, Open(files, "out", OpenOptions.WriteOnly));
        Assert.Equal(-Errno.AccessDenied, Open(files, "../new", OpenOptions.WriteOnly | OpenOptions.Create));
        Assert.Equal(-Errno.AccessDenied, files.Change(FileChange.Rename, "file", "../file", 0));
        Assert.Equal(0, files.Change(FileChange.Unlink, "out", "", 0));
        Assert.Equal("secret", File.ReadAllText(Path.Combine(_folder, "secret")));
    }

    [Fact]
    public async Task ItsOutputIsItsOwnByteForByte()
    {
        await using var exec = ProgramProcess.Client("exec", Repository.LinuxGuest("mandelbrot"));
        (int exitCode, string output, string error) = await exec.End();
        Assert.Equal((0, "", 25 * 79), (exitCode, error, output.Length));
    }

    [Fact]
    public async Task WhatFollowsTheProgramIsItsOwn()
    {
        await using var exec = ProgramProcess.Client(
            "exec", "--time-limit", "60", Repository.LinuxGuest("args"), "--strace", "-x", "@file", "--", "last");
        (int exitCode, string output, string error) = await exec.End();
        Assert.Equal((6, ""), (exitCode, error));
        Assert.Contains("1: '--strace'\n2: '-x'\n3: '@file'\n4: '--'\n5: 'last'\n", output);
    }

    [Theory]
    [InlineData("crash-null", 139, "SIGSEGV at ")]
    [InlineData("crash-divide", 136, "SIGFPE at ")]
    [InlineData("crash-garbage", 132, "SIGILL at ")]
    [InlineData("crash-stack", 139, "its stack of 8 MiB is full")]
    [InlineData("crash-unaligned", 135, "SIGBUS at ")]
    [InlineData("passwd", 13, "")]
    public async Task AProgramThatFailsEndsWithItsCodeAndOneLine(string guest, int exitCode, string line)
    {
        await using var exec = ProgramProcess.Client("exec", Repository.LinuxGuest(guest));
        (int code, string output, string error) = await exec.End();
        Assert.Equal(exitCode, code);
        Assert.DoesNotContain("open", output);
        Assert.Equal(line.Length == 0 ? 0 : 1, error.Count(c => c == '\n'));
        Assert.Contains(line, error);
    }

    [Fact]
    public async Task TheTimeLimitEndsAProgram()
    {
        string hang = Path.Combine(_folder, "hang.elf");
        File.WriteAllBytes(hang, TinyProgram.ForEver());
        await using var exec = ProgramProcess.Client("exec", "--time-limit", "0.2", hang);
        (int exitCode, _, string error) = await exec.End();
        Assert.Equal(ExecTimeIsUp, exitCode);
        Assert.Contains("the time limit of 0.2 s is over", error);
    }

    [Fact]
    public async Task CtrlCEndsAProgram()
    {
        string hang = Path.Combine(_folder, "hang.elf");
        File.WriteAllBytes(hang, TinyProgram.ForEver("running\n"));
        await using var exec = ProgramProcess.InterruptibleClient("exec", hang);
        await exec.Line("running");
        exec.Interrupt();
        Assert.Equal(130, (await exec.End()).ExitCode);
    }

    [Theory]
    [InlineData("<&-", 0)]
    [InlineData(">&-", 1)]
    [InlineData("2>&-", 2)]
    [InlineData("<&- >&- 2>&-", 0)]
    [InlineData("<&- >&- 2>&-", 1)]
    public async Task WhatWasClosedAtTheStartIsClosedToTheProgram(string redirections, int descriptor)
    {
        string program = Path.Combine(_folder, "check.elf");
        File.WriteAllBytes(program, TinyProgram.Checks(descriptor));
        await using var exec = ProgramProcess.Shell($"exec \"$0\" \"$@\" {redirections}", "exec", program);
        Assert.Equal(-Errno.BadDescriptor & 0xff, (await exec.End()).ExitCode);
        await using var open = ProgramProcess.Shell("exec \"$0\" \"$@\" </dev/null", "exec", program);
        Assert.Equal(0, (await open.End()).ExitCode);
    }

    [Theory]
    [InlineData("no such file", "exec", "nowhere.elf")]
    [InlineData("linux, gdbsim or auto", "exec", "--abi", "windows", "PROGRAM")]
    [InlineData("16 to 2047 MiB", "exec", "--memory-limit", "1", "PROGRAM")]
    [InlineData("no such folder", "exec", "--root", "/no/such/folder", "PROGRAM")]
    public async Task WrongUsageIsOneLine(string words, params string[] args)
    {
        string[] line = [.. args.Select(arg => arg == "PROGRAM" ? Repository.LinuxGuest("args") : arg)];
        (await Command.Run(line)).FailedWith(ExitCode.Usage, words);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const int ExecTimeIsUp = 124;

    private static int Open(ConfinedFiles files, string path, OpenOptions options)
    {
        int answer = files.Open(path, options, 0x1a4, out IOpenFile? file);
        Assert.Equal(answer == 0, file is not null);
        file?.Dispose();
        return answer;
    }

    private ConfinedFiles Confined(bool allowsWriting = false)
    {
        var files = new ConfinedFiles(Inside, isWholeWorld: false, allowsWriting);
        Assert.Equal(Encoding.UTF8.GetByteCount(Inside), files.CurrentFolder.Length);
        return files;
    }
}
