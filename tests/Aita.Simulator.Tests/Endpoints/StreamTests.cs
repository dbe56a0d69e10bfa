using System.Text.Json;

namespace Aita.Simulator.Tests.Endpoints;

public sealed class StreamTests
{
    [Fact]
    public async Task Post_Stream_SendsCommentPiecesUsageAndEndMark()
    {
        await using var server = await SimulatorServer.StartAsync();
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("Stream an answer", stream: true));
        string[] events = await EventsAsync(response);
        string whole = Wire.Content(await wire.CompleteAsync(Wire.Ask("Stream an answer")));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(": OPENROUTER PROCESSING", events[0]);
        Assert.Equal("data: [DONE]", events[^1]);
        var chunks = events[1..^1].Select(Data).ToArray();
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("cost").GetDecimal() > 0);
        string text = string.Concat(chunks[..^1].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
        Assert.StartsWith("Simulated answer to: Stream an answer.", text, StringComparison.Ordinal);
        Assert.True(chunks.Length > 3, $"{chunks.Length} chunks of {whole.Length} characters");
        Assert.Equal(2, server.Traffic.Succeeded);
    }

    [Fact]
    public async Task Post_StreamInterrupted_EndsWithTheErrorAndNoUsage()
    {
        await using var server = await SimulatorServer.StartAsync(new() { Faults = new() { Script = _ => new Fault(FaultKind.ErrorFinish) } });
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("Stream an answer", stream: true));
        var last = Data((await EventsAsync(response))[^1]);

        Assert.Equal(502, last.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("error", last.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(1, server.Traffic.Flawed);
    }

    [Fact]
    public async Task Post_StreamWithLatency_LogsTheWholeLatency()
    {
        var latency = TimeSpan.FromMilliseconds(60);
        await using var server = await SimulatorServer.StartAsync(new() { Latency = LatencyModel.Constant(latency) });
        using var wire = new Wire(server);

        using var response = await wire.PostAsync(Wire.Ask("Stream an answer", stream: true));
        await EventsAsync(response);

        var record = Assert.Single(server.Traffic.Records);
        Assert.Equal(latency, record.Latency);
        Assert.True(record.Finished - record.Arrival >= latency);
    }

    private static async Task<string[]> EventsAsync(HttpResponseMessage response) =>
        (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement Data(string line)
    {
        Assert.StartsWith("data: ", line, StringComparison.Ordinal);
        return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
    }
}
