using System.CommandLine;
using System.Globalization;
using Aita.Cli.Rendering;
using Aita.Cli.Settings;
using Aita.Exams.Workspace;
using Aita.Simulator;

namespace Aita.Cli.Commands.Demo;

/// <summary><c>aita demo</c>: the exam workflow on an invented class with a pretend model.</summary>
internal static class DemoCommand
{
    /// <summary>The name that the pretend provider answers to.</summary>
    public const string Model = "google/gemini-2.5-flash";

    /// <summary>Sent instead of a key, so that a real one in the environment never is.</summary>
    public const string NoKey = "demo";

    private const string Simulated =
        "This demo is simulated: no model is asked, nothing leaves this machine, nothing costs anything, and the class is invented.";

    private static readonly int[] WorkerCounts = [1, 5, 10];

    public static Command Create(CommandContext context)
    {
        var directory = new Option<string?>("--dir")
        {
            Description = "Work in this folder, which must be new or empty. [default: a new one among the temporary files of the system]",
            HelpName = "DIR",
        };
        var command = new AitaCommand(
            "demo",
            "Runs generate-rubric and transcribe on an invented class with 1, 5 and 10 workers, against a pretend model on this machine, and "
            + "compares the times with the best that are possible. Needs no key and takes about ten seconds.")
        {
            Examples =
            [
                ("aita demo", "says where it keeps the answer keys, rubrics and transcriptions to look at"),
                ("aita demo --dir ./aita-demo", "keeps them in a folder of your choice"),
            ],
        }.With(directory, context.Settings.Progress.Option!);
        command.SetAction((parsed, _) =>
            RunAsync(context, parsed.GetValue(directory), context.Reader.Read(context.Settings.Progress, parsed)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? directory, ProgressMode progress)
    {
        var folder = DemoFolder.Create(context, directory);
        context.Console.WriteMessage(Simulated);
        await SampleExam.UnpackAsync(AssignmentFolder.Open(folder.Path, "midterm"), CancellationToken.None);
        var rows = new List<DemoRow>();
        await using (var server = await SimulatorServer.StartAsync(
            new SimulatorOptions { Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(130), 0.5) }, CancellationToken.None))
        {
            var run = new DemoRun(context, server, folder, progress);
            await run.WarmUpAsync();
            foreach (var workers in WorkerCounts)
            {
                rows.AddRange(await run.RunAsync(workers));
                if (context.Services.Interrupts.Stopping.IsCancellationRequested)
                {
                    context.Console.WriteMessage("Interrupted.");
                    return ExitCodes.Interrupted;
                }
            }
        }

        Write(context, rows, folder);
        return rows.TrueForAll(static row => row.Failed == 0) ? ExitCodes.Success : ExitCodes.SomeFailed;
    }

    private static void Write(CommandContext context, IReadOnlyList<DemoRow> rows, DemoFolder folder)
    {
        var table = Tables.Create("Stage", ">Workers", ">Requests", ">Time", ">Speed-up", ">?Ideal time", ">?Ideal speed-up", ">Failed");
        foreach (var row in rows.OrderBy(static row => row.Stage, StringComparer.Ordinal).ThenBy(static row => row.Workers))
        {
            table.Row(
                row.Stage, Number(row.Workers), Number(row.Latencies.Count), Units.Time(row.Time), Times(row.SpeedUp), Units.Time(row.Ideal),
                Times(row.IdealSpeedUp), Number(row.Failed));
        }

        Tables.Write(context.Console, table);
        context.Console.WriteResult("Speed-up: against the same requests one after another. Ideal: what a client without any overhead could reach with these latencies;");
        context.Console.WriteResult("a rubric must wait for its answer key, so generate-rubric cannot be faster than its longest pair, however many workers. Measured after a warm-up.");
        foreach (var item in rows.SelectMany(static row => row.Items).Where(static item => !item.IsUsable))
        {
            context.Console.WriteResult($"failed: {item.Name}: {item.Error}");
        }

        context.Console.WriteResult(string.Empty);
        WriteFiles(context, rows, folder);
        context.Console.WriteResult(string.Empty);
        context.Console.WriteResult(Simulated);
    }

    private static string Made(IReadOnlyList<DemoRow> rows)
    {
        var made = rows.Where(static row => row.Workers == WorkerCounts[^1]).SelectMany(static row => row.Items).Where(static item => item.IsUsable).ToList();
        var pages = made.Count(static item => item.Id.StartsWith("transcribe/", StringComparison.Ordinal));
        return $"Made, once for each number of workers: {made.Count - pages} answer keys and rubrics, and the transcriptions of {pages} pages.";
    }

    private static void WriteFiles(CommandContext context, IReadOnlyList<DemoRow> rows, DemoFolder folder)
    {
        context.Console.WriteResult($"{Made(rows)} All of it is kept in");
        context.Console.WriteResult($"  {folder.Path}");
        var made = AssignmentFolder.Open(folder.Path, $"with-{WorkerCounts[^1]}-workers");
        context.Console.WriteResult("Look at");
        foreach (var file in (string[])[made.AnswerKeys, made.Rubrics, made.TranscriptionIndex])
        {
            context.Console.WriteResult($"  {context.Services.DisplayPath(file)}");
        }

        var data = context.Services.DisplayPath(folder.Path);
        var quoted = data.Any(char.IsWhiteSpace) ? $"\"{data}\"" : data;
        context.Console.WriteResult("The same with a real model, on an untouched copy (in a checkout, aita stands for dotnet run --project src/Aita.Cli --):");
        context.Console.WriteResult("  export OPENROUTER_API_KEY=...        (or a line in a file .env)");
        context.Console.WriteResult($"  aita generate-rubric -a midterm --data-dir {quoted}");
        context.Console.WriteResult($"  aita transcribe -a midterm --data-dir {quoted}");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Times(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0}x");
}
