using Aita.Benchmarks.Macro;
using Aita.Benchmarks.Micro;
using Aita.Benchmarks.Rivals;
using Aita.Benchmarks.Soak;

// dotnet run -c Release --project benchmarks/Aita.Benchmarks -- [schedule|pages|overhead|memory|faults|limits|prefixes|estimate ...] [--output FILE.md]
// With no name every scenario runs. "plain-loop" and "openai-sdk" are rivals, which the overhead scenario starts as processes of their own.
// "micro" and what follows it go to BenchmarkDotNet.
return args switch
{
    ["plain-loop", var input, var output, var url, var workers] => await PlainLoop.RunAsync(input, output, new Uri(url), int.Parse(workers)),
    ["openai-sdk", var input, var output, var url, var workers] => await OpenAiSdkLoop.RunAsync(input, output, new Uri(url), int.Parse(workers)),
    ["soak-server"] => await SoakWeather.ServeAsync(),
    ["micro", .. var options] => MicroRun.Run(options),
    _ => await MacroRun.RunAsync(args),
};
