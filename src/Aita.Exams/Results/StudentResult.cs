using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>One student's exam as it stands in the files. Totals are computed here, whatever a file says; the exam's total is the denominator. Immutable.</summary>
internal sealed record StudentResult
{
    /// <summary>Where the student's files are.</summary>
    public required StudentFolder Folder { get; init; }

    /// <summary>Who it is.</summary>
    public required StudentIdentity Identity { get; init; }

    /// <summary>One entry for every question of the exam, in its order.</summary>
    public required IReadOnlyList<AnswerResult> Answers { get; init; }

    /// <summary>What was read; <see langword="null"/> when the files have nothing.</summary>
    public StudentAnswers? Transcript { get; init; }

    /// <summary>The grades as the file has them; <see langword="null"/> when there is none.</summary>
    public StudentGrades? Grades { get; init; }

    /// <summary>What changed after the grades were made from it; empty when they are up to date.</summary>
    public IReadOnlyList<StaleSource> Stale { get; init; } = [];

    /// <summary>The same in words; empty when the grades are up to date.</summary>
    public string StaleText => string.Join(", ", Stale.Select(source => source.What));

    /// <summary>The commands that bring stale grades up to date.</summary>
    public string Renew => Stale.Any(source => source.IsPage) ? "run aita transcribe, then aita grade" : "run aita grade";

    /// <summary>Whether the student need not have a mark.</summary>
    public bool IsExcused => Identity.IsExcused || (Answers.Count > 0 && Answers.All(answer => answer.IsExcused));

    /// <summary>The questions that are taken out of the exam of a student who must have a mark for the rest.</summary>
    public IReadOnlyList<string> ExcusedQuestions => IsExcused ? [] : [.. Answers.Where(answer => answer.IsExcused).Select(answer => answer.Question.QuestionId)];

    /// <summary>The sum of the marks that stand.</summary>
    public decimal Score => Answers.Sum(answer => answer.Points ?? 0);

    /// <summary>What the exam is worth, questions without a mark included; only excused questions are taken out.</summary>
    public decimal Possible => Answers.Where(answer => !answer.IsExcused).Sum(answer => answer.Question.Points);

    /// <summary>The score as a share of what counts for the student, of so many points, to a hundredth.</summary>
    public decimal ScoreOf(decimal total) => Possible == 0 ? 0 : Math.Round(Score * total / Possible, 2, MidpointRounding.AwayFromZero);

    /// <summary>Questions that wait for a person.</summary>
    public int Open => IsExcused ? 0 : Answers.Count(answer => !answer.IsResolved);

    /// <summary>Whether the total is final: it may be 0.</summary>
    public bool IsComplete => !IsExcused && Open == 0;

    /// <summary>The share earned, 0 to 100; <see langword="null"/> while a question is open.</summary>
    public decimal? Percentage => IsComplete && Possible > 0 ? 100 * Score / Possible : null;

    /// <summary>Marks that a model proposed and nobody and no calibration has confirmed.</summary>
    public int Suggested => Answers.Count(answer => answer.Grade is { IsSuggested: true });
}
