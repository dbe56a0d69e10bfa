using System.Text.Json;

namespace Aita.Exams.Tests.Stages.Transcription;

/// <summary>What a model answers to a page.</summary>
internal static class PageAnswers
{
    /// <summary>The same answer in both forms: as one text, and in blocks.</summary>
    public const string Good = """
        {"transcribed_text":"1a) I think B","blocks":[{"question_id":"1a","text":"1a) I think B","box":[100,80,200,900]}],"confidence":0.93,"notes":"faint"}
        """;

    /// <summary>A page without handwriting.</summary>
    public const string Blank = """{"blocks":[],"confidence":0.97,"notes":""}""";

    /// <summary>A page with these blocks.</summary>
    public static string Blocks(params IReadOnlyList<(string Question, string Text)> blocks) => JsonSerializer.Serialize(new
    {
        blocks = blocks.Select((block, i) => new { question_id = block.Question, text = block.Text, box = new[] { 100 * (i + 1), 50, (100 * (i + 1)) + 80, 950 } }),
        confidence = 0.9,
        notes = "",
    });
}
