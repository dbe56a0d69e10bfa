using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>What became of one grading request: checked points, or why there are none. Immutable.</summary>
internal sealed record MachineGrading
{
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is the second reader's.</summary>
    public bool IsSecond { get; init; }

    /// <summary>The request it came from, points and model left out: while it is the same, the grading is about this answer and these criteria.</summary>
    public string Content { get; init => field = value ?? ""; } = "";

    /// <summary>The same with the model.</summary>
    public string Stamp { get; init => field = value ?? ""; } = "";

    /// <summary>The model, as the provider names it.</summary>
    public string? Model { get; init; }

    public DateTimeOffset? GradedAt { get; init; }

    /// <summary>Checked points with the worth of each criterion at that time; empty when the answer could not be used.</summary>
    public IReadOnlyList<CriterionGrade> Criteria { get; init => field = value ?? []; } = [];

    public string Feedback { get; init => field = value ?? ""; } = "";

    public double? Confidence { get; init; }

    public IReadOnlyList<string> Concerns { get; init => field = value ?? []; } = [];

    /// <summary>Why a person must grade: the model answered, but what it said cannot be used.</summary>
    public string? Problem { get; init; }

    /// <summary>Why there is no answer at all; the next run asks again.</summary>
    public string? Failure { get; init; }
}

/// <summary>All gradings of one student (<c>gradings.json</c>): what the grades follow from, besides the rubrics and a person's decisions.</summary>
internal sealed record StudentGradings
{
    public IReadOnlyList<MachineGrading> Gradings { get; init => field = value ?? []; } = [];

    public MachineGrading? Find(string questionId, bool second) =>
        Gradings.FirstOrDefault(grading => grading.IsSecond == second && string.Equals(grading.QuestionId, questionId, StringComparison.Ordinal));

    public StudentGradings With(MachineGrading grading) => new()
    {
        Gradings =
        [
            .. Gradings.Where(other => other.IsSecond != grading.IsSecond || !string.Equals(other.QuestionId, grading.QuestionId, StringComparison.Ordinal))
                .Append(grading).OrderBy(entry => entry.QuestionId, NaturalOrder.Instance).ThenBy(entry => entry.IsSecond),
        ],
    };
}
