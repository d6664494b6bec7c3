using SiloSim.Client;
using SiloSim.Grains.Runs;

// How often does the patcher wait for NMIs, and how often do NMIs write for it? The guest is the first argument; the second
// one, if there is one, the gateways of a cluster.
Guest guest = Guest.Load(args[0]);
await using SiloSimCluster cluster =
    args.Length > 1 ? await SiloSimCluster.Connect(args[1]) : await SiloSimCluster.Start(silos: 2);
Console.WriteLine("NMI every   NMIs  waits  writes");
foreach (int every in (int[])[2_000, 10_000, 50_000])
{
    RunReport report = await cluster.Run(guest, new RunOptions { Toggles = 5, NmiEvery = every });
    string[] counts = report.DynInfo.Split(' ');
    Console.WriteLine($"{every,9} {report.Nmi.Taken,6} {counts[0],6} {counts[1],7}  {report.Outcome}");
}

// A machine that this program drives: one site switched on, one NMI.
await using SimulatedMachine machine = await cluster.Boot(guest);
await machine.Start();
uint site = machine.Sites[0];
Console.WriteLine($"site {site:x8}: {await machine.ReadWord(site):x8}");
int error = await machine.MakeNop(site);
await machine.Strike(cpu: 0);
Console.WriteLine($"site {site:x8}: {await machine.ReadWord(site):x8}, error {error}");
