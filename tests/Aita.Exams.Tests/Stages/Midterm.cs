using System.Runtime.CompilerServices;
using System.Text.Json;
using Aita.Exams.Workspace;
using Aita.Execution;
using Aita.Simulator;

namespace Aita.Exams.Tests.Stages;

/// <summary>A copy of the synthetic exam in a folder of its own, and executors for it.</summary>
internal sealed class Midterm : IDisposable
{
    private readonly string _root = Path.Join(Path.GetTempPath(), $"aita-stages-{Guid.NewGuid():N}");

    private Midterm() => Folder = AssignmentFolder.Open(Path.Join(_root, "data"), "midterm");

    public AssignmentFolder Folder { get; }

    public string Root => _root;

    private static string Sample { get; } = FindSample();

    /// <summary>A copy of the sample.</summary>
    /// <param name="students">The students to copy; all when none is named.</param>
    public static Midterm Copy(params string[] students)
    {
        var midterm = new Midterm();
        foreach (var source in Directory.EnumerateFiles(Sample, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(Sample, source);
            var parts = relative.Split(Path.DirectorySeparatorChar);
            if (parts[0] == "blank_exam" || (parts[0] == "grouped" && students.Length > 0 && !students.Contains(parts[1])))
            {
                continue;
            }

            var target = Path.Join(midterm.Folder.Root, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }

        return midterm;
    }

    /// <summary>Adds the exam as handed out.</summary>
    public void CopyBlankExam()
    {
        Directory.CreateDirectory(Folder.BlankExam);
        foreach (var page in Directory.EnumerateFiles(Path.Join(Sample, "blank_exam")))
        {
            File.Copy(page, Path.Join(Folder.BlankExam, Path.GetFileName(page)));
        }
    }

    /// <summary>An executor over real HTTP.</summary>
    public ParallelLlmExecutor Executor(SimulatorServer server, int workers = 8, bool checkpoint = true) => new(
        OpenRouterChatClient.Create(new OpenRouterOptions { BaseUrl = server.BaseUrl.AbsoluteUri, Model = "google/gemini-2.5-flash" }), Options(workers, checkpoint));

    /// <summary>An executor over a scripted model.</summary>
    public ParallelLlmExecutor Executor(Func<string, string> answer, int workers = 8, bool checkpoint = true) =>
        new(new ScriptedModel(answer), Options(workers, checkpoint));

    public ParallelLlmExecutor Executor(ScriptedModel model, int workers = 8, bool checkpoint = true) => new(model, Options(workers, checkpoint));

    /// <summary>What every page of a student says.</summary>
    public static IReadOnlyList<string> TruthOf(string student)
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Join(Sample, "truth.json")));
        return [.. truth.RootElement.GetProperty("students").EnumerateArray()
            .Single(s => s.GetProperty("student").GetString() == student)
            .GetProperty("pages").EnumerateArray()
            .Select(page => page.GetProperty("transcription").GetString()!)];
    }

    /// <summary>What a student wrote for each question, on whatever pages.</summary>
    public static IReadOnlyDictionary<string, string> AnswersOf(string student)
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Join(Sample, "truth.json")));
        return truth.RootElement.GetProperty("students").EnumerateArray()
            .Single(s => s.GetProperty("student").GetString() == student)
            .GetProperty("pages").EnumerateArray()
            .SelectMany(page => page.GetProperty("answers").EnumerateArray())
            .Select(answer => (Question: answer.GetProperty("question_id").GetString()!, Text: answer.GetProperty("text").GetString()!))
            .GroupBy(answer => answer.Question, StringComparer.Ordinal)
            .ToDictionary(answers => answers.Key, answers => string.Join('\n', answers.Select(answer => answer.Text)), StringComparer.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private ParallelExecutionOptions Options(int workers, bool checkpoint) => new()
    {
        MaxWorkers = workers,
        RateLimit = 0,
        MaxRetries = 0,
        EnableCheckpointing = checkpoint,
        CheckpointDirectory = Path.Join(_root, "checkpoints"),
        DrainTimeout = TimeSpan.FromMinutes(10),
    };

    private static string FindSample([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Join(folder, "samples", "midterm")))
            {
                return Path.Join(folder, "samples", "midterm");
            }
        }

        throw new InvalidOperationException("The folder samples/midterm is not above the tests.");
    }
}
