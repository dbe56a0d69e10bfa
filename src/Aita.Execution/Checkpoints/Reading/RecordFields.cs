using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>Fields that are read alike in every place of a record. Pure.</summary>
internal static class RecordFields
{
    /// <summary>A record holds the provider's answer two levels deep.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = ResponseBody.MaxDepth + 2 };

    /// <summary>
    /// Whether the property at which the reader stands has this name; then moves on to its value. A name with escapes is another one: nobody writes them so,
    /// and a record is asked for a hundred names.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a comparison with a constant is then one or two instructions
    public static bool IsValueOf(ReadOnlySpan<byte> name, ref Utf8JsonReader reader) => reader.ValueSpan.SequenceEqual(name) && reader.Read();

    public static TaskOutcome? ReadStatus(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("succeeded"u8) ? TaskOutcome.Succeeded
        : reader.ValueTextEquals("failed"u8) ? TaskOutcome.Failed
        : reader.ValueTextEquals("open"u8) ? TaskOutcome.NotRun
        : null;

    /// <summary>Kinds that this version does not know are left out.</summary>
    public static FailureCounts ReadFailures(ref Utf8JsonReader reader)
    {
        var failures = FailureCounts.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = Enum.TryParse<FailureKind>(reader.GetString(), out var kind) && Enum.IsDefined(kind);
            reader.Read();
            failures += isKnown ? FailureCounts.Of(kind, reader.GetInt64()) : FailureCounts.None;
        }

        return failures;
    }

    public static TokenUsage ReadUsage(ref Utf8JsonReader reader)
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
}
