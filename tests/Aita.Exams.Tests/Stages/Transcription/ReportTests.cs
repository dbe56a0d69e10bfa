using System.Text.Json;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Transcription;

public sealed class ReportTests
{
    private const string Attack = "</pre><script>alert('x')</script><img src=x onerror=\"alert(1)\"> a<b && c>d \"quoted\" 'single'";

    [Fact]
    public async Task RunAsync_MarkupInTheText_IsShownAndNeverActs()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        var answer = JsonSerializer.Serialize(new
        {
            blocks = new[] { new { question_id = Attack, text = Attack, box = new[] { 0, 0, 10, 10 } } },
            confidence = 0.4,
            notes = Attack,
        });

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => answer));

        var html = await File.ReadAllTextAsync(student.TranscriptionReport);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/pre&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("a&lt;b &amp;&amp; c&gt;d", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("<img ").Length - 1);
        Assert.Equal(3, html.Split("Low confidence: compare every line").Length - 1);
        Assert.Contains("3 read with low confidence", html, StringComparison.Ordinal);
        Assert.Equal(Attack, (await ExamFiles.TryReadPageAsync(student, 1))!.TranscribedText);
    }

    [Fact]
    public async Task RunAsync_AReport_LoadsNothingFromAnywhere()
    {
        using var midterm = Midterm.Copy("Nova Quill");

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));

        var html = await File.ReadAllTextAsync(midterm.Folder.Student("Nova Quill").TranscriptionReport);
        Assert.Equal(3, html.Split("src=\"data:image/jpeg;base64,").Length - 1);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Contains("value=\"0.93\"", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"id\">1a</span><pre>1a) I think B</pre>", html, StringComparison.Ordinal);
        Assert.Contains("style=\"top:10%;left:8%;height:10%;width:82%\"><span>1a</span>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Low confidence", html, StringComparison.Ordinal);
        Assert.Contains("93 %", html, StringComparison.Ordinal);
        Assert.Contains("faint", html, StringComparison.Ordinal);
        var index = await File.ReadAllTextAsync(midterm.Folder.TranscriptionIndex);
        Assert.Contains("href=\"Nova%20Quill/transcription_report.html\"", index, StringComparison.Ordinal);
        Assert.Contains(midterm.Folder.TranscriptionIndex, result.Files);
    }

    [Fact]
    public async Task RunAsync_StudentNamedLikeMarkup_IsEncodedInTheIndex()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        Directory.Move(midterm.Folder.Student("Nova Quill").Pages, Path.Join(midterm.Folder.Grouped, "O'Neil & Søn #1"));

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));

        var index = await File.ReadAllTextAsync(midterm.Folder.TranscriptionIndex);
        Assert.Contains("O&#x27;Neil &amp; Søn #1</a>", index, StringComparison.Ordinal);
        Assert.Contains("O%27Neil%20%26%20S%C3%B8n%20%231/transcription_report.html", index, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WithoutHtml_WritesNone()
    {
        using var midterm = Midterm.Copy("Nova Quill");

        await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Html = false }), midterm.Executor(_ => PageAnswers.Good));

        Assert.Empty(Directory.EnumerateFiles(midterm.Folder.TranscriptionResults, "*.html", SearchOption.AllDirectories));
        Assert.True(File.Exists(midterm.Folder.TranscriptionSummary));

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));

        Assert.True(File.Exists(midterm.Folder.TranscriptionIndex));
    }
}
