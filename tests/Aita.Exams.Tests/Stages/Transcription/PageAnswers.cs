namespace Aita.Exams.Tests.Stages.Transcription;

/// <summary>What a model answers to a page.</summary>
internal static class PageAnswers
{
    public const string Good = """{"transcribed_text":"1a) I think B","confidence":0.93,"notes":"faint"}""";
}
