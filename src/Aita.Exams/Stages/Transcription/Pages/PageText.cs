namespace Aita.Exams.Stages.Transcription;

/// <summary>The text of a page as one piece. Pure.</summary>
internal static class PageText
{
    private const string BetweenBlocks = "\n\n";

    /// <summary>Blocks as one text, a blank line between them.</summary>
    public static string Join(IEnumerable<string> blocks) => string.Join(BetweenBlocks, blocks.Select(block => block.Trim('\r', '\n')));
}
