using System.Text;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Finds the question that an id means as models write it: <c>Question 1(a)</c>, <c>Q1a</c> and <c>1A</c> are <c>1a</c>. Immutable.</summary>
internal sealed class QuestionIds(ExamSpec spec)
{
    private readonly ILookup<string, string> _byBareId = spec.Questions.Select(question => question.QuestionId)
        .ToLookup(Bare, StringComparer.Ordinal);

    /// <summary>The question's id as the exam has it; <see langword="null"/> when it is none, or could be several.</summary>
    public string? Find(string id)
    {
        if (spec.Find(id.Trim()) is { } exact)
        {
            return exact.QuestionId;
        }

        var bare = Bare(id);
        List<string> found = bare.Length == 0 ? [] : [.. _byBareId[bare]];
        return found is [var only] ? only : null;
    }

    /// <summary>Letters and digits in lower case, without the word for question.</summary>
    private static string Bare(string id)
    {
        var bare = new StringBuilder(id.Length);
        foreach (var letter in id.Where(char.IsLetterOrDigit))
        {
            bare.Append(char.ToLowerInvariant(letter));
        }

        var text = bare.ToString();
        foreach (var word in (string[])["question", "problem", "q"])
        {
            if (text.Length > word.Length && text.StartsWith(word, StringComparison.Ordinal) && char.IsAsciiDigit(text[word.Length]))
            {
                return text[word.Length..];
            }
        }

        return text;
    }
}
