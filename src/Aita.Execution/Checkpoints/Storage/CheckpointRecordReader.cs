using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads one line of a checkpoint file. Pure. Fields it does not know are skipped.</summary>
internal static class CheckpointRecordReader
{
    /// <summary>Hash of a task's id or key, over its UTF-8 bytes (FNV-1a, 64 bits). Two may share one; readers compare the names themselves.</summary>
    public static ulong Hash(string name)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(name.Length));
        var hash = Hash(bytes.AsSpan(0, Encoding.UTF8.GetBytes(name, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
        return hash;
    }

    /// <summary>Reads the head of a record and checks that the record is complete; what follows it in the line is not looked at.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> line, out RecordHead head)
    {
        head = default;
        try
        {
            return ReadHead(line, out head);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Reads a record; what follows it in the line is not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out CheckpointRecord? record)
    {
        record = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            record = reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadRecord(ref reader) : null;
            return record is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static bool ReadHead(ReadOnlySpan<byte> line, out RecordHead head)
    {
        head = default;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        ulong? hash = null;
        ulong keyHash = 0;
        TaskOutcome? status = null;
        decimal? cost = null;
        TokenUsage? usage = null;
        CostReservation reserved = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                hash = HashText(ref reader);
            }
            else if (reader.ValueTextEquals("key"u8))
            {
                reader.Read();
                keyHash = reader.ValueSpan.IsEmpty ? 0 : HashText(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                status = ReadStatus(ref reader);
            }
            else if (reader.ValueTextEquals("cost"u8))
            {
                reader.Read();
                cost = reader.GetDecimal();
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                usage = ReadUsage(ref reader);
            }
            else if (reader.ValueTextEquals("reserved"u8))
            {
                reader.Read();
                reserved = reserved with { Cost = reader.GetDecimal() };
            }
            else if (reader.ValueTextEquals("reserved_unpriced"u8))
            {
                reader.Read();
                reserved = reserved with { Unpriced = reader.GetInt32() };
            }
            else
            {
                reader.Skip();
            }
        }

        if (hash is not { } idHash || status is not { } outcome || reader.TokenType != JsonTokenType.EndObject)
        {
            return false;
        }

        head = new(idHash, keyHash, outcome, cost, usage, reserved, (int)reader.BytesConsumed);
        return true;
    }

    private static CheckpointRecord? ReadRecord(ref Utf8JsonReader reader)
    {
        string? id = null;
        string? key = null;
        TaskOutcome? status = null;
        var record = new CheckpointRecord { Id = "", Key = "", Status = TaskOutcome.Failed };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "id":
                    id = reader.GetString();
                    break;
                case "key":
                    key = reader.GetString();
                    break;
                case "status":
                    status = ReadStatus(ref reader);
                    break;
                case "attempts":
                    record = record with { Attempts = reader.GetInt32() };
                    break;
                case "duration_ms":
                    record = record with { Duration = TimeSpan.FromTicks((long)Math.Round(reader.GetDouble() * TimeSpan.TicksPerMillisecond)) };
                    break;
                case "usage":
                    record = record with { Usage = ReadUsage(ref reader) };
                    break;
                case "cost":
                    record = record with { Cost = reader.GetDecimal() };
                    break;
                case "reserved":
                    record = record with { Reserved = record.Reserved with { Cost = reader.GetDecimal() } };
                    break;
                case "reserved_unpriced":
                    record = record with { Reserved = record.Reserved with { Unpriced = reader.GetInt32() } };
                    break;
                case "shared_with":
                    record = record with { SharedWith = reader.GetString() };
                    break;
                case "answer":
                    record = record with { Answer = ReadAnswer(ref reader) };
                    break;
                case "error":
                    record = record with { Failure = ReadFailure(ref reader) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return id is null || key is null || status is not { } outcome ? null : record with { Id = id, Key = key, Status = outcome };
    }

    private static LlmAnswer ReadAnswer(ref Utf8JsonReader reader)
    {
        var answer = new LlmAnswer { Text = "" };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "text":
                    answer = answer with { Text = reader.GetString() ?? "" };
                    break;
                case "finish_reason":
                    answer = answer with { FinishReason = reader.GetString() };
                    break;
                case "model":
                    answer = answer with { Model = reader.GetString() };
                    break;
                case "response_id":
                    answer = answer with { ResponseId = reader.GetString() };
                    break;
                case "usage":
                    answer = answer with { Usage = ReadUsage(ref reader) };
                    break;
                case "cost":
                    answer = answer with { Cost = reader.GetDecimal() };
                    break;
                case "body":
                    answer = answer with { Body = reader.GetString() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return answer;
    }

    private static LlmFailure ReadFailure(ref Utf8JsonReader reader)
    {
        var failure = new LlmFailure(FailureKind.Server, "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "kind":
                    failure = Enum.TryParse<FailureKind>(reader.GetString(), out var kind) ? failure with { Kind = kind } : failure;
                    break;
                case "message":
                    failure = failure with { Message = reader.GetString() ?? "" };
                    break;
                case "status_code":
                    failure = failure with { StatusCode = reader.GetInt32() };
                    break;
                case "raw":
                    failure = failure with { RawResponse = reader.GetString() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return failure;
    }

    private static TokenUsage ReadUsage(ref Utf8JsonReader reader)
    {
        var usage = default(TokenUsage);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isInput = reader.ValueTextEquals("input_tokens"u8);
            var isOutput = reader.ValueTextEquals("output_tokens"u8);
            var isCached = reader.ValueTextEquals("cached_tokens"u8);
            reader.Read();
            usage = isInput ? usage with { Input = reader.GetInt64() }
                : isOutput ? usage with { Output = reader.GetInt64() }
                : isCached ? usage with { CachedInput = reader.GetInt64() }
                : usage;
        }

        return usage;
    }

    private static TaskOutcome? ReadStatus(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("succeeded"u8) ? TaskOutcome.Succeeded
        : reader.ValueTextEquals("failed"u8) ? TaskOutcome.Failed
        : reader.ValueTextEquals("open"u8) ? TaskOutcome.NotRun
        : null;

    private static ulong HashText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && reader.TokenType == JsonTokenType.String)
        {
            return Hash(reader.ValueSpan);
        }

        var bytes = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var hash = Hash(bytes.AsSpan(0, reader.CopyString(bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
        return hash;
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 1099511628211UL);
        }

        return hash;
    }
}

/// <summary>What a scan needs of a record.</summary>
/// <param name="IdHash">Hash of the id, see <see cref="CheckpointRecordReader.Hash(string)"/>.</param>
/// <param name="KeyHash">Hash of the task key; 0 when there is none.</param>
/// <param name="Status">What became of the task.</param>
/// <param name="Cost">Cost in USD; null when unknown.</param>
/// <param name="Usage">Tokens; null when unknown.</param>
/// <param name="Reserved">What was reserved or given back.</param>
/// <param name="Length">Bytes of the record itself, what follows it in its line not counted.</param>
internal readonly record struct RecordHead(ulong IdHash, ulong KeyHash, TaskOutcome Status, decimal? Cost, TokenUsage? Usage, CostReservation Reserved, int Length);
