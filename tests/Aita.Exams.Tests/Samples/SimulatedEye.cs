using System.Net.Http.Json;
using System.Text.Json;
using Aita.Samples;
using Aita.Simulator;

namespace Aita.Exams.Tests.Samples;

/// <summary>Shows images to a simulated provider that knows a truth, without any of the product's prompts.</summary>
internal sealed class SimulatedEye(SimulatorServer server) : IAsyncDisposable
{
    private const string Strip = """
        {"type":"object","properties":{"student_name":{"type":"string"},"student_id":{"type":"string"},"page_number":{"type":"integer"},
         "is_first_page":{"type":"boolean"},"confidence":{"type":"number"} } }
        """;

    private const string Blocks = """
        {"type":"object","properties":{"blocks":{"type":"array","items":{"type":"object","properties":{"question_id":{"type":"string"},
         "text":{"type":"string"} } } },"confidence":{"type":"number"},"notes":{"type":"string"} } }
        """;

    private readonly HttpClient _http = new();

    public static async Task<SimulatedEye> OpenAsync(ExamTruth truth) => new(await SimulatorServer.StartAsync(new()
    {
        Truth = SimulatedTruth.Parse(JsonSerializer.Serialize(truth, TruthJson.File.ExamTruth)),
        ReadingNoise = 0,
    }));

    /// <summary>Name, id and page number.</summary>
    public async Task<string> ReadStripAsync(byte[] image)
    {
        var answer = await AskAsync(image, Strip);
        return $"{answer.GetProperty("student_name").GetString()} {answer.GetProperty("student_id").GetString()} {answer.GetProperty("page_number").GetInt32()}";
    }

    /// <summary>The handwriting, question by question.</summary>
    public async Task<IReadOnlyList<string>> ReadBlocksAsync(byte[] image)
    {
        var answer = await AskAsync(image, Blocks);
        return [.. answer.GetProperty("blocks").EnumerateArray().Select(block => $"{block.GetProperty("question_id").GetString()}: {block.GetProperty("text").GetString()}")];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await server.DisposeAsync();
    }

    private async Task<JsonElement> AskAsync(byte[] image, string schema)
    {
        var url = $"data:image/{(image[0] == 0xFF ? "jpeg" : "png")};base64,{Convert.ToBase64String(image)}";
        using var response = await _http.PostAsJsonAsync($"{server.BaseUrl}/chat/completions", new
        {
            model = "any",
            messages = new[] { new { role = "user", content = new[] { new { type = "image_url", image_url = new { url } } } } },
            response_format = new { type = "json_schema", json_schema = new { name = "x", schema = JsonSerializer.Deserialize<JsonElement>(schema) } },
        });
        using var completion = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        using var answer = JsonDocument.Parse(completion.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        return answer.RootElement.Clone();
    }
}
