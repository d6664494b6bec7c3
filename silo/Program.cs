using SiloSim.Silo;

return await SiloCommand.Invoke(args, Console.Out, Console.Error, CancellationToken.None);
