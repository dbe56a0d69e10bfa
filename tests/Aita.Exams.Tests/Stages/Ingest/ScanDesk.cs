using System.Collections.Concurrent;
using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Ingest;
using Aita.Exams.Tests.Images;
using Aita.Exams.Workspace;
using Aita.Execution;
using Microsoft.Extensions.AI;
using SkiaSharp;

namespace Aita.Exams.Tests.Stages.Ingest;

/// <summary>
/// An assignment with drawn scans, and a scripted model that reads the keys in their name strips: what it answers for a key, the test says.
/// </summary>
internal sealed class ScanDesk : IChatClient
{
    private readonly TemporaryFolder _temporary = new();
    private readonly Dictionary<int, string> _answers = [];
    private int _requests;

    public ScanDesk(string? roster = "Student Name,student_id\nNova Quill,S0001\nPixel Marsh,S0002\nJuniper Voss,S0003\n", int blankPages = 3)
    {
        Folder = AssignmentFolder.Open(_temporary.At("data"), "midterm");
        Directory.CreateDirectory(Folder.Root);
        if (roster is not null)
        {
            File.WriteAllText(Folder.Roster, roster);
        }

        for (var page = 1; page <= blankPages; page++)
        {
            using var blank = TestPage.Draw(page);
            Write(Path.Join("blank_exam", $"page_{page}.png"), TestPage.Png(blank));
        }
    }

    public AssignmentFolder Folder { get; }

    public int Requests => Volatile.Read(ref _requests);

    public ConcurrentQueue<string> Prompts { get; } = new();

    /// <summary>Set to fail requests.</summary>
    public Func<int, bool> Fails { get; set; } = _ => false;

    /// <summary>Teaches the model what a strip says.</summary>
    /// <returns>The key to draw.</returns>
    public int Strip(string name, string id = "", int page = 0, double confidence = 0.95, bool first = false)
    {
        var key = _answers.Count + 1;
        _answers.Add(key, Answer(name, id, page, confidence, first));
        return key;
    }

    /// <summary>What the model says from now on of the strips that were drawn first.</summary>
    public void Teach(IReadOnlyList<string> answers)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            _answers[i + 1] = answers[i];
        }
    }

    /// <summary>What a model answers about a strip.</summary>
    public static string Answer(string name, string id = "", int page = 0, double confidence = 0.95, bool first = false) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"student_name":"{{name}}","student_id":"{{id}}","page_number":{{page}},"is_first_page":{{(first ? "true" : "false")}},"confidence":{{confidence}}}""");

    /// <summary>A page of a student, written on.</summary>
    public SKBitmap Page(string name, string id, int page, int print = 0) =>
        TestPage.Draw(print == 0 ? page : print, Strip(name, id, page, first: page == 1), Seed(name, page));

    /// <summary>A PDF file of JPEG pages in scans/.</summary>
    public string Pdf(string name, params IEnumerable<SKBitmap> pages)
    {
        var pdf = new TestPdf();
        foreach (var page in pages)
        {
            pdf.Jpeg(page);
        }

        return Write(Path.Join("scans", name), pdf.ToBytes());
    }

    public string Write(string relative, byte[] bytes)
    {
        var path = Path.Join(Folder.Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public async Task<IngestStageResult> RunAsync(IngestStageOptions? options = null)
    {
        var plan = await IngestPlan.ReadAsync(Folder, (options ?? new()) with { Model = "scripted" });
        return await IngestStage.RunAsync(plan, Executor());
    }

    public ParallelLlmExecutor Executor() => new(this, new ParallelExecutionOptions
    {
        MaxWorkers = 4,
        RateLimit = 0,
        MaxRetries = 0,
        CheckpointDirectory = _temporary.At("checkpoints"),
    });

    /// <summary>The files of grouped/, relative to it, in order.</summary>
    public IReadOnlyList<string> Grouped() => !Directory.Exists(Folder.Grouped)
        ? []
        : [.. Directory.EnumerateFiles(Folder.Grouped, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder.Grouped, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>What became of the pages, in order: student and page, or the state.</summary>
    public static IEnumerable<string> States(IngestStageResult result) => result.Manifest.Pages.Select(page =>
        page.State == PageState.Assigned ? $"{page.Student} {page.ExamPage}" : page.State.ToString());

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var message = messages.First();
        Prompts.Enqueue(message.Text);
        if (Fails(Interlocked.Increment(ref _requests)))
        {
            throw new LlmException(FailureKind.Rejected, "The request is refused by the test.");
        }

        var key = TestPage.KeyOf(message.Contents.OfType<DataContent>().Single().Data.Span);
        var answer = _answers.GetValueOrDefault(key, """{"student_name":"","student_id":"","page_number":0,"is_first_page":false,"confidence":0.9}""");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { FinishReason = ChatFinishReason.Stop });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nothing here streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => _temporary.Dispose();

    private static int Seed(string name, int page) => (name.Aggregate(17, (sum, c) => (sum * 31) + c) & 0xFFFFF) + (page * 7919) + 1;
}
