using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// The grade of one answer, as it follows from what was read, what models answered, what the rubric says now, and what a person decided. A
/// person's decision wins over everything; what a machine could not do is no mark. Pure.
/// </summary>
internal static class MarkComposer
{
    private const string NotGraded = "It is not graded yet; run aita grade.";

    /// <summary>All grades of a student, one for every question of the exam.</summary>
    public static IReadOnlyList<QuestionGrade> Compose(IReadOnlyList<QuestionCase> questions, StudentCase student, GradingRules rules)
    {
        var grades = questions.ToDictionary(question => question.Id, question => Propose(question, student, rules), StringComparer.Ordinal);
        if (rules.Policy.UnassignedText && student.Answers is { UnassignedText.Count: > 0 } answers)
        {
            var reasons = ReviewReasons.OfUnassigned(questions, answers, id => PointsOf(grades[id]) is not { } points || points < grades[id].PointsPossible);
            foreach (var (id, more) in reasons.Where(entry => grades[entry.Key].State != GradeState.Excused))
            {
                grades[id] = WithReasons(grades[id], [.. grades[id].ReviewReasons, .. more]);
            }
        }

        return [.. questions.Select(question => Decide(grades[question.Id], question, rules.Decisions.Find(student.Folder.Name, question.Id)))];
    }

    /// <summary>The criteria of a grading at what they are worth now; <see langword="null"/> when it is of other criteria, or of points that they cannot earn.</summary>
    public static IReadOnlyList<CriterionGrade>? Rescore(MachineGrading grading, Rubric rubric) =>
        grading.Criteria.Count != rubric.Criteria.Count || grading.Criteria.Any(criterion => criterion.PointsEarned < 0 || criterion.PointsEarned > criterion.PointsPossible) ? null : [.. grading.Criteria.Select((criterion, i) => criterion with
        {
            Description = rubric.Criteria[i].Description,
            PointsEarned = PointGrid.Rescore(criterion.PointsEarned, criterion.PointsPossible, rubric.Criteria[i].Points),
            PointsPossible = rubric.Criteria[i].Points,
        })];

    /// <summary>What machines and rules say.</summary>
    private static QuestionGrade Propose(QuestionCase question, StudentCase student, GradingRules rules)
    {
        var grade = new QuestionGrade
        {
            StudentName = student.Identity.StudentName,
            StudentId = student.Identity.StudentId,
            QuestionId = question.Id,
            PointsPossible = question.Question.Points,
        };
        if (student.Identity.IsExcused)
        {
            return grade with { State = GradeState.Excused, Source = MarkSource.Person };
        }

        var answer = student.AnswerTo(question.Id);
        return StudentCase.StateOf(answer) switch
        {
            AnswerState.Answered => OfAnswer(grade, question, student, answer!, rules),
            AnswerState.Blank => OfBlank(grade, question, student, answer!, rules.Policy),
            AnswerState.MissingPage => grade with { State = GradeState.MissingPage, ReviewReasons = ["The page of the question is not among the student's scans."] },
            _ => answer is null
                ? grade with { State = GradeState.NeedsReview, ReviewReasons = [student.Answers is null ? "The student's pages are not transcribed yet." : "The transcription has nothing for this question; look at the pages."] }
                : grade with { State = GradeState.Failed, ReviewReasons = ["A page of the question could not be read; transcribe it again, or grade from the paper.", .. ReviewReasons.OfPages(question, student.Answers!)] },
        };
    }

    private static QuestionGrade OfBlank(QuestionGrade grade, QuestionCase question, StudentCase student, StudentAnswer answer, ReviewPolicy policy) =>
        WithReasons(
            grade with
            {
                State = GradeState.Blank,
                Source = MarkSource.Rule,
                PointsEarned = 0,
                CriterionScores = [.. question.Rubric.Criteria.Select((criterion, i) => new CriterionGrade
                {
                    Criterion = i + 1, Description = criterion.Description, PointsPossible = criterion.Points, Reason = "Nothing is written.",
                })],
            },
            [.. ReviewReasons.OfReading(question, answer, student.Answers!, policy)]);

    private static QuestionGrade OfAnswer(QuestionGrade grade, QuestionCase question, StudentCase student, StudentAnswer answer, GradingRules rules)
    {
        if (question.Rubric.Criteria.Count == 0)
        {
            return grade with { State = GradeState.Failed, ReviewReasons = ["The question has no rubric yet."] };
        }

        var content = new GradingTask(question, student.Identity.Pseudonym, answer.RawText, Reader.First).Stamp(model: null);
        var first = Current(student.Gradings.Find(question.Id, second: false), content);
        if (first is null or { Failure: not null })
        {
            return grade with { State = GradeState.Failed, ReviewReasons = [first?.Failure is { } failure ? $"It could not be graded: {failure}" : NotGraded] };
        }

        grade = grade with { Feedback = first.Feedback, Confidence = first.Confidence, GradedAt = first.GradedAt };
        List<string> reasons = [.. ReviewReasons.OfReading(question, answer, student.Answers!, rules.Policy)];
        if (first.Problem is not null)
        {
            reasons.Insert(0, $"The grader's answer cannot be used: {first.Problem}");
        }

        if (Rescore(first, question.Rubric) is not { } criteria)
        {
            return grade with { State = GradeState.NeedsReview, ReviewReasons = reasons.Count > 0 ? reasons : ["The points of the grading do not fit the criteria."] };
        }

        var points = criteria.Sum(criterion => criterion.PointsEarned);
        reasons.AddRange(ReviewReasons.OfGrading(question, answer, first, criteria, rules.Policy));
        if (Current(student.Gradings.Find(question.Id, second: true), content) is { } second)
        {
            reasons.AddRange(ReviewReasons.OfSecond(points, second, Rescore(second, question.Rubric)?.Sum(criterion => criterion.PointsEarned), rules.Policy));
        }

        var standing = rules.Acceptance.StandingOf(first);
        if (rules.Policy.BelowThreshold && rules.Acceptance.IsSet && standing != MarkStanding.Accepted)
        {
            reasons.Add(rules.Acceptance.WhyNot(first));
        }

        return WithReasons(
            grade with { State = GradeState.Graded, Source = MarkSource.Model, Standing = standing, PointsEarned = points, CriterionScores = criteria }, reasons);
    }

    private static MachineGrading? Current(MachineGrading? grading, string content) =>
        string.Equals(grading?.Content, content, StringComparison.Ordinal) ? grading : null;

    /// <summary>A mark that a person must look at first is a suggestion, and counts nowhere.</summary>
    private static QuestionGrade WithReasons(QuestionGrade grade, List<string> reasons) => reasons.Count == 0 ? grade : grade with
    {
        State = grade.State is GradeState.Graded or GradeState.Blank ? GradeState.NeedsReview : grade.State,
        Source = null,
        Standing = null,
        SuggestedPoints = PointsOf(grade),
        PointsEarned = null,
        ReviewReasons = reasons,
    };

    private static decimal? PointsOf(QuestionGrade grade) => grade.PointsEarned ?? grade.SuggestedPoints;

    private static QuestionGrade Decide(QuestionGrade grade, QuestionCase question, GradeDecision? decision)
    {
        if (decision is null)
        {
            return grade;
        }

        var decided = grade with { Source = MarkSource.Person, Standing = MarkStanding.Decided, DecidedBy = decision.By, GradedAt = decision.At, SuggestedPoints = null };
        if (decision.Excused)
        {
            return decided with { State = GradeState.Excused, PointsEarned = null, CriterionScores = [], Feedback = decision.Comment ?? "" };
        }

        if (decision.Points is not { } points || points < 0 || points > grade.PointsPossible)
        {
            return WithReasons(grade, [.. grade.ReviewReasons, $"{decision.By} decided {PointGrid.Text(decision.Points ?? 0)} points, but the question is worth {PointGrid.Text(grade.PointsPossible)} now: decide again."]);
        }

        if (!FitsCriteria(decision.CriterionPoints, question.Rubric.Criteria))
        {
            var (decidedPoints, worth) = (decision.CriterionPoints.Select(PointGrid.Text), question.Rubric.Criteria.Select(criterion => PointGrid.Text(criterion.Points)));
            return WithReasons(grade, [.. grade.ReviewReasons, $"{decision.By} decided {string.Join(", ", decidedPoints)} points by criterion, but the criteria are worth {string.Join(", ", worth)} now: decide again."]);
        }

        var criteria = CriteriaOf(grade, question, decision);
        var agrees = criteria.Count > 0 || PointsOf(grade) == points;
        return decided with
        {
            State = GradeState.Graded,
            PointsEarned = points,
            CriterionScores = criteria,
            Feedback = decision.Comment ?? (agrees ? grade.Feedback : ""),
        };
    }

    /// <summary>Whether each criterion can earn what a person gave it. Points of as many criteria as the rubric no longer has show nowhere.</summary>
    private static bool FitsCriteria(IReadOnlyList<decimal> points, IReadOnlyList<RubricCriterion> criteria) =>
        points.Count != criteria.Count || points.Zip(criteria).All(pair => pair.First >= 0 && pair.First <= pair.Second.Points);

    /// <summary>The person's points of the criteria, else the machine's where they add up to the person's mark, else none.</summary>
    private static IReadOnlyList<CriterionGrade> CriteriaOf(QuestionGrade grade, QuestionCase question, GradeDecision decision)
    {
        var criteria = question.Rubric.Criteria;
        if (decision.CriterionPoints.Count == criteria.Count && decision.CriterionPoints.Sum() == decision.Points)
        {
            return [.. criteria.Select((criterion, i) =>
            {
                var before = grade.CriterionScores.ElementAtOrDefault(i);
                var same = before?.PointsEarned == decision.CriterionPoints[i];
                return new CriterionGrade
                {
                    Criterion = i + 1,
                    Description = criterion.Description,
                    PointsPossible = criterion.Points,
                    PointsEarned = decision.CriterionPoints[i],
                    Quote = same ? before!.Quote : "",
                    Reason = same ? before!.Reason : "",
                };
            })];
        }

        return grade.CriterionScores.Count > 0 && grade.CriterionScores.Sum(criterion => criterion.PointsEarned) == decision.Points ? grade.CriterionScores : [];
    }
}
