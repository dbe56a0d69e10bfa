using System.Security.Cryptography;
using System.Text;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// Which answers a model is to grade, and in which order: question by question, so that the beginning of the prompt is in the provider's cache,
/// and within a question in an order of students that is drawn anew for each. Pure.
/// </summary>
internal static class GradingOrders
{
    public static IReadOnlyList<GradingOrder> Of(
        IReadOnlyList<QuestionCase> questions, IReadOnlyList<StudentCase> students, DecisionBook decisions, GradingStageOptions options,
        Func<StudentCase, bool> isForced, DateTimeOffset now)
    {
        var edited = students.ToDictionary(
            student => student.Folder.Name,
            student => HandEdits.Find(student, questions, now).Select(edit => edit.QuestionId).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        return
        [
            .. from question in questions
               from reader in Readers(options)
               from student in Shuffle(students, question.Id, options.Seed)
               where decisions.Find(student.Folder.Name, question.Id) is null && !edited[student.Folder.Name].Contains(question.Id)
               let order = Of(question, student, reader, options, isForced(student))
               where order is not null
               select order,
        ];
    }

    /// <summary>Who grades each answer.</summary>
    public static IEnumerable<Reader> Readers(GradingStageOptions options)
    {
        yield return Reader.First;
        if (options.SecondReader)
        {
            yield return new Reader(IsSecond: true, options.SecondReaderModel);
        }
    }

    /// <summary>The request for one answer; <see langword="null"/> when none is needed: nothing to grade, or graded already.</summary>
    public static GradingOrder? Of(QuestionCase question, StudentCase student, Reader reader, GradingStageOptions options, bool isForced)
    {
        if (student.Identity.IsExcused || student.AnswerTo(question.Id) is not { } answer || StudentCase.StateOf(answer) != AnswerState.Answered
            || question.Rubric.Criteria.Count == 0)
        {
            return null;
        }

        var task = new GradingTask(question, student.Identity.Pseudonym, answer.RawText, reader);
        var stamp = task.Stamp(reader.Model ?? options.Model);
        var earlier = student.Gradings.Find(question.Id, reader.IsSecond);
        return !isForced && earlier is { Failure: null } && string.Equals(earlier.Stamp, stamp, StringComparison.Ordinal)
            ? null
            : new GradingOrder(task, question, student, reader, stamp, task.Stamp(model: null));
    }

    /// <summary>An order that depends on the seed and the question alone, not on names.</summary>
    public static IEnumerable<StudentCase> Shuffle(IEnumerable<StudentCase> students, string questionId, int seed) => students
        .OrderBy(student => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{questionId}/{student.Identity.Pseudonym}"))), StringComparer.Ordinal);
}

/// <summary>One request to be sent.</summary>
internal sealed record GradingOrder(GradingTask Task, QuestionCase Question, StudentCase Student, Reader Reader, string Stamp, string Content);
