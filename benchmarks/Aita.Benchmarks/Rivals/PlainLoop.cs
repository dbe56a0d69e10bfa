using System.Text.Json.Nodes;

namespace Aita.Benchmarks.Rivals;

/// <summary>
/// What a .NET developer writes first: HttpClient and Parallel.ForEachAsync over the lines of a file. No limits, retries, checkpoint, cost, order
/// or resume.
/// </summary>
internal static class PlainLoop
{
    public static async Task<int> RunAsync(string input, string output, Uri baseUrl, int workers)
    {
        using var http = new HttpClient();
        var url = new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        await using var lines = new LineOutput(output);
        await Parallel.ForEachAsync(File.ReadLinesAsync(input), new ParallelOptions { MaxDegreeOfParallelism = workers }, async (line, token) =>
        {
            var request = JsonNode.Parse(line)!;
            using var content = new StringContent(request["body"]!.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(url, content, token);
            response.EnsureSuccessStatusCode();
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(token))!;
            var answer = new JsonObject { ["custom_id"] = request["custom_id"]!.DeepClone(), ["response"] = new JsonObject { ["status_code"] = 200, ["body"] = body } };
            await lines.WriteAsync(answer, token);
        });
        return 0;
    }
}
