using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// The blocks of a page file. A person may have edited the page's text, or its blocks: whichever it was counts, and what is then no longer clear
/// belongs to no question, so that a person is asked. Pure.
/// </summary>
/// <param name="Blocks">The handwriting in reading order; nothing of it is left out.</param>
/// <param name="IsClear">False when text stands in the page that no block says the question of.</param>
internal sealed record PageBlocks(IReadOnlyList<PageBlock> Blocks, bool IsClear)
{
    private const string Paragraph = "\n\n";

    /// <summary>The blocks that count.</summary>
    /// <param name="page">The page as its file has it.</param>
    /// <param name="textIsAsWritten">Whether the text is as this program wrote it, so that an edit was made in the blocks.</param>
    public static PageBlocks Of(PageTranscription page, bool textIsAsWritten)
    {
        var text = page.TranscribedText.ReplaceLineEndings("\n");
        if (page.Blocks.Count == 0)
        {
            return string.IsNullOrWhiteSpace(text) ? new([], true) : new([new PageBlock { Text = text }], false);
        }

        return textIsAsWritten || string.Equals(PageText.Join(page.Blocks.Select(TextOf)), text, StringComparison.Ordinal)
            ? new([.. page.Blocks.Where(block => !string.IsNullOrWhiteSpace(block.Text))], true)
            : Align(page.Blocks, text);
    }

    /// <summary>Finds the blocks again that were not edited; what stands between two of them is the block in between.</summary>
    private static PageBlocks Align(IReadOnlyList<PageBlock> blocks, string text)
    {
        var found = new List<PageBlock>();
        var open = new List<PageBlock>();
        var (position, isClear) = (0, true);
        foreach (var block in blocks)
        {
            var at = IndexOfParagraphs(text, TextOf(block), position);
            if (at < 0)
            {
                open.Add(block);
                continue;
            }

            Fill(text[position..at]);
            found.Add(block);
            position = at + TextOf(block).Length;
        }

        Fill(text[position..]);
        return new PageBlocks(found, isClear);

        void Fill(string gap)
        {
            gap = gap.Trim('\n');
            if (!string.IsNullOrWhiteSpace(gap))
            {
                isClear &= open.Count == 1;
                found.Add(open is [var only] ? only with { Text = gap } : new PageBlock { Text = gap });
            }

            open.Clear();
        }
    }

    private static int IndexOfParagraphs(string text, string block, int from)
    {
        for (var at = Find(from); at >= 0; at = Find(at + 1))
        {
            var end = at + block.Length;
            if ((at == 0 || text.AsSpan(0, at).EndsWith(Paragraph, StringComparison.Ordinal))
                && (end == text.Length || text.AsSpan(end).StartsWith(Paragraph, StringComparison.Ordinal)))
            {
                return at;
            }
        }

        return -1;

        int Find(int start) => block.Length == 0 || start > text.Length ? -1 : text.IndexOf(block, start, StringComparison.Ordinal);
    }

    private static string TextOf(PageBlock block) => block.Text.ReplaceLineEndings("\n").Trim('\n');
}
