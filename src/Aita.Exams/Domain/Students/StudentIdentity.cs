using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>Who a student's folder belongs to, and the pseudonym that stands for the student in prompts, checkpoints and logs. Immutable.</summary>
public sealed record StudentIdentity
{
    /// <summary>Such as <c>K7QX2M</c>: drawn at random for this assignment, says nothing about the student.</summary>
    public string Pseudonym { get; init => field = value ?? ""; } = "";

    /// <summary>The student's folder name.</summary>
    public string Folder { get; init => field = value ?? ""; } = "";

    /// <summary>The student's name.</summary>
    public string StudentName { get; init => field = value ?? ""; } = "";

    /// <summary>The student's number; text, so that leading zeros stay.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    /// <summary>The e-mail address; <see langword="null"/> if unknown.</summary>
    public string? Email { get; init; }

    /// <summary>The section or group; <see langword="null"/> if unknown.</summary>
    public string? Section { get; init; }

    /// <summary>Whether the student is excused from the exam.</summary>
    public bool IsExcused { get; init; }
}
