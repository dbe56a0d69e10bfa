using System.Text.Json;

namespace Aita.Simulator.Tests.Forms;

/// <summary>The requests of the exam workflow as they go over the wire.</summary>
internal static class ExamRequests
{
    public const string Strip = """
        {"type":"object","properties":{"student_name":{"type":"string"},"student_id":{"type":"string"},"page_number":{"type":"integer"},
         "is_first_page":{"type":"boolean"},"confidence":{"type":"number","minimum":0,"maximum":1}},
         "required":["student_name","student_id","page_number","is_first_page","confidence"],"additionalProperties":false}
        """;

    public const string Questions = """
        {"type":"object","properties":{"exam_name":{"type":"string"},"total_pages":{"type":"integer"},"printed_total":{"type":"number"},
         "questions":{"type":"array","items":{"type":"object","properties":{"question_id":{"type":"string"},"question_text":{"type":"string"},
          "points":{"type":"number"},"question_type":{"type":"string","enum":["multiple_choice","short_answer","long_answer","calculation","diagram"]},
          "page_number":{"type":"integer"} } } } } }
        """;

    public const string Blocks = """
        {"type":"object","properties":{"blocks":{"type":"array","items":{"type":"object","properties":{"question_id":{"type":"string"},
          "text":{"type":"string"},"box":{"type":"array","items":{"type":"integer","minimum":0,"maximum":1000},"minItems":4,"maxItems":4} } } },
         "confidence":{"type":"number"},"notes":{"type":"string"} } }
        """;

    public const string Grading = """
        {"type":"object","properties":{"criteria":{"type":"array","items":{"type":"object","properties":{"criterion":{"type":"integer"},
          "points":{"type":"number"},"quote":{"type":"string"},"reason":{"type":"string"} } } },"feedback":{"type":"string"},
         "confidence":{"type":"number"},"concerns":{"type":"array","items":{"type":"string"} } } }
        """;

    public static Task<JsonElement> ReadAsync(SimulatorOptions options, string schema, params byte[][] images) =>
        AskAsync(options, schema, [new
        {
            role = "user",
            content = (object[])
            [
                new { type = "text", text = "Read this." },
                .. images.Select(image => new
                {
                    type = "image_url",
                    image_url = new { url = $"data:image/{(image[0] == 0xFF ? "jpeg" : "png")};base64,{Convert.ToBase64String(image)}" },
                }),
            ],
        }]);

    public static async Task<JsonElement> AskAsync(SimulatorOptions options, string schema, object[] messages)
    {
        await using var server = await SimulatorServer.StartAsync(options);
        using var wire = new Wire(server);
        string content = Wire.Content(await wire.CompleteAsync(new
        {
            model = "google/gemini-2.5-flash",
            messages,
            response_format = new { type = "json_schema", json_schema = new { name = "answer", strict = true, schema = JsonSerializer.Deserialize<JsonElement>(schema) } },
        }));
        using var document = JsonDocument.Parse(content);
        return document.RootElement.Clone();
    }
}
