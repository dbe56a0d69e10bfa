using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Aita.Exams.Workspace;

/// <summary>
/// What a stage wrote last, item by item: from which request it came, and a hash of what was written. So a later run knows what it need not
/// buy again, and what a person has edited since. The record is written before the files it speaks of: after a crash in between, the files
/// still hold <see cref="StageRecordItem.WrittenBefore"/>.
/// </summary>
internal sealed record StageRecord
{
    /// <summary>The items by id.</summary>
    public IReadOnlyDictionary<string, StageRecordItem> Items { get; init => field = value ?? Empty; } = Empty;

    /// <summary>What the grades of a student were made from; <see langword="null"/> for other stages, and when an earlier version recorded it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GradeSources? Sources { get; init; }

    private static IReadOnlyDictionary<string, StageRecordItem> Empty { get; } = new Dictionary<string, StageRecordItem>(StringComparer.Ordinal);

    /// <summary>The id of a student's answers in the record of the transcription.</summary>
    public const string AnswersId = "question_transcriptions";

    /// <summary>The record of a file; empty if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<StageRecord> ReadAsync(string path, CancellationToken cancellationToken) =>
        await JsonFile.TryReadAsync(path, StageRecordContext.Default.StageRecord, cancellationToken).ConfigureAwait(false) ?? new StageRecord();

    /// <summary>Writes the record.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public Task WriteAsync(string path, CancellationToken cancellationToken) =>
        JsonFile.WriteAsync(path, this, StageRecordContext.Default.StageRecord, cancellationToken);

    /// <summary>SHA-256 of a value as JSON: the way the file is laid out does not matter.</summary>
    public static string HashOf<T>(T value, JsonTypeInfo<T> type) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, type)));

    /// <summary>SHA-256 of lines of text.</summary>
    public static string HashOf(IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>Whose work the content of a file is.</summary>
    /// <param name="id">The item.</param>
    /// <param name="hash">The hash of what the file holds now.</param>
    public Origin OriginOf(string id, string hash) => Items.GetValueOrDefault(id) switch
    {
        { } item when string.Equals(item.Written, hash, StringComparison.Ordinal) => Origin.Stage,
        { } item when string.Equals(item.WrittenBefore, hash, StringComparison.Ordinal) => Origin.StageBefore,
        _ => Origin.Person,
    };

    /// <summary>Whether the item was made from this very request.</summary>
    public bool IsFrom(string id, string stamp) => string.Equals(Items.GetValueOrDefault(id)?.Stamp, stamp, StringComparison.Ordinal);

    /// <summary>The item after the stage has written it once more.</summary>
    /// <param name="id">The item.</param>
    /// <param name="stamp">The key of the request it was made from.</param>
    /// <param name="hash">The hash of what is written.</param>
    /// <param name="onDisk">
    /// The hash of what the file holds until then, which is not always what was written last: writing may have failed.
    /// <see langword="null"/> if it holds nothing.
    /// </param>
    public StageRecordItem Next(string id, string stamp, string hash, string? onDisk)
    {
        var item = Items.GetValueOrDefault(id);
        var same = string.Equals(item?.Written, hash, StringComparison.Ordinal);
        return onDisk is not null && !string.Equals(onDisk, hash, StringComparison.Ordinal)
            ? new StageRecordItem(stamp, hash, onDisk)
            : new StageRecordItem(stamp, hash, same ? item?.WrittenBefore : item?.Written);
    }
}

/// <summary>One item.</summary>
/// <param name="Stamp">The key of the request it was made from; empty when no request was made for it.</param>
/// <param name="Written">The hash of what was written.</param>
/// <param name="WrittenBefore">The hash of what the file held before that.</param>
internal sealed record StageRecordItem(string Stamp, string Written, string? WrittenBefore)
{
    /// <summary>The image it was read from; <see langword="null"/> when it comes from none, or an earlier version recorded it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Image { get; init; }

    /// <summary>The page files that answers were put together from (see <see cref="PageStamps"/>); <see langword="null"/> for other items, and when an earlier version recorded it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pages { get; init; }

    /// <summary>The hash of the text of a page apart from its blocks; <see langword="null"/> when it has none. It tells which of the two a person edited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }
}

/// <summary>Whose work something is.</summary>
internal enum Origin
{
    /// <summary>Written by a person, or edited since the stage wrote it.</summary>
    Person,

    /// <summary>As the stage wrote it last.</summary>
    Stage,

    /// <summary>As the stage wrote it before that.</summary>
    StageBefore,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(StageRecord))]
internal sealed partial class StageRecordContext : JsonSerializerContext;
