using System.Text;
using System.Text.Json;

namespace Aita.Simulator.Tests.Answers;

/// <summary>Reading page images of the synthetic exam over real HTTP.</summary>
public sealed class ReadingTests
{
    private const string TranscriptionSchema = """
        {"type":"object","properties":{"transcribed_text":{"type":"string"},"confidence":{"type":"number","minimum":0,"maximum":1},
         "notes":{"type":"string"}},"required":["transcribed_text","confidence","notes"],"additionalProperties":false}
        """;

    public static TheoryData<string> Images => new(
        TruthImages.DataUrl(TruthImages.PngWithText(TruthImages.Page, 300_000)),
        TruthImages.DataUrl(TruthImages.PngWithText(TruthImages.Page, 300_000, truthLast: true)),
        TruthImages.DataUrl(TruthImages.Jpeg(TruthImages.Page)));

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Post_PageWithTruth_TranscribesItExactlyWithoutNoise(string image)
    {
        var reading = await ReadAsync(TranscriptionSchema, new() { ReadingNoise = 0 }, image);

        Assert.Equal(TruthImages.Transcription, reading.GetProperty("transcribed_text").GetString());
        Assert.True(reading.GetProperty("confidence").GetDouble() > 0.9);
        Assert.Contains("Simulated", reading.GetProperty("notes").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_PageWithNoise_ReadsWithErrorsAndLessConfidence()
    {
        var reading = await ReadAsync(TranscriptionSchema, new() { ReadingNoise = 0.2 }, TruthImages.DataUrl(TruthImages.Jpeg(TruthImages.Page)));

        Assert.NotEqual(TruthImages.Transcription, reading.GetProperty("transcribed_text").GetString());
        Assert.True(reading.GetProperty("confidence").GetDouble() < 0.9);
    }

    [Fact]
    public async Task Post_BlankPage_IsEmptyWithANote()
    {
        string blank = """{"synthetic":true,"blank":true,"transcription":""}""";

        var reading = await ReadAsync(TranscriptionSchema, new(), TruthImages.DataUrl(TruthImages.PngWithText(blank)));

        Assert.Equal("", reading.GetProperty("transcribed_text").GetString());
        Assert.Contains("blank", reading.GetProperty("notes").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ImageWithoutTruth_SaysItCannotRead()
    {
        var reading = await ReadAsync(TranscriptionSchema, new(), TruthImages.DataUrl(TruthImages.PngWithout()));

        Assert.Contains("cannot read this image", reading.GetProperty("transcribed_text").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, reading.GetProperty("confidence").GetDouble());
    }

    [Fact]
    public async Task Post_SchemaOfNamesAndAnswers_FillsThemFromTheTruth()
    {
        string schema = """
            {"type":"object","properties":{"student_name":{"type":"string"},"student_id":{"type":"string"},"page_number":{"type":"integer"},
             "answers":{"type":"array","items":{"type":"object","properties":{"question_id":{"type":"string"},"text":{"type":"string"}}}}}}
            """;

        var reading = await ReadAsync(schema, new(), TruthImages.DataUrl(TruthImages.PngWithText(TruthImages.Page)));

        Assert.Equal(
            """{"student_name":"Nova Quill","student_id":"S0001","page_number":2,"answers":[{"question_id":"2a","text":"one bit"}]}""",
            reading.GetRawText());
    }

    [Fact]
    public async Task Post_SeveralPagesAndAListOfPages_GivesOneItemAPage()
    {
        string schema = """
            {"type":"object","properties":{"pages":{"type":"array","items":{"type":"object","properties":
             {"page":{"type":"integer"},"transcribed_text":{"type":"string"} } } } } }
            """;
        string other = """{"page":5,"transcription":"the other page"}""";

        var reading = await ReadAsync(
            schema,
            new() { ReadingNoise = 0 },
            TruthImages.DataUrl(TruthImages.PngWithText(TruthImages.Page)),
            TruthImages.DataUrl(TruthImages.Jpeg(other)));

        var pages = reading.GetProperty("pages");
        Assert.Equal(2, pages.GetArrayLength());
        Assert.Equal(TruthImages.Transcription, pages[0].GetProperty("transcribed_text").GetString());
        Assert.Equal("the other page", pages[1].GetProperty("transcribed_text").GetString());
        Assert.Equal(5, pages[1].GetProperty("page").GetInt32());
    }

    [Fact]
    public async Task Post_PageWithoutSchema_AnswersTheTranscription()
    {
        await using var server = await SimulatorServer.StartAsync(new() { ReadingNoise = 0 });
        using var wire = new Wire(server);

        var answer = await wire.CompleteAsync(Body(null, [TruthImages.DataUrl(TruthImages.Jpeg(TruthImages.Page))]));

        Assert.Equal(TruthImages.Transcription, Wire.Content(answer));
        Assert.True(answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32() > 1000);
    }

    [Fact]
    public async Task Post_EscapedBase64_IsRead()
    {
        await using var server = await SimulatorServer.StartAsync(new() { ReadingNoise = 0 });
        using var wire = new Wire(server);
        string url = TruthImages.DataUrl(TruthImages.Jpeg(TruthImages.Page)).Replace("+", "\\u002B", StringComparison.Ordinal)
            .Replace("/", "\\/", StringComparison.Ordinal);
        string body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}]}]}";

        using var response = await wire.PostTextAsync(body);

        Assert.Equal(TruthImages.Transcription, Wire.Content(await Wire.ReadAsync(response)));
    }

    private static async Task<JsonElement> ReadAsync(string schema, SimulatorOptions options, params string[] images)
    {
        await using var server = await SimulatorServer.StartAsync(options);
        using var wire = new Wire(server);
        string content = Wire.Content(await wire.CompleteAsync(Body(schema, images)));
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(content));
        return document.RootElement.Clone();
    }

    private static object Body(string? schema, string[] images)
    {
        object[] parts =
        [
            new { type = "text", text = "Transcribe this page" },
            .. images.Select(url => new { type = "image_url", image_url = new { url } }),
        ];
        object[] messages = [new { role = "user", content = parts }];
        return schema is null
            ? new { model = "m", messages }
            : new
            {
                model = "m",
                messages,
                response_format = new { type = "json_schema", json_schema = new { name = "x", schema = JsonSerializer.Deserialize<JsonElement>(schema) } },
            };
    }
}
