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

    /// <summary>Starts <c>aita simulate</c> on a free port.</summary>
    public static Task<SimulatorProcess> StartAsync(params string[] options) => StartProgramAsync(Paths.Aita, ["simulate", "--port", "0", .. options]);

    /// <summary>Starts a program that writes the address of its server.</summary>
    public static async Task<SimulatorProcess> StartProgramAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

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
