using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Aita.Benchmarks.Macro;

/// <summary>The simulator in a process of its own, so that it does not count as the client's CPU.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private SimulatorProcess(Process process, Uri baseUrl)
    {
        _process = process;
        BaseUrl = baseUrl;
    }

    public Uri BaseUrl { get; }

    public static async Task<SimulatorProcess> StartAsync(params string[] options)
    {
        var start = new ProcessStartInfo(Paths.Aita) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var option in new[] { "simulate", "--port", "0" }.Concat(options))
        {
            start.ArgumentList.Add(option);
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                return new SimulatorProcess(process, new Uri(line[at..].Split(' ')[0]));
            }
        }

        throw new InvalidOperationException($"The simulator did not start: {await process.StandardError.ReadToEndAsync()}");
    }

    public async Task<JsonElement> StatsAsync() => await _http.GetFromJsonAsync<JsonElement>(new Uri(BaseUrl, "/simulator/stats"));

    public async Task ResetAsync() => (await _http.PostAsync(new Uri(BaseUrl, "/simulator/reset"), content: null)).EnsureSuccessStatusCode();

    /// <summary>The seeded latencies, in the order of arrival.</summary>
    public async Task<IReadOnlyList<TimeSpan>> LatenciesAsync()
    {
        var lines = await _http.GetStringAsync(new Uri(BaseUrl, "/simulator/requests"));
        return
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => JsonDocument.Parse(line).RootElement)
                .OrderBy(static record => record.GetProperty("seq").GetInt64())
                .Select(static record => TimeSpan.FromMilliseconds(record.GetProperty("latency_ms").GetDouble())),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
