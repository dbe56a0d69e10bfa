using Aita.Exams.Domain;

namespace Aita.Exams.Results;

/// <summary>Everything that is known of one student's answer to one question. Immutable.</summary>
/// <param name="Question">The question.</param>
/// <param name="Grade">The grade; <see langword="null"/> when the files have none.</param>
/// <param name="Answer">What was read; <see langword="null"/> when the files have none.</param>
internal sealed record AnswerResult(ExamQuestion Question, QuestionGrade? Grade, StudentAnswer? Answer)
{
    /// <summary>Where the grade stands; <see langword="null"/> while there is none, which is open like any other that a person waits for.</summary>
    public GradeState? State => Grade?.State;

    /// <summary>Whether the mark stands.</summary>
    public bool IsResolved => Grade is { IsResolved: true };

    /// <summary>Whether the question is taken out of the student's exam.</summary>
    public bool IsExcused => State == GradeState.Excused;

    /// <summary>The mark that counts; <see langword="null"/> while there is none.</summary>
    public decimal? Points => State is GradeState.Graded or GradeState.Blank ? Grade!.PointsEarned : null;

    /// <summary>How far the student's total may still move: the whole question, or the larger way from what was suggested; 0 when the mark stands.</summary>
    public decimal AtStake => IsResolved ? 0 : Grade?.SuggestedPoints is { } suggested
        ? Math.Max(suggested, Question.Points - suggested)
        : Question.Points;

    /// <summary>Where the grade stands, in a word or two.</summary>
    public string StateText => State switch
    {
        GradeState.Graded => "graded",
        GradeState.NeedsReview => "needs review",
        GradeState.Failed => "failed",
        GradeState.Blank => "blank",
        GradeState.MissingPage => "page missing",
        GradeState.Excused => "excused",
        _ => "not graded",
    };
}
