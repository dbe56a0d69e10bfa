using System.Text.Json;
using Aita.Simulator.Tests.Vision;

namespace Aita.Simulator.Tests.Forms;

/// <summary>Name strips, printed questions and handwriting, read from pixels over real HTTP.</summary>
public sealed class PageFormTests
{
    private static readonly SimulatorOptions Exact = new() { Truth = SimulatedTruth.Midterm, ReadingNoise = 0 };

    [Fact]
    public async Task Strip_OfAPage_HasNameIdAndPageNumber()
    {
        var strip = await ExamRequests.ReadAsync(Exact, ExamRequests.Strip, PageImages.Strip(PageImages.Page("Pixel Marsh", 1), 0.12));

        Assert.Equal("Pixel Marsh", strip.GetProperty("student_name").GetString());
        Assert.Equal("S0002", strip.GetProperty("student_id").GetString());
        Assert.Equal(1, strip.GetProperty("page_number").GetInt32());
        Assert.True(strip.GetProperty("is_first_page").GetBoolean());
        Assert.True(strip.GetProperty("confidence").GetDouble() > 0.9);
    }

    [Fact]
    public async Task Strip_OfAnotherPartOrOfTheExamAsHandedOut_HasNoName()
    {
        var part = await ExamRequests.ReadAsync(Exact, ExamRequests.Strip, PageImages.Strip(PageImages.Mask(PageImages.Page("Pixel Marsh", 1), 0, 0.1), 0.3));
        var blank = await ExamRequests.ReadAsync(Exact, ExamRequests.Strip, PageImages.Strip(PageImages.Blank(2), 0.12));

        Assert.Equal(("", "", 0), (part.GetProperty("student_name").GetString(), part.GetProperty("student_id").GetString(), part.GetProperty("page_number").GetInt32()));
        Assert.True(part.GetProperty("confidence").GetDouble() < 0.5);
        Assert.Equal(("", 2), (blank.GetProperty("student_name").GetString(), blank.GetProperty("page_number").GetInt32()));
    }

    [Fact]
    public async Task Strip_UpsideDown_IsGarbageWithLittleConfidence()
    {
        byte[] strip = PageImages.Redraw(PageImages.Strip(PageImages.Page("Pixel Marsh", 1), 0.12), degrees: 180);

        var reading = await ExamRequests.ReadAsync(Exact, ExamRequests.Strip, strip);

        Assert.NotEqual("Pixel Marsh", reading.GetProperty("student_name").GetString());
        Assert.True(reading.GetProperty("confidence").GetDouble() < 0.2);
    }

    [Fact]
    public async Task Strip_NameNoise_MisreadsNamesAndLeavesTranscriptionsAlone()
    {
        SimulatorOptions noisy = new() { Truth = SimulatedTruth.Midterm, ReadingNoise = 0, NameNoise = 0.4 };
        byte[] page = PageImages.Page("Bramble Kite", 2);

        var strip = await ExamRequests.ReadAsync(noisy, ExamRequests.Strip, PageImages.Strip(page, 0.12));
        var blocks = await ExamRequests.ReadAsync(noisy, ExamRequests.Blocks, page);

        Assert.NotEqual("Bramble Kite S0005", $"{strip.GetProperty("student_name")} {strip.GetProperty("student_id")}");
        Assert.Equal(TextsOf("Bramble Kite", 2), blocks.GetProperty("blocks").EnumerateArray().Select(block => block.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Questions_OfTheExamAsHandedOut_AreThePrintedOnes()
    {
        var exam = await ExamRequests.ReadAsync(Exact, ExamRequests.Questions, PageImages.Blank(1), PageImages.Blank(2), PageImages.Blank(3));

        Assert.Equal(("Midterm", 3, 40m), (exam.GetProperty("exam_name").GetString(), exam.GetProperty("total_pages").GetInt32(), exam.GetProperty("printed_total").GetDecimal()));
        Assert.True(
            JsonElement.DeepEquals(Truth().GetProperty("questions"), exam.GetProperty("questions")), exam.GetProperty("questions").GetRawText());
    }

    [Fact]
    public async Task Questions_OfAStudentsPageAndOneUpsideDown_AreThoseOfTheUprightPage()
    {
        var exam = await ExamRequests.ReadAsync(
            Exact, ExamRequests.Questions, PageImages.Redraw(PageImages.Page("Nova Quill", 1), degrees: 180), PageImages.Page("Nova Quill", 2));

        Assert.Equal(["3a", "3b"], exam.GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("question_id").GetString()));
        Assert.Equal(0, exam.GetProperty("printed_total").GetDecimal());
    }

    [Fact]
    public async Task Blocks_MaskedPageOfAPdf_AreTheHandwritingByQuestionWithPlaces()
    {
        byte[] page = PageImages.Redraw(PageImages.Mask(PageImages.Page("Bramble Kite", 3), 0, 0.1), width: 1241);

        var reading = await ExamRequests.ReadAsync(Exact, ExamRequests.Blocks, page);

        var blocks = reading.GetProperty("blocks").EnumerateArray().ToList();
        Assert.Equal(["4", "5", "3a"], blocks.Select(block => block.GetProperty("question_id").GetString()));
        Assert.Equal(TextsOf("Bramble Kite", 3), blocks.Select(block => block.GetProperty("text").GetString()));
        Assert.All(blocks, block => Assert.Equal(4, block.GetProperty("box").GetArrayLength()));
        Assert.True(blocks[0].GetProperty("box")[0].GetInt32() < blocks[1].GetProperty("box")[0].GetInt32());
        Assert.True(reading.GetProperty("confidence").GetDouble() > 0.9);
    }

    [Fact]
    public async Task Blocks_BlankPage_AreNoneAndAnUnknownImageIsNotBlank()
    {
        var blank = await ExamRequests.ReadAsync(Exact, ExamRequests.Blocks, PageImages.Page("Juniper Voss", 2));
        var empty = await ExamRequests.ReadAsync(Exact, ExamRequests.Blocks, PageImages.Mask(PageImages.Page("Juniper Voss", 2), 0, 1));
        var unknown = await ExamRequests.ReadAsync(Exact, ExamRequests.Blocks, PageImages.Mask(PageImages.Redraw(PageImages.Page("Juniper Voss", 1)), 0.9, 1));

        Assert.All(new[] { blank, empty, unknown }, reading => Assert.Equal(0, reading.GetProperty("blocks").GetArrayLength()));
        Assert.True(blank.GetProperty("confidence").GetDouble() > 0.9);
        Assert.True(empty.GetProperty("confidence").GetDouble() > 0.9);
        Assert.Equal(0, unknown.GetProperty("confidence").GetDouble());
    }

    [Fact]
    public async Task Blocks_PageNotUpright_IsGarbageWithLittleConfidence()
    {
        var reading = await ExamRequests.ReadAsync(Exact, ExamRequests.Blocks, PageImages.Redraw(PageImages.Page("Nova Quill", 3), degrees: 90));

        Assert.DoesNotContain("highest point", reading.GetRawText(), StringComparison.Ordinal);
        Assert.True(reading.GetProperty("confidence").GetDouble() < 0.2);
    }

    [Fact]
    public async Task AnySchema_StripMasked_TheNameCannotBeKnown()
    {
        const string Schema = """{"type":"object","properties":{"student_name":{"type":"string"},"student_id":{"type":"string"},"transcribed_text":{"type":"string"} } }""";
        byte[] page = PageImages.Redraw(PageImages.Page("Nova Quill", 3));

        var whole = await ExamRequests.ReadAsync(Exact, Schema, page);
        var masked = await ExamRequests.ReadAsync(Exact, Schema, PageImages.Mask(page, 0, 0.1));

        Assert.Equal("Nova Quill", whole.GetProperty("student_name").GetString());
        Assert.DoesNotContain("Nova", masked.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("S0001", masked.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(whole.GetProperty("transcribed_text").GetString(), masked.GetProperty("transcribed_text").GetString());
    }

    [Fact]
    public async Task Blocks_WithoutATruth_PixelsSayNothing()
    {
        var reading = await ExamRequests.ReadAsync(new(), ExamRequests.Blocks, PageImages.Redraw(PageImages.Page("Nova Quill", 3)));

        Assert.Equal(0, reading.GetProperty("blocks").GetArrayLength());
        Assert.Equal(0, reading.GetProperty("confidence").GetDouble());
    }

    private static JsonElement Truth()
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(Aita.Tests.Repository.PathTo("samples", "midterm", "truth.json")));
        return truth.RootElement.Clone();
    }

    private static IEnumerable<string?> TextsOf(string student, int page) => Truth().GetProperty("students").EnumerateArray()
        .Single(entry => entry.GetProperty("student").GetString() == student)
        .GetProperty("pages")[page - 1].GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("text").GetString());
}
