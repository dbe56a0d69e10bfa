namespace Aita.Benchmarks.Macro;

/// <summary>How close `aita transcribe` comes to the perfect schedule when every request carries the image of a page.</summary>
internal static class PagesScenario
{
    private const int Students = 34;
    private const int Rounds = 5;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Pages against the perfect schedule",
            $"aita transcribe, {Students} students with 3 page images of about 90 KB each; latencies as above, a server that is warm and a client that is cold. " +
            $"The median of {Rounds} runs, and the best and the worst.",
            "pages", "workers", "time", "perfect", "ratio", "best", "worst");
        await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "130", "--sigma", "0.5");
        foreach (var workers in new[] { 5, 10 })
        {
            await TranscribeAsync(simulator, workers);
            List<MeasuredSchedule> runs = [];
            for (var round = 0; round < Rounds; round++)
            {
                runs.Add(await TranscribeAsync(simulator, workers));
            }

            runs.Sort(static (a, b) => a.Ratio.CompareTo(b.Ratio));
            var median = runs[Rounds / 2];
            table.Add(Students * 3, workers, $"{median.Span.TotalSeconds:F3} s", $"{median.Perfect.TotalSeconds:F3} s", $"{median.Ratio:F3}",
                $"{runs[0].Ratio:F3}", $"{runs[^1].Ratio:F3}");
        }

        return table;
    }

    private static async Task<MeasuredSchedule> TranscribeAsync(SimulatorProcess simulator, int workers)
    {
        var folder = Directory.CreateTempSubdirectory("aita-benchmark-");
        try
        {
            FillExam(Path.Combine(folder.FullName, "exam"));
            await simulator.ResetAsync();
            await MeasuredProcess.RunAsync(Paths.Aita,
            [
                "transcribe", "--assignment", "exam", "--data-dir", folder.FullName, "--checkpoint-dir", Path.Combine(folder.FullName, "checkpoints"),
                "--base-url", simulator.BaseUrl.AbsoluteUri, "--rate-limit", "0", "--workers", $"{workers}", "--progress", "none", "--yes", "--no-html", "--no-share-identical",
            ]);
            return await MeasuredSchedule.ReadAsync(simulator, workers);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void FillExam(string exam)
    {
        var samples = Directory.GetDirectories(Path.Combine(Paths.Sample, "grouped")).Order(StringComparer.Ordinal).ToArray();
        for (var student = 0; student < Students; student++)
        {
            var target = Directory.CreateDirectory(Path.Combine(exam, "grouped", $"Student {student:00}"));
            foreach (var page in Directory.GetFiles(samples[student % samples.Length], "*.jpg"))
            {
                File.Copy(page, Path.Combine(target.FullName, Path.GetFileName(page)));
            }
        }

        Directory.CreateDirectory(Path.Combine(exam, "results"));
        File.Copy(Path.Combine(Paths.Sample, "results", "exam_spec.json"), Path.Combine(exam, "results", "exam_spec.json"));
    }
}
