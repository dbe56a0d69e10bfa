using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>Points, shares and states as people read them. Pure.</summary>
internal static class Figures
{
    /// <summary><c>2.5</c>.</summary>
    public static string Points(decimal points) => points.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary><c>2.5 / 4</c>; <c>open</c> for what has no mark.</summary>
    public static string Mark(AnswerResult answer) => answer switch
    {
        { IsExcused: true } => "excused",
        { Points: { } points } => $"{Points(points)} / {Points(answer.Question.Points)}",
        _ => $"open / {Points(answer.Question.Points)}",
    };

    /// <summary><c>12.5 / 20</c>, whatever is open: the denominator is the exam's.</summary>
    public static string Total(StudentResult student) => student.IsExcused ? "excused" : $"{Points(student.Score)} / {Points(student.Possible)}";

    /// <summary><c>62.5 %</c>.</summary>
    public static string Percent(decimal percentage) => Math.Round(percentage, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary><c>62.5 %</c> or <c>2 open</c>.</summary>
    public static string Standing(StudentResult student) => student switch
    {
        { IsExcused: true } => "excused",
        { Percentage: { } percentage } => Percent(percentage),
        _ => $"{student.Open} open",
    };

    /// <summary>Who gave the mark, as a sentence part.</summary>
    public static string Decider(QuestionGrade? grade) => grade switch
    {
        { DecidedBy: { Length: > 0 } person } => $"decided by {person}",
        { Source: MarkSource.Person } => "decided by a person",
        { State: GradeState.Blank } => "by rule: nothing is written",
        { Source: MarkSource.Rule } => "by rule",
        { State: GradeState.Graded, Standing: MarkStanding.Accepted } => "by a model, above the threshold of the calibration",
        { State: GradeState.Graded } => "suggested by a model",
        { SuggestedPoints: { } points } => $"a model suggested {Points(points)}; a person must decide",
        _ => "nobody has decided",
    };

    /// <summary><c>0.82</c>, or a dash.</summary>
    public static string Statistic(double? value) => value is { } known ? known.ToString("0.00", CultureInfo.InvariantCulture) : "\u2013";
}
