using System.Net.Http.Json;
using System.Text.Json;

namespace Aita.Simulator.Tests;

/// <summary>A plain HTTP client of a simulator, with the bodies the tests send.</summary>
internal sealed class Wire(SimulatorServer server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"{server.BaseUrl}/"), Timeout = TimeSpan.FromSeconds(30) };

    public HttpClient Http => _http;

    public Task<HttpResponseMessage> PostAsync(object body, string? key = null, CancellationToken ct = default) =>
        SendAsync(JsonContent.Create(body), key, ct);

    public Task<HttpResponseMessage> PostTextAsync(string body) => SendAsync(new StringContent(body), null, default);

    public async Task<JsonElement> CompleteAsync(object body)
    {
        using var response = await PostAsync(body);
        return await ReadAsync(response);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(path));
        return document.RootElement.Clone();
    }

    public static object Ask(string text, int? maxTokens = null, bool stream = false) =>
        new { model = "google/gemini-2.5-flash", messages = new[] { new { role = "user", content = text } }, max_tokens = maxTokens, stream };

    public static object AskJson(string text, string schema) => new
    {
        model = "google/gemini-2.5-flash",
        messages = new[] { new { role = "user", content = text } },
        response_format = new
        {
            type = "json_schema",
            json_schema = new { name = "answer", strict = true, schema = JsonSerializer.Deserialize<JsonElement>(schema) },
        },
    };

    public static string Content(JsonElement completion) =>
        completion.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string? key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }
}
