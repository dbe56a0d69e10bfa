using System.Text.Json.Serialization;

namespace Aita.Exams.Workspace;

/// <summary>
/// A forced run of a stage that has not finished, noted in a file of the assignment. While the note is there, runs of the stage stay forced
/// and go on from the checkpoint that the forced run began: nothing is bought twice, and what was bought reaches the files. The note is
/// prepared before the batch and takes effect with its checkpoint, before the first request. Immutable but for the file.
/// </summary>
internal sealed class ForcedRun
{
    private readonly string _path;
    private readonly ForcedRunNote? _note;

    private ForcedRun(string path, ForcedRunNote? note) => (_path, _note) = (path, note);

    /// <summary>Whether there is a forced run to go on with.</summary>
    public bool IsUnfinished => _note is not null;

    private string Prepared => _path + ".prepared";

    /// <summary>Reads the note.</summary>
    /// <exception cref="ExamException">Unreadable or malformed.</exception>
    public static async Task<ForcedRun> ReadAsync(string path, CancellationToken cancellationToken) =>
        new(path, await JsonFile.TryReadAsync(path, ForcedRunContext.Default.ForcedRunNote, cancellationToken).ConfigureAwait(false));

    /// <summary>Whether the unfinished run was to make this part anew.</summary>
    /// <param name="part">Such as a student.</param>
    public bool Covers(string part) => _note is not null && (_note.Only is null || _note.Only.Contains(part, StringComparer.Ordinal));

    /// <summary>Writes what <see cref="Begin"/> will put into effect.</summary>
    /// <param name="only">The only part that is forced; <see langword="null"/> for everything.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <exception cref="ExamException">The disk refused.</exception>
    public Task PrepareAsync(string? only, CancellationToken cancellationToken)
    {
        var parts = only is null || _note is { Only: null } ? null : (_note?.Only ?? []).Append(only).Distinct(StringComparer.Ordinal).ToList();
        return JsonFile.WriteAsync(Prepared, new ForcedRunNote { Only = parts }, ForcedRunContext.Default.ForcedRunNote, cancellationToken);
    }

    /// <summary>Puts the note into effect: the checkpoint is open, nothing has been sent.</summary>
    public void Begin() => File.Move(Prepared, _path, overwrite: true);

    /// <summary>Removes what was prepared and did not begin.</summary>
    public void Discard()
    {
        if (File.Exists(Prepared))
        {
            File.Delete(Prepared);
        }
    }

    /// <summary>Removes the note, or what is done from it.</summary>
    /// <param name="only">The only part that the run was about; <see langword="null"/> for everything.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    /// <exception cref="ExamException">The disk refused, or the file is malformed.</exception>
    public async Task FinishAsync(string? only, CancellationToken cancellationToken)
    {
        var now = await JsonFile.TryReadAsync(_path, ForcedRunContext.Default.ForcedRunNote, cancellationToken).ConfigureAwait(false);
        List<string> left = only is null || now?.Only is null ? [] : [.. now.Only.Where(part => !string.Equals(part, only, StringComparison.Ordinal))];
        if (now is null || (only is not null && now.Only is null))
        {
            return;
        }

        if (left.Count > 0)
        {
            await JsonFile.WriteAsync(_path, new ForcedRunNote { Only = left }, ForcedRunContext.Default.ForcedRunNote, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not delete {_path}: {exception.Message}", exception);
        }
    }
}

/// <summary>What the file says.</summary>
internal sealed record ForcedRunNote
{
    /// <summary>The parts that are forced; <see langword="null"/> for everything.</summary>
    public IReadOnlyList<string>? Only { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ForcedRunNote))]
internal sealed partial class ForcedRunContext : JsonSerializerContext;
