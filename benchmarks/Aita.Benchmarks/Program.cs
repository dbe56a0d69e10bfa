using Aita.Benchmarks.Macro;
using Aita.Benchmarks.Micro;
using Aita.Benchmarks.Rivals;
using Aita.Benchmarks.Soak;

// dotnet run -c Release --project benchmarks/Aita.Benchmarks -- all                     every scenario, into docs/benchmarks.md; the soak takes --minutes of it
// dotnet run -c Release --project benchmarks/Aita.Benchmarks -- schedule limits         some of them, on standard output; with --write into the page too
// dotnet run -c Release --project benchmarks/Aita.Benchmarks -- soak --minutes 30 [--rate 200]
// dotnet run -c Release --project benchmarks/Aita.Benchmarks -- kills --times 100 [--seed 1]
// "plain-loop", "openai-sdk", "soak-server" and "sizes-server" are started by scenarios as processes of their own. "micro" alone, or with options, is BenchmarkDotNet's own program.
return args switch
{
    ["plain-loop", var input, var output, var url, var workers] => await PlainLoop.RunAsync(input, output, new Uri(url), int.Parse(workers)),
    ["openai-sdk", var input, var output, var url, var workers] => await OpenAiSdkLoop.RunAsync(input, output, new Uri(url), int.Parse(workers)),
    ["sizes-server"] => await SizesServer.ServeAsync(),
    ["soak-server"] => await SoakWeather.ServeAsync(),
    ["micro", .. var options] when !options.Contains("--write") => MicroRun.Run(options),
    _ => await MacroRun.RunAsync(args),
};
