using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>
/// Which rubrics, with their answer keys, a person has read and approved (<c>approvals.json</c>). An approval is of the very words and points: a
/// change of either takes it away. Immutable; approving gives another one.
/// </summary>
public sealed class Approvals
{
    private readonly Dictionary<string, Approval> _rubrics;

    private Approvals(IReadOnlyDictionary<string, Approval> rubrics) => _rubrics = new(rubrics, StringComparer.Ordinal);

    /// <summary>The approvals of an assignment; none if there is no file.</summary>
    /// <exception cref="ExamException">The file is malformed.</exception>
    public static async Task<Approvals> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var file = await JsonFile.TryReadAsync(folder.Approvals, ApprovalsContext.Default.ApprovalsFile, cancellationToken).ConfigureAwait(false);
        return new Approvals((file ?? new ApprovalsFile()).Rubrics);
    }

    /// <summary>Who approved this rubric with this key; <see langword="null"/> when nobody has, or either has changed since.</summary>
    public Approval? Find(Rubric rubric, AnswerKey? key)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        return _rubrics.GetValueOrDefault(rubric.QuestionId) is { } approval && string.Equals(approval.Hash, HashOf(rubric, key), StringComparison.Ordinal)
            ? approval
            : null;
    }

    /// <summary>The approvals with one more.</summary>
    /// <param name="rubric">What was read.</param>
    /// <param name="key">The answer key that was read with it.</param>
    /// <param name="by">Who approves.</param>
    /// <param name="at">When.</param>
    public Approvals With(Rubric rubric, AnswerKey? key, string by, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        return new Approvals(new Dictionary<string, Approval>(_rubrics, StringComparer.Ordinal) { [rubric.QuestionId] = new Approval(HashOf(rubric, key), by, at) });
    }

    /// <summary>The approvals without that of a question.</summary>
    public Approvals Without(string questionId)
    {
        var rest = new Dictionary<string, Approval>(_rubrics, StringComparer.Ordinal);
        rest.Remove(questionId);
        return new Approvals(rest);
    }

    /// <summary>Writes the approvals.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public Task WriteAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return JsonFile.WriteAsync(folder.Approvals, new ApprovalsFile { Rubrics = _rubrics }, ApprovalsContext.Default.ApprovalsFile, cancellationToken);
    }

    private static string HashOf(Rubric rubric, AnswerKey? key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(rubric, ExamJsonContext.Readable.Rubric));
        hash.AppendData(key is null ? [] : JsonSerializer.SerializeToUtf8Bytes(key, ExamJsonContext.Readable.AnswerKey));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>That a person has read something and approves of it. Immutable.</summary>
/// <param name="Hash">The hash of what was read.</param>
/// <param name="By">Who, as the person gave it.</param>
/// <param name="At">When.</param>
public sealed record Approval(string Hash, string By, DateTimeOffset At);

/// <summary>What the file says.</summary>
internal sealed record ApprovalsFile
{
    public IReadOnlyDictionary<string, Approval> Rubrics { get; init => field = value ?? Empty; } = Empty;

    private static IReadOnlyDictionary<string, Approval> Empty { get; } = new Dictionary<string, Approval>(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ApprovalsFile))]
internal sealed partial class ApprovalsContext : JsonSerializerContext;
