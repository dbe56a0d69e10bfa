using Aita.Benchmarks.Macro;
using Aita.Benchmarks.Rivals;

// dotnet run -c Release --project benchmarks/Aita.Benchmarks -- [schedule|pages|overhead|memory|faults|limits|estimate ...] [--output FILE.md]
// With no name every scenario runs. "plain-loop" is the rival, which the overhead scenario starts as a process of its own.
return args is ["plain-loop", var input, var output, var url, var workers]
    ? await PlainLoop.RunAsync(input, output, new Uri(url), int.Parse(workers))
    : await MacroRun.RunAsync(args);
