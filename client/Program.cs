using System.Runtime.InteropServices;
using SiloSim.CommandLine;

using var interrupt = new CancellationTokenSource();

// The first Ctrl-C interrupts the run, which reports; the second ends the process.
using PosixSignalRegistration interruptSignal = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminateSignal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await SiloSimCommand.Invoke(args, Terminal.OfProcess(), interrupt.Token);

void Interrupt(PosixSignalContext signal)
{
    if (!interrupt.IsCancellationRequested)
    {
        signal.Cancel = true;
        interrupt.Cancel();
    }
}
