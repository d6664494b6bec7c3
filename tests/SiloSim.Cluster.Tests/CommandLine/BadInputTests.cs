using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Whatever is wrong, a person gets one line that says what, and an exit code.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int Machine = 18;
    private const int ProgramHeaderOffset = 28;
    private const int ProgramHeaderBytes = 32;
    private const int ProgramHeaderCount = 44;
    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("run", "--guest")]
    [InlineData("sites")]
    [InlineData("disasm")]
    public async Task AMissingFile(params string[] command) =>
        (await Command.Run([.. command, "no/such.elf"])).FailedWith(ExitCode.Usage, "no/such.elf", "no such file");

    [Fact]
    public async Task AFolder() =>
        (await Command.Run("run", "--guest", _folder)).FailedWith(ExitCode.Usage, _folder, "folder");

    [Fact]
    public async Task ATextFile() => await Refused("text.elf", "what do you want\n"u8.ToArray(), "not an ELF file");

    [Fact]
    public async Task AnEmptyFile() => await Refused("empty.elf", [], "not an ELF file");

    [Fact]
    public async Task ATruncatedElf() => await Refused("short.elf", Hello()[..200], "truncated");

    [Fact]
    public async Task AnX86Elf() => await Refused("x86.elf", Edited(elf => Half(elf, Machine, 3)), "x86");

    [Fact]
    public async Task ASegmentOf4GiB() =>
        await Refused("large.elf", Edited(elf => Word(elf, Header(elf, 0) + 20, 0xffff_ffff)), "outside RAM");

    [Fact]
    public async Task OverlappingSegments() => await Refused(
        "overlap.elf",
        Edited(elf => elf.AsSpan(Header(elf, 0), ProgramHeaderBytes).CopyTo(elf.AsSpan(Header(elf, 1)))),
        "overlapping segments");

    [Theory]
    [InlineData("5", "no call sites", "hello.elf")]
    public async Task TogglesForAGuestWithoutCallSites(string toggles, params string[] words) =>
        (await Command.Run("run", "--guest", Repository.Guest("hello"), "--toggles", toggles)).FailedWith(ExitCode.Usage, words);

    [Theory]
    [InlineData("--cpus", "0", "1 to 4096")]
    [InlineData("--cpus", "-1", "1 to 4096")]
    [InlineData("--cpus", "4097", "1 to 4096")]
    [InlineData("--cpus", "four", "not a whole number")]
    [InlineData("--cpus", "99999999999", "not a whole number, or too large")]
    [InlineData("--silos", "0", "1 to 16")]
    [InlineData("--silos", "17", "1 to 16")]
    [InlineData("--seed", "-1", "from 0 on")]
    [InlineData("--toggles", "-5", "0 or more")]
    [InlineData("--nmi-every", "-1", "--nmi-every -1")]
    [InlineData("--rest", "-1", "--rest -1")]
    [InlineData("--hang-limit", "0", "--hang-limit 0")]
    [InlineData("--time-limit", "0", "--time-limit 0")]
    [InlineData("--time-limit", "NaN", "--time-limit NaN: not a number")]
    [InlineData("--time-limit", "1e300", "--time-limit")]
    [InlineData("--time-limit", "soon", "not a number")]
    [InlineData("--mode", "fast", "lockstep or free")]
    [InlineData("--patch-unit", "byte", "word or halfword")]
    [InlineData("--placement", "near", "--placement near: spread, pack, pack:CPUS or pinned:CPUS=SILO,...")]
    [InlineData("--placement", "pack:none", "1 to 4096 CPUs on a silo")]
    [InlineData("--placement", "pinned:0-3", "'0-3' is not of the form CPUS=SILO")]
    [InlineData("--placement", "pinned:0-2=0", "cpu 3 is pinned to no silo")]
    [InlineData("--placement", "pinned:0-4=0", "cpu 4 is not there, of 4")]
    [InlineData("--placement", "pinned:0-3=1", "cpu 0 is pinned to silo 1, and there is 1 silo, from 0 on")]
    [InlineData("--placement", "pack:2", "4 CPUs need 2 silos, and there is 1 silo")]
    [InlineData("--without", "hope", "unknown step 'hope'; the steps are buffers-before-flag, ")]
    [InlineData("--sites", "nothing*", "none of the 244 call sites")]
    [InlineData("--read-only", "nothing*", "no such symbol")]
    [InlineData("--cluster", "somewhere", "HOST:PORT")]
    [InlineData("--cluster", "host:0", "HOST:PORT")]
    [InlineData("--trace", "no/such/folder/trace.txt", "cannot be written")]
    [InlineData("--bogus", "1", "--bogus")]
    public async Task AWrongOption(string option, string value, string words) =>
        (await Command.Run("run", option, value)).FailedWith(ExitCode.Usage, words);

    [Fact]
    public async Task OptionsThatExcludeEachOther()
    {
        (await Command.Run("run", "--toggles", "5", "--no-dynamic-ftrace")).FailedWith(ExitCode.Usage, "--no-dynamic-ftrace");
        (await Command.Run("run", "--silos", "2", "--cluster", "localhost:1")).FailedWith(ExitCode.Usage, "exclude each other");
    }

    [Fact]
    public async Task ATraceOfAGuestThatHasNone() =>
        (await Command.Run("run", "--guest", Repository.Guest("hello"), "--trace", Path.Combine(_folder, "trace.txt")))
            .FailedWith(ExitCode.Usage, "has no function tracer");

    [Fact]
    public async Task AFunctionThatIsNotThere() =>
        (await Command.Run("disasm", Repository.Guest("hello"), "nothing")).FailedWith(ExitCode.Usage, "no function nothing");

    [Theory]
    [InlineData("fly")]
    [InlineData("sites")]
    [InlineData("variants", "now")]
    public async Task AWrongCommandLine(params string[] args) => (await Command.Run(args)).FailedWith(ExitCode.Usage);

    [Fact]
    public async Task AClusterThatIsNotThere()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        int port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        (await Command.Run("run", "--cluster", $"localhost:{port}")).FailedWith(ExitCode.Unreachable, "nobody listens");
    }

    [Fact]
    public async Task ACluserThatIsSomethingElse()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        (await Command.Run("run", "--cluster", $"localhost:{port}")).FailedWith(ExitCode.Unreachable, "no cluster");
    }

    [Fact]
    public async Task AHostThatIsNotKnown() =>
        (await Command.Run("run", "--cluster", "no-such-host.invalid:30000")).FailedWith(ExitCode.Unreachable, "unknown host");

    private async Task Refused(string name, byte[] bytes, string word)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        (await Command.Run("run", "--guest", path)).FailedWith(ExitCode.Usage, path, word);
        (await Command.Run("sites", path)).FailedWith(ExitCode.Usage, path, word);
        (await Command.Run("disasm", path)).FailedWith(ExitCode.Usage, path, word);
    }

    private static byte[] Hello() => File.ReadAllBytes(Repository.Guest("hello"));

    private static byte[] Edited(Action<byte[]> edit)
    {
        byte[] elf = Hello();
        Assert.True(BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(ProgramHeaderCount)) >= 2, "the sample has two segments");
        edit(elf);
        return elf;
    }

    private static int Header(byte[] elf, int index) =>
        (int)BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(ProgramHeaderOffset)) + (index * ProgramHeaderBytes);

    private static void Half(byte[] elf, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(offset), value);

    private static void Word(byte[] elf, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(offset), value);
}
