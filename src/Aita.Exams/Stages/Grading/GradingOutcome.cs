using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Grading;

/// <summary>What the outcome of a request means for an answer. A failure of a machine is never points. Pure.</summary>
internal static class GradingOutcome
{
    private const int MaxProblemLength = 400;

    /// <summary>What to keep of an outcome; <see langword="null"/> to leave what was there before.</summary>
    public static MachineGrading? GradingOf(GradingOrder order, TaskResult<GradingAnswer> result, MachineGrading? earlier, DateTimeOffset now)
    {
        var grading = new MachineGrading
        {
            QuestionId = order.Question.Id,
            IsSecond = order.Reader.IsSecond,
            Content = order.Content,
            Stamp = order.Stamp,
            Model = result.Model,
            GradedAt = now,
        };
        if (result.TryGetValue(out var answer))
        {
            return Filled(grading, answer, order.Question.Rubric);
        }

        if (result.Outcome == TaskOutcome.NotRun || result.Failure!.StopsBatch)
        {
            return null;
        }

        if (result.ErrorKind is FailureKind.InvalidResponse or FailureKind.Refused or FailureKind.Truncated)
        {
            return WithoutEvidence(grading, order, result.RawResponse) with { Problem = Shorten(result.Error!) };
        }

        // A forced grading that fails loses nothing: an earlier one of the same answer stays.
        return earlier is { Failure: null } && string.Equals(earlier.Content, order.Content, StringComparison.Ordinal)
            ? null
            : grading with { Stamp = "", GradedAt = null, Failure = Shorten(result.Error!) };
    }

    /// <summary>What became of a request, for a person.</summary>
    /// <param name="order">The request.</param>
    /// <param name="result">Its outcome; <see langword="null"/> when it was not sent.</param>
    public static StageItem ItemOf(GradingOrder order, TaskResult? result)
    {
        var state = result switch
        {
            { IsSuccess: true } => StageItemState.Made,
            { Outcome: TaskOutcome.Failed } => StageItemState.Failed,
            _ => StageItemState.NotRun,
        };
        return new StageItem(order.Task.Id, NameOf(order.Question.Id, order.Student, order.Reader.IsSecond), state)
        {
            Error = result?.Error,
            CallTime = result?.CallTime ?? TimeSpan.Zero,
        };
    }

    public static string NameOf(string questionId, StudentCase student, bool isSecond) =>
        $"question {questionId} of {student.Folder.Name}{(isSecond ? ", second grading" : "")}";

    /// <summary>What an answer is to which nothing was sent; <see langword="null"/> when no model is needed for it.</summary>
    public static StageItemState? ReadyStateOf(QuestionGrade grade, StudentCase student) =>
        grade.Source == MarkSource.Person && grade.DecidedBy is not null ? StageItemState.Edited
        : student.Gradings.Find(grade.QuestionId, second: false) is { Failure: null } && StudentCase.StateOf(student.AnswerTo(grade.QuestionId)) == AnswerState.Answered
            ? StageItemState.Kept
            : null;

    private static MachineGrading Filled(MachineGrading grading, GradingAnswer answer, Rubric rubric) => grading with
    {
        Criteria = AnswerRules.ToGrades(answer, rubric),
        Feedback = answer.Feedback,
        Confidence = answer.Confidence,
        Concerns = answer.Concerns,
    };

    /// <summary>An answer in which only quotes are wrong shows a person its points, as a proposal that counts nowhere, without those quotes.</summary>
    private static MachineGrading WithoutEvidence(MachineGrading grading, GradingOrder order, string? raw)
    {
        if (raw is null || GradingTask.TryRead(raw) is not { } answer || AnswerRules.PointProblems(answer, order.Question.Rubric).Any())
        {
            return grading;
        }

        var filled = Filled(grading, answer, order.Question.Rubric);
        var text = order.Student.AnswerTo(order.Question.Id)?.RawText ?? "";
        return filled with { Criteria = [.. filled.Criteria.Select(criterion => QuoteText.IsIn(criterion.Quote, text) ? criterion : criterion with { Quote = "" })] };
    }

    private static string Shorten(string text) => text.Length <= MaxProblemLength ? text : text[..(MaxProblemLength - 3)] + "...";
}
