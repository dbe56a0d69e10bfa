using Aita.Cli.Rendering;

namespace Aita.Cli.Tests.Rendering;

public sealed class TextTableTests
{
    private static readonly TextTable Review = Tables.Create("Student", "Question", "State", ">Suggested", ">Of", ">?Can change", "Why")
        .Row("Tansy Orbit", "4", "needs_review", "0", "10", "25 %", "The answer has text that speaks to the grader (an order in English): it changed no points; read it.")
        .Row("Bramble Kite", "3a", "missing_page", "-", "6", "15 %", "Page 2 is missing.");

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(140)]
    public void Write_ANarrowTerminal_BreaksBetweenWordsOnly(int width)
    {
        var lines = Draw(Review, width).Split('\n');

        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
        var words = lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(["Student", "Question", "Suggested", "Tansy", "Bramble", "needs_review", "missing_page", "(an", "English):", "missing."], StringComparer.Ordinal), words);
    }

    [Fact]
    public void Write_NoRoom_LeavesTheLeastImportantColumnOutAndSaysSo()
    {
        using var error = new StringWriter();

        Assert.DoesNotContain("25 %", Draw(Review, 80, error), StringComparison.Ordinal);
        Assert.Contains("no room for 'Can change'; make the terminal wider", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("25 %", Draw(Review, 120), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NoTerminal_WrapsNothing() =>
        Assert.Contains(Draw(Review, null).Split('\n'), line => line.Contains("25 %", StringComparison.Ordinal) && line.TrimEnd().EndsWith("read it.", StringComparison.Ordinal));

    [Fact]
    public void Write_AWordLongerThanTheTerminal_StillDraws() =>
        Assert.All(Draw(Tables.Create("File", "What").Row(new string('x', 300), "a"), 80).Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80));

    private static string Draw(TextTable table, int? width, TextWriter? error = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var console = new AitaConsole
        {
            Out = output,
            Error = error ?? TextWriter.Null,
            In = TextReader.Null,
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            InputIsTerminal = false,
            OutputIsTerminal = width is not null,
            ErrorIsTerminal = false,
            ReadWidth = () => width ?? 80,
            TryReadKey = () => null,
        };
        Tables.Write(console, table);
        return output.ToString().ReplaceLineEndings("\n");
    }
}
