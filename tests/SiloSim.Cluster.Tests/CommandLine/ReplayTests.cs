using System.Net;
using System.Net.Sockets;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Counterexamples on machines, through the command.</summary>
public sealed class ReplayTests : IDisposable
{
    private static readonly string[] s_small = ["--nmi-cpus", "1", "--nmis", "1", "--sites", "1"];

    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1 silo:")]
    [InlineData("2 silos:", "--silos", "2")]
    public async Task TheMachineDoesTheSame(string silos, params string[] options)
    {
        string file = await Saved([.. s_small, "--without", "nmi-write"]);
        Command explorer = await Command.Run("replay", file);
        Command machine = await Command.Run(["replay", file, "--machine", .. options]);
        Assert.True(machine.ExitCode == ExitCode.Violation, machine.Out + machine.Error);
        Assert.Equal("", machine.Error);
        Assert.StartsWith(explorer.Out, machine.Out);
        string[] lines = machine.Out[explorer.Out.Length..].Split('\n');
        Assert.Equal(["", "the machine does the same: changed-under-nmi after 9 steps"], lines[..2]);
        Assert.StartsWith($"machine        replay.elf on 2 CPUs, {silos} ", lines[2]);
        Assert.EndsWith(" 1 NMI, 2 reads of call-site words", lines[2]);
        Assert.Equal("it shows       changed-under-nmi at 8c001000 (site_0), cpu 1, nmi 1: 8c001004 8c0b4320", lines[3]);
        Assert.Equal("    coordinator writes 8c0b4320 at site 8c001000", lines[^3]);
    }

    [Fact]
    public async Task ALivelockGoesRound()
    {
        string file = await Saved("--nmi-cpus", "1", "--nmis", "unbounded", "--sites", "1");
        Command machine = await Command.Run("replay", file, "--machine", "--silos", "2");
        Assert.Equal(ExitCode.Violation, machine.ExitCode);
        Assert.Contains("\nthe machine does the same: livelock after 6 steps\n", machine.Out);
        Assert.Contains(" 3 NMIs, 6 reads of call-site words\nit shows       livelock\n", machine.Out);
    }

    [Theory]
    [InlineData("--machine: the machine's memory is in order (sc)", "--without", "write-barrier", "--memory", "tso")]
    [InlineData("--machine: the machine's memory is in order: none of its loads", "--without", "nmi-read-barrier", "--early-loads")]
    [InlineData("--machine: the machine's flush sends no interrupt", "--flush", "ipi")]
    [InlineData("--machine: the machine runs the protocol's own text", "--without", "nmi-write", "--model", "comparison")]
    public async Task WhatAMachineCannotShow(string words, params string[] options)
    {
        string file = await Saved([.. s_small, .. options]);
        Assert.Equal(ExitCode.Violation, (await Command.Run("replay", file)).ExitCode);
        (await Command.Run("replay", file, "--machine")).FailedWith(ExitCode.Usage, words);
    }

    [Fact]
    public async Task OtherThingsThatAreNotPossible()
    {
        string breakpoint = await Saved("--scheme", "breakpoint", "--without", "breakpoint-sync-1", "--sites", "1");
        (await Command.Run("replay", breakpoint, "--machine")).FailedWith(
            ExitCode.Usage, "--machine: the machine patches by the scheme seed, not by breakpoint");
        string sites = await Saved("--sites", "9", "--without", "nmi-write", "--nmi-cpus", "1", "--nmis", "1");
        (await Command.Run("replay", sites, "--machine")).FailedWith(
            ExitCode.Usage, "--machine: the guest that is made for it has 8 call sites, not 9");
        (await Command.Run("replay", sites, "--silos", "2")).FailedWith(ExitCode.Usage, "are for --machine");
        (await Command.Run("replay", sites, "--svg", sites)).FailedWith(ExitCode.Usage, sites, "one file for two things");
        (await Command.Run("replay", sites, "--machine", "--silos", "0")).FailedWith(ExitCode.Usage, "1 to 16 silos");
        (await Command.Run("replay", "no/such.txt", "--machine")).FailedWith(ExitCode.Usage, "no such file");
    }

    [Fact]
    public async Task SilosThatAreNotThere()
    {
        string file = await Saved([.. s_small, "--without", "nmi-write"]);
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        int free = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        (await Command.Run("replay", file, "--machine", "--cluster", $"localhost:{free}")).FailedWith(
            ExitCode.Unreachable, "nobody listens there");
    }

    private async Task<string> Saved(params string[] options)
    {
        string file = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".txt");
        Command search = await Command.Run(["explore", .. options, "--counterexample", file]);
        Assert.True(search.ExitCode == ExitCode.Violation, search.Out + search.Error);
        return file;
    }
}
