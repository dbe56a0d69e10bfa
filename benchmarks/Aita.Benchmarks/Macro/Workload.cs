using System.Globalization;

namespace Aita.Benchmarks.Macro;

/// <summary>An input file and a working folder of one run.</summary>
internal sealed class Workload : IDisposable
{
    private Workload(string folder, int tasks)
    {
        Folder = folder;
        Tasks = tasks;
    }

    public string Folder { get; }

    public int Tasks { get; }

    public string Input => Path.Combine(Folder, "in.jsonl");

    public string Output => Path.Combine(Folder, "out.jsonl");

    public string RivalOutput => Path.Combine(Folder, "rival.jsonl");

    public string Summary => Path.Combine(Folder, "summary.json");

    /// <summary>Requests that a warm-up is granted.</summary>
    public const int WarmUpTasks = 200;

    /// <summary>Lets a server that has just been started compile its code before it is measured against; the client stays cold.</summary>
    public static async Task WarmUpAsync(SimulatorProcess simulator)
    {
        using var workload = Create(WarmUpTasks, "Warm-up");
        await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", "20");
        await simulator.ResetAsync();
    }

    public static Workload Create(int tasks, string subject = "Question") => Create(tasks, i => Line(i, subject));

    /// <summary>One request, unlike any other.</summary>
    public static string Line(int i, string subject = "Question") => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"custom_id":"task-{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"google/gemini-2.5-flash","messages":[{"role":"system","content":"You are a terse assistant."},{"role":"user","content":"{{{subject}}} number {{{i}}}: what is the sum of {{{i}}} and {{{i + 1}}}?"}],"max_tokens":64,"temperature":0.1}}""");

    /// <param name="tasks">Number of lines.</param>
    /// <param name="line">The lines, by number.</param>
    public static Workload Create(int tasks, Func<int, string> line)
    {
        var workload = new Workload(Directory.CreateTempSubdirectory("aita-benchmark-").FullName, tasks);
        using var writer = new StreamWriter(workload.Input);
        for (var i = 0; i < tasks; i++)
        {
            writer.WriteLine(line(i));
        }

        return workload;
    }

    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>The command line of aita batch on the input; it resumes.</summary>
    public IEnumerable<string> BatchLine(Uri baseUrl, params string[] options) =>
    [
        "batch", Input, "-o", Output, "--summary", Summary, "--base-url", baseUrl.AbsoluteUri, "--progress", "none",
        "--checkpoint-dir", Checkpoints, "--data-dir", Path.Combine(Folder, "data"), .. options,
    ];

    /// <summary>Runs aita batch on the input, from the beginning.</summary>
    public Task<ProcessFigures> RunAitaAsync(Uri baseUrl, params string[] options) =>
        MeasuredProcess.RunAsync(Paths.Aita, BatchLine(baseUrl, ["--no-resume", .. options]));

    /// <summary>Runs one of the rivals in this program.</summary>
    public Task<ProcessFigures> RunRivalAsync(string name, Uri baseUrl, int workers) =>
        MeasuredProcess.RunAsync(Paths.Self, [name, Input, RivalOutput, baseUrl.AbsoluteUri, workers.ToString(CultureInfo.InvariantCulture)]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
