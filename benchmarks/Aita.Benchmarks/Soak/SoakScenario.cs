using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Aita.Benchmarks.Macro;

namespace Aita.Benchmarks.Soak;

/// <summary>
/// Whether a long run stays as it began: <c>aita batch</c> reads an endless input for a given time, while the provider fails and changes its limit.
/// </summary>
internal static class SoakScenario
{
    private const int Workers = 64;
    private const int Retries = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <param name="minutes">How long tasks are fed.</param>
    /// <param name="rate">Requests per second that the client is told to send at most.</param>
    public static async Task<Table> RunAsync(double minutes, double rate)
    {
        var folder = Directory.CreateTempSubdirectory("aita-soak-");
        try
        {
            await using var server = await SimulatorProcess.StartProgramAsync(Paths.Self, "soak-server");
            var clock = Stopwatch.StartNew();
            using var client = Start(server.BaseUrl, folder.FullName, rate);
            var errors = client.StandardError.ReadToEndAsync();
            var fed = FeedAsync(client.StandardInput, clock, TimeSpan.FromMinutes(minutes));
            var samples = await WatchAsync(client, clock);
            var tasks = await fed;
            Console.Error.WriteLine(await errors);
            var outcome = await ReadOutcomeAsync(Path.Combine(folder.FullName, "out.jsonl"), tasks);
            return Report(samples, tasks, outcome, clock.Elapsed, await server.StatsAsync(), client.ExitCode, rate);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(Uri url, string folder, double rate)
    {
        var start = new ProcessStartInfo(Paths.Aita) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in new[]
        {
            "batch", "-", "-o", "out.jsonl", "--name", "soak", "--base-url", url.AbsoluteUri, "--progress", "none", "--workers", $"{Workers}",
            "--rate-limit", rate.ToString(CultureInfo.InvariantCulture), "--max-retries", $"{Retries}",
        })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Writes tasks as fast as they are taken, until the time is over.</summary>
    private static async Task<int> FeedAsync(StreamWriter input, Stopwatch clock, TimeSpan time)
    {
        var tasks = 0;
        await using (input)
        {
            try
            {
                for (; clock.Elapsed < time; tasks++)
                {
                    await input.WriteLineAsync(Workload.Line(tasks));
                }
            }
            catch (IOException)
            {
                // The client has ended early; its message says why.
            }
        }

        return tasks;
    }

    private static async Task<List<SoakSample>> WatchAsync(Process client, Stopwatch clock)
    {
        List<SoakSample> samples = [];
        using var timer = new PeriodicTimer(Interval);
        while (!client.HasExited && await timer.WaitForNextTickAsync())
        {
            if (SoakSample.Take(client.Id, clock.Elapsed) is { } sample)
            {
                samples.Add(sample);
            }
        }

        await client.WaitForExitAsync();
        return samples;
    }

    private static async Task<(int Lines, int Succeeded, bool InOrder)> ReadOutcomeAsync(string path, int tasks)
    {
        var (lines, succeeded, inOrder) = (0, 0, true);
        if (File.Exists(path))
        {
            await foreach (var text in File.ReadLinesAsync(path))
            {
                using var line = JsonDocument.Parse(text);
                inOrder &= line.RootElement.GetProperty("custom_id").GetString() == $"task-{lines}";
                succeeded += line.RootElement.GetProperty("error").ValueKind == JsonValueKind.Null ? 1 : 0;
                lines++;
            }
        }

        return (lines, succeeded, inOrder && lines == tasks);
    }

    private static Table Report(
        List<SoakSample> samples, int tasks, (int Lines, int Succeeded, bool InOrder) outcome, TimeSpan time, JsonElement stats, int exitCode, double rate)
    {
        var requests = stats.GetProperty("requests").GetInt64();
        var table = new Table(
            "Soak",
            string.Create(CultureInfo.InvariantCulture,
                $"aita batch from standard input for {time.TotalMinutes:F0} minutes, {Workers} workers, --rate-limit {rate}, --max-retries {Retries}, latency log-normal with mean 100 ms and sigma 0.5; {SoakWeather.Describe()} ") +
            string.Create(CultureInfo.InvariantCulture,
                $"{tasks:N0} tasks, {tasks / time.TotalSeconds:F0} a second; {outcome.Succeeded:N0} succeeded, {outcome.Lines - outcome.Succeeded:N0} failed, output {(outcome.InOrder ? "complete and in order" : "NOT COMPLETE")}, exit code {exitCode}. ") +
            string.Create(CultureInfo.InvariantCulture,
                $"At the server: {requests:N0} requests, {stats.GetProperty("rate_limited").GetInt64():N0} refused for their rate, {stats.GetProperty("failed").GetInt64() + stats.GetProperty("flawed").GetInt64():N0} failed, {stats.GetProperty("repeated_requests").GetInt64():N0} bought twice. Medians, a sample every {Interval.TotalSeconds:F0} s."),
            "of the client", "first third", "last third", "change", "largest");
        var third = samples.Count / 3;
        Add("resident memory, MB", static sample => sample.Memory / 1e6);
        Add("open handles", static sample => sample.Handles);
        Add("sockets", static sample => sample.Sockets);
        Add("threads", static sample => sample.Threads);
        return table;

        void Add(string name, Func<SoakSample, double> figure)
        {
            var (first, last) = (Median.Of(samples.Take(third).Select(figure)), Median.Of(samples.TakeLast(third).Select(figure)));
            table.Add(name, $"{first:F0}", $"{last:F0}", string.Create(CultureInfo.InvariantCulture, $"{(last - first) / first * 100:+0.0;-0.0;0} %"), $"{samples.Max(figure):F0}");
        }
    }
}
