using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads one line of a checkpoint file. Pure. Fields it does not know are skipped.</summary>
internal static class CheckpointRecordReader
{
    /// <summary>Reads a record; what follows it in the line is not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out CheckpointRecord? record)
    {
        record = null;
        try
        {
            var reader = new Utf8JsonReader(line, RecordFields.ReaderOptions);
            record = reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadRecord(ref reader, line) : null;
            return record is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static CheckpointRecord? ReadRecord(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        string? id = null, key = null, sharedWith = null;
        int? maxTokens = null;
        TaskOutcome? status = null;
        var attempts = 0;
        int? requests = null;
        var failed = FailureCounts.None;
        TimeSpan duration = default;
        TokenUsage? usage = null;
        decimal? cost = null;
        CostReservation reserved = default;
        LlmAnswer? answer = null;
        LlmFailure? failure = null;
        var isOver = false;
        while (!isOver && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (RecordFields.IsValueOf("id"u8, ref reader))
            {
                id = reader.GetString();
            }
            else if (RecordFields.IsValueOf("key"u8, ref reader))
            {
                key = reader.GetString();
            }
            else if (RecordFields.IsValueOf("status"u8, ref reader))
            {
                status = RecordFields.ReadStatus(ref reader);
            }
            else if (RecordFields.IsValueOf("attempts"u8, ref reader))
            {
                attempts = reader.GetInt32();
            }
            else if (RecordFields.IsValueOf("requests"u8, ref reader))
            {
                requests = reader.GetInt32();
            }
            else if (RecordFields.IsValueOf("failed"u8, ref reader))
            {
                failed = RecordFields.ReadFailures(ref reader);
            }
            else if (RecordFields.IsValueOf("duration_ms"u8, ref reader))
            {
                duration = TimeSpan.FromTicks((long)Math.Round(reader.GetDouble() * TimeSpan.TicksPerMillisecond));
            }
            else if (RecordFields.IsValueOf("usage"u8, ref reader))
            {
                usage = RecordFields.ReadUsage(ref reader);
            }
            else if (RecordFields.IsValueOf("cost"u8, ref reader))
            {
                cost = reader.GetDecimal();
            }
            else if (RecordFields.IsValueOf("answer"u8, ref reader))
            {
                answer = ReadAnswer(ref reader, line, out isOver);
            }
            else if (RecordFields.IsValueOf("error"u8, ref reader))
            {
                failure = ReadFailure(ref reader);
            }
            else if (RecordFields.IsValueOf("shared_with"u8, ref reader))
            {
                sharedWith = reader.GetString();
            }
            else if (RecordFields.IsValueOf("max_tokens"u8, ref reader))
            {
                maxTokens = reader.GetInt32();
            }
            else if (RecordFields.IsValueOf("reserved"u8, ref reader))
            {
                reserved = reserved with { Cost = reader.GetDecimal() };
            }
            else if (RecordFields.IsValueOf("reserved_unpriced"u8, ref reader))
            {
                reserved = reserved with { Unpriced = reader.GetInt32() };
            }
            else
            {
                reader.Skip();
            }
        }

        return id is null || key is null || status is not { } outcome ? null : new CheckpointRecord
        {
            Id = id,
            Key = key,
            Status = outcome,
            Attempts = attempts,
            Requests = requests,
            FailedRequests = failed,
            Duration = duration,
            Usage = usage,
            Cost = cost,
            Reserved = reserved,
            SharedWith = sharedWith,
            MaxOutputTokens = maxTokens,
            Answer = answer,
            Failure = failure,
        };
    }

    /// <param name="reader">Stands at the answer.</param>
    /// <param name="line">What the reader reads.</param>
    /// <param name="isOver">Whether the record ends with the answer and its body has not been walked through.</param>
    private static LlmAnswer ReadAnswer(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, out bool isOver)
    {
        isOver = false;
        int? bodyBytes = null;
        string? text = null, finishReason = null, model = null, responseId = null;
        TokenUsage? usage = null;
        decimal? cost = null;
        ResponseBody? body = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (RecordFields.IsValueOf("text"u8, ref reader))
            {
                text = reader.GetString();
            }
            else if (RecordFields.IsValueOf("finish_reason"u8, ref reader))
            {
                finishReason = reader.GetString();
            }
            else if (RecordFields.IsValueOf("model"u8, ref reader))
            {
                model = reader.GetString();
            }
            else if (RecordFields.IsValueOf("response_id"u8, ref reader))
            {
                responseId = reader.GetString();
            }
            else if (RecordFields.IsValueOf("usage"u8, ref reader))
            {
                usage = RecordFields.ReadUsage(ref reader);
            }
            else if (RecordFields.IsValueOf("cost"u8, ref reader))
            {
                cost = reader.GetDecimal();
            }
            else if (RecordFields.IsValueOf("body_bytes"u8, ref reader))
            {
                bodyBytes = reader.GetInt32();
            }
            else if (RecordFields.IsValueOf("body"u8, ref reader))
            {
                isOver = EndsRecord(line[(int)reader.TokenStartIndex..], bodyBytes);
                if (isOver)
                {
                    body = ResponseBody.Of(line.Slice((int)reader.TokenStartIndex, bodyBytes!.Value).ToArray());
                    break;
                }

                body = ReadBody(ref reader, line);
            }
            else
            {
                reader.Skip();
            }
        }

        return new LlmAnswer
        {
            Text = text ?? "",
            FinishReason = finishReason,
            Model = model,
            ResponseId = responseId,
            Usage = usage,
            Cost = cost,
            Body = body,
        };
    }

    /// <summary>
    /// Whether the body has the length that was written down, only the ends of answer, record and line follow, and no hole of zeros is in it: the
    /// bulk of the record then need not be read token by token.
    /// </summary>
    private static bool EndsRecord(ReadOnlySpan<byte> rest, int? bodyBytes)
    {
        if (bodyBytes is not > 1 || bodyBytes > rest.Length - 2)
        {
            return false;
        }

        var body = rest[..bodyBytes.Value];
        var after = rest[bodyBytes.Value..];
        return body[0] == '{' && body[^1] == '}' && !body.ContainsAnyInRange((byte)0, (byte)0x1F)
            && after.StartsWith("}}"u8) && (after[2..] is [] or [(byte)','] || after[2..].StartsWith("\n"u8) || after[2..].StartsWith(",\n"u8));
    }

    /// <summary>The body as it stands; early versions wrote it as a text.</summary>
    private static ResponseBody? ReadBody(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return ResponseBody.TryCreate(Encoding.UTF8.GetBytes(reader.GetString()!));
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return ResponseBody.Of(line[start..(int)reader.BytesConsumed].ToArray());
    }

    private static LlmFailure ReadFailure(ref Utf8JsonReader reader)
    {
        var failure = new LlmFailure(FailureKind.Server, "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (RecordFields.IsValueOf("kind"u8, ref reader))
            {
                failure = Enum.TryParse<FailureKind>(reader.GetString(), out var kind) ? failure with { Kind = kind } : failure;
            }
            else if (RecordFields.IsValueOf("message"u8, ref reader))
            {
                failure = failure with { Message = reader.GetString() ?? "" };
            }
            else if (RecordFields.IsValueOf("status_code"u8, ref reader))
            {
                failure = failure with { StatusCode = reader.GetInt32() };
            }
            else if (RecordFields.IsValueOf("raw"u8, ref reader))
            {
                failure = failure with { RawResponse = reader.GetString() };
            }
            else
            {
                reader.Skip();
            }
        }

        return failure;
    }
}
