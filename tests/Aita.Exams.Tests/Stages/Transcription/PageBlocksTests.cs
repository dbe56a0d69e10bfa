using Aita.Exams.Domain;
using Aita.Exams.Stages.Transcription;

namespace Aita.Exams.Tests.Stages.Transcription;

/// <summary>What counts when a person has edited a page file.</summary>
public sealed class PageBlocksTests
{
    private static readonly PageTranscription Page = new()
    {
        TranscribedText = "B\n\nF = ma\n\nso it falls",
        Blocks = [Block("1a", "B"), Block("1b", "F = ma\n\nso it falls")],
    };

    [Fact]
    public void Of_BlocksEdited_TakesTheBlocks()
    {
        var blocks = PageBlocks.Of(Page with { Blocks = [Block("1a", "C"), Block("2", "moved")] }, textIsAsWritten: true);

        Assert.Equal([("1a", "C"), ("2", "moved")], Pairs(blocks));
    }

    [Fact]
    public void Of_TextOfOneBlockEdited_GoesToItsQuestion()
    {
        var blocks = PageBlocks.Of(Page with { TranscribedText = "B\n\nF = 2ma\n\nso it falls" }, textIsAsWritten: false);

        Assert.Equal([("1a", "B"), ("1b", "F = 2ma\n\nso it falls")], Pairs(blocks));
        Assert.True(blocks.IsClear);
    }

    [Fact]
    public void Of_TextOfSeveralBlocksEdited_IsOfNoQuestionUntilAPersonSays()
    {
        var blocks = PageBlocks.Of(Page with { TranscribedText = "C\n\nF = 2ma" }, textIsAsWritten: false);

        Assert.Equal([("", "C\n\nF = 2ma")], Pairs(blocks));
        Assert.False(blocks.IsClear);
    }

    [Fact]
    public void Of_TextAddedAndRemoved_LosesAndInventsNothing()
    {
        var added = PageBlocks.Of(Page with { TranscribedText = "B\n\nF = ma\n\nso it falls\n\nadded" }, textIsAsWritten: false);
        var removed = PageBlocks.Of(Page with { TranscribedText = "B" }, textIsAsWritten: false);

        Assert.Equal([("1a", "B"), ("1b", "F = ma\n\nso it falls"), ("", "added")], Pairs(added));
        Assert.Equal([("1a", "B")], Pairs(removed));
    }

    [Fact]
    public void Of_APageOfAnOlderSystem_IsOneTextOfNoQuestion()
    {
        var blocks = PageBlocks.Of(new PageTranscription { TranscribedText = "1a. x = 1.5" }, textIsAsWritten: false);

        Assert.Equal([("", "1a. x = 1.5")], Pairs(blocks));
        Assert.False(blocks.IsClear);
    }

    private static PageBlock Block(string question, string text) => new() { QuestionId = question, Text = text };

    private static IEnumerable<(string, string)> Pairs(PageBlocks blocks) => blocks.Blocks.Select(block => (block.QuestionId, block.Text));
}
