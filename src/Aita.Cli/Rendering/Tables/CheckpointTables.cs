using System.Globalization;
using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>Checkpoints as tables and as JSON. Pure.</summary>
internal static class CheckpointTables
{
    public static TextTable List(IReadOnlyList<CheckpointInfo> checkpoints)
    {
        var table = Tables.Create("Batch", "Begun (UTC)", ">Size", "File", "");
        foreach (var checkpoint in checkpoints)
        {
            table.Row(
                checkpoint.Name, Moment(checkpoint.CreatedAt), Size(checkpoint.SizeBytes), Path.GetFileName(checkpoint.Path),
                checkpoint.IsInUse ? "in use" : string.Empty);
        }

        return table;
    }

    public static TextTable Show(CheckpointSummary summary)
    {
        var table = Tables.Create("Checkpoint", summary.Name)
            .Row("file", summary.Path)
            .Row("begun", $"{Moment(summary.CreatedAt)} UTC")
            .Row("size", Size(summary.SizeBytes))
            .Row("records", summary.Records.ToString("#,0", CultureInfo.InvariantCulture))
            .Row("succeeded", $"{summary.Succeeded:#,0} (not run again)")
            .Row("failed", $"{summary.Failed:#,0} (run again on resume)")
            .Row("requests", RequestReport.Describe(summary.Requests))
            .Row("tokens", Units.Count(summary.Usage.Total))
            .Row("cost", Units.Usd(summary.Cost));
        return summary.IsTorn ? table.Row("end", "torn by a crash; the next resume repairs it") : table;
    }

    public static TextTable Failures(IReadOnlyList<CheckpointRecord> failed)
    {
        var table = Tables.Create("Task", "Kind", ">Attempts", "Error");
        foreach (var record in failed)
        {
            table.Row(
                record.Id, record.Failure?.Kind.ToString() ?? string.Empty, record.Attempts.ToString(CultureInfo.InvariantCulture),
                record.Failure?.Message ?? string.Empty);
        }

        return table;
    }

    public static string ToJson(IReadOnlyList<CheckpointInfo> checkpoints) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var checkpoint in checkpoints)
        {
            writer.WriteStartObject();
            WriteFile(writer, checkpoint.Path, checkpoint.Name, checkpoint.CreatedAt, checkpoint.SizeBytes);
            writer.WriteBoolean("in_use", checkpoint.IsInUse);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public static string ToJson(CheckpointSummary summary, IReadOnlyList<CheckpointRecord> failed) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        WriteFile(writer, summary.Path, summary.Name, summary.CreatedAt, summary.SizeBytes);
        writer.WriteNumber("records", summary.Records);
        writer.WriteNumber("succeeded", summary.Succeeded);
        writer.WriteNumber("failed", summary.Failed);
        writer.WriteNumber("requests", summary.Requests.Requests);
        writer.WriteNumber("retries", summary.Requests.Retries);
        RequestReport.WriteErrors(writer, "errors", summary.Requests.Failures);
        writer.WriteNumber("tokens", summary.Usage.Total);
        writer.WriteNumber("cost_usd", summary.Cost);
        writer.WriteBoolean("torn", summary.IsTorn);
        writer.WriteStartArray("failures");
        foreach (var record in failed)
        {
            writer.WriteStartObject();
            writer.WriteString("id", record.Id);
            writer.WriteString("kind", record.Failure?.Kind.ToString());
            writer.WriteNumber("attempts", record.Attempts);
            writer.WriteString("error", record.Failure?.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteFile(Utf8JsonWriter writer, string path, string name, DateTimeOffset createdAt, long size)
    {
        writer.WriteString("name", name);
        writer.WriteString("path", path);
        writer.WriteString("created_at", createdAt);
        writer.WriteNumber("size_bytes", size);
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => $"{Units.Count(bytes)}B";
}
