using SiloSim.Benchmarks;
using SiloSim.Benchmarks.Measure;
using SiloSim.Benchmarks.Silos;

if (args is [ChildSilo.Argument, .. string[] ports])
{
    await ChildSilo.Serve(ports);
    return 0;
}
if (!BenchmarkOptions.TryParse(args, out BenchmarkOptions? options, out string? error))
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}
if (options.Help)
{
    Console.WriteLine(BenchmarkOptions.HelpText());
    return 0;
}

try
{
    await using BenchmarkSilo silo = await BenchmarkSilo.Start(options);
    foreach (IBenchmark benchmark in options.Benchmarks)
    {
        await Console.Error.WriteLineAsync($"{benchmark.Name}: {benchmark.Text}");
        silo.Rows.AddRange(await benchmark.Run(silo, options));
    }
    Console.WriteLine(ResultTable.Of(silo.Rows));
    return 0;
}
catch (WrongWorkException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
