using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads of a line what a scan needs, and sees that the record is whole. Pure.</summary>
internal static class RecordHeadReader
{
    /// <summary>Reads the head of a record; what follows the record in the line is not looked at.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="isTerminated">Whether the line has an end, so that nothing of it was cut off.</param>
    /// <param name="head">The head.</param>
    /// <returns>False when the line does not begin with a whole record.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, bool isTerminated, out RecordHead head)
    {
        head = default;
        try
        {
            var reader = new Utf8JsonReader(line, RecordFields.ReaderOptions);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryRead(ref reader, isTerminated ? line : default, out head);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> wholeLine, out RecordHead head)
    {
        ulong? idHash = null;
        TaskOutcome? status = null;
        head = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (RecordFields.IsValueOf("id"u8, ref reader))
            {
                idHash = NameHash.Of(ref reader);
            }
            else if (RecordFields.IsValueOf("key"u8, ref reader))
            {
                head = head with { KeyHash = reader.ValueSpan.IsEmpty ? 0 : NameHash.Of(ref reader) };
            }
            else if (RecordFields.IsValueOf("status"u8, ref reader))
            {
                status = RecordFields.ReadStatus(ref reader);
            }
            else if (RecordFields.IsValueOf("attempts"u8, ref reader))
            {
                head = head with { Attempts = reader.GetInt32() };
            }
            else if (RecordFields.IsValueOf("requests"u8, ref reader))
            {
                head = head with { Requests = reader.GetInt32() };
            }
            else if (RecordFields.IsValueOf("failed"u8, ref reader))
            {
                head = head with { Failures = RecordFields.ReadFailures(ref reader) };
            }
            else if (RecordFields.IsValueOf("cost"u8, ref reader))
            {
                head = head with { Cost = reader.GetDecimal() };
            }
            else if (RecordFields.IsValueOf("usage"u8, ref reader))
            {
                head = head with { Usage = RecordFields.ReadUsage(ref reader) };
            }
            else if (RecordFields.IsValueOf("reserved"u8, ref reader))
            {
                head = head with { Reserved = head.Reserved with { Cost = reader.GetDecimal() } };
            }
            else if (RecordFields.IsValueOf("reserved_unpriced"u8, ref reader))
            {
                head = head with { Reserved = head.Reserved with { Unpriced = reader.GetInt32() } };
            }
            else if (reader.ValueTextEquals("answer"u8) && idHash is not null && status is not null && EndOf(wholeLine, reader.BytesConsumed) is > 0 and var end)
            {
                head = head with { IdHash = idHash.Value, Status = status.Value, Length = end };
                return true;
            }
            else
            {
                reader.Skip();
            }
        }

        if (idHash is not { } id || status is not { } outcome || reader.TokenType != JsonTokenType.EndObject)
        {
            return false;
        }

        head = head with { IdHash = id, Status = outcome, Length = (int)reader.BytesConsumed };
        return true;
    }

    /// <summary>
    /// The answer is the bulk of a record, and nothing in it or after it is wanted here. A line that has an end was written to its end; what a crash
    /// of the machine can leave in it is a hole of zeros, and no record has a control character.
    /// </summary>
    /// <returns>Where the record ends; 0 when that cannot be told without reading it.</returns>
    private static int EndOf(ReadOnlySpan<byte> wholeLine, long read)
    {
        var record = wholeLine.TrimEnd((byte)',');
        return record.EndsWith("}"u8) && wholeLine.Length - record.Length <= 1 && !wholeLine[(int)read..].ContainsAnyInRange((byte)0, (byte)0x1F) ? record.Length : 0;
    }
}
