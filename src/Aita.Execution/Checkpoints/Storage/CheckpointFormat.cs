using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>
/// The bytes of a checkpoint file. A header line, one record a line, and a closing line; JSON as a whole and line by line:
/// <code>
/// {"version":1,"name":"exam1","created_at":"2026-01-31T12:00:00+00:00","results":[
/// {"id":"1a", ... },
/// {"id":"1b", ... }
/// ]}
/// </code>
/// </summary>
internal static class CheckpointFormat
{
    public const int MaxRecordBytes = 512 * 1024 * 1024;
    private const int Version = 1;

    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>What follows the last record. A new record is written over it.</summary>
    public static ReadOnlySpan<byte> Tail => "\n]}\n"u8;

    private static ReadOnlySpan<byte> HeaderStart => "{\"version\":1,\"name\":\""u8;

    /// <summary>The header up to and including the bracket that opens the results.</summary>
    public static byte[] Header(CheckpointHeader header)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("version"u8, Version);
        writer.WriteString("name"u8, header.Name);
        writer.WriteString("created_at"u8, header.CreatedAt);
        writer.WriteStartArray("results"u8);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads the first line of a file.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="isWhole">Whether the line ends before the file does; only a line that does not can be torn.</param>
    /// <param name="header">The header, when the line is one.</param>
    public static HeaderState ReadHeader(ReadOnlySpan<byte> line, bool isWhole, out CheckpointHeader? header)
    {
        header = null;
        try
        {
            header = Parse(line, out var version);
            if (header is not null)
            {
                return HeaderState.Valid;
            }

            if (version is not (null or Version))
            {
                return HeaderState.OtherVersion;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Not a header; what it is instead is decided below.
        }

        var start = line.TrimEnd((byte)0);
        return !isWhole && (HeaderStart.StartsWith(start) || start.StartsWith(HeaderStart)) ? HeaderState.Torn : HeaderState.Foreign;
    }

    /// <summary>Writes one record, without the end of its line.</summary>
    public static void WriteRecord(Utf8JsonWriter writer, CheckpointRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, record.Id);
        writer.WriteString("key"u8, record.Key);
        writer.WriteString("status"u8, record.Status switch
        {
            TaskOutcome.Succeeded => "succeeded"u8,
            TaskOutcome.Failed => "failed"u8,
            _ => "open"u8,
        });
        writer.WriteNumber("attempts"u8, record.Attempts);
        WriteRequests(writer, record);
        writer.WriteNumber("duration_ms"u8, record.Duration.TotalMilliseconds);
        WriteUsage(writer, record.Usage);
        WriteCost(writer, record.Cost);
        WriteReserved(writer, record.Reserved);
        WriteText(writer, "shared_with"u8, record.SharedWith);
        if (record.MaxOutputTokens is { } limit)
        {
            writer.WriteNumber("max_tokens"u8, limit);
        }

        if (record.Answer is { } answer)
        {
            writer.WriteStartObject("answer"u8);
            writer.WriteString("text"u8, answer.Text);
            WriteText(writer, "finish_reason"u8, answer.FinishReason);
            WriteText(writer, "model"u8, answer.Model);
            WriteText(writer, "response_id"u8, answer.ResponseId);
            WriteUsage(writer, answer.Usage);
            WriteCost(writer, answer.Cost);
            if (answer.Body is { } body)
            {
                writer.WriteNumber("body_bytes"u8, body.Utf8.Length);
                writer.WritePropertyName("body"u8);
                writer.WriteRawValue(body.Utf8.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        if (record.Failure is { } failure)
        {
            writer.WriteStartObject("error"u8);
            writer.WriteString("kind"u8, failure.Kind.ToString());
            writer.WriteString("message"u8, failure.Message);
            if (failure.StatusCode is { } status)
            {
                writer.WriteNumber("status_code"u8, status);
            }

            WriteText(writer, "raw"u8, failure.RawResponse);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static CheckpointHeader? Parse(ReadOnlySpan<byte> line, out int? version)
    {
        version = null;
        string? name = null;
        DateTimeOffset? createdAt = null;
        var reader = new Utf8JsonReader(line, isFinalBlock: false, state: default);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("version"u8);
            var isName = reader.ValueTextEquals("name"u8);
            var isCreated = reader.ValueTextEquals("created_at"u8);
            var isResults = reader.ValueTextEquals("results"u8);
            if (!reader.Read())
            {
                return null;
            }

            version = isVersion ? reader.GetInt32() : version;
            name = isName ? reader.GetString() : name;
            createdAt = isCreated ? reader.GetDateTimeOffset() : createdAt;
            if (isResults)
            {
                var isOurs = reader.TokenType == JsonTokenType.StartArray && reader.BytesConsumed == line.Length;
                return isOurs && version == Version && name is not null && createdAt is { } created ? new(name, created) : null;
            }
        }

        return null;
    }

    private static void WriteRequests(Utf8JsonWriter writer, CheckpointRecord record)
    {
        if (record.Requests is { } requests)
        {
            writer.WriteNumber("requests"u8, requests);
        }

        if (record.FailedRequests.Total > 0)
        {
            writer.WriteStartObject("failed"u8);
            foreach (var (kind, count) in record.FailedRequests.ByKind)
            {
                writer.WriteNumber(kind.ToString(), count);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteUsage(Utf8JsonWriter writer, TokenUsage? usage)
    {
        if (usage is not { } tokens)
        {
            return;
        }

        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, tokens.Input);
        writer.WriteNumber("output_tokens"u8, tokens.Output);
        writer.WriteNumber("cached_tokens"u8, tokens.CachedInput);
        writer.WriteEndObject();
    }

    private static void WriteCost(Utf8JsonWriter writer, decimal? cost)
    {
        if (cost is { } usd)
        {
            writer.WriteNumber("cost"u8, usd);
        }
    }

    private static void WriteReserved(Utf8JsonWriter writer, CostReservation reserved)
    {
        if (reserved.Cost != 0)
        {
            writer.WriteNumber("reserved"u8, reserved.Cost);
        }

        if (reserved.Unpriced != 0)
        {
            writer.WriteNumber("reserved_unpriced"u8, reserved.Unpriced);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}

/// <summary>The first line of a checkpoint file.</summary>
internal sealed record CheckpointHeader(string Name, DateTimeOffset CreatedAt);

/// <summary>What the first line of a file turned out to be.</summary>
internal enum HeaderState
{
    Valid,
    Torn,
    Foreign,
    OtherVersion,
}
