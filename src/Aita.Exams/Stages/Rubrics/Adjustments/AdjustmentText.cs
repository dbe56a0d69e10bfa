using System.Globalization;
using System.Text.RegularExpressions;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>
/// What a file of wishes says, as far as code can tell: lines under a question's id, with points where they are named. Written by hand, so
/// spelling, case and signs do not matter: <c>1a: normalization 2 pts</c>, <c>Question 2) final answer 1pts</c>. Pure.
/// </summary>
internal sealed partial record AdjustmentText
{
    /// <summary>Wishes by question, in the order of the file.</summary>
    public required IReadOnlyList<QuestionAdjustment> Questions { get; init; }

    /// <summary>What stands before the first question: a model finds out which questions it is about.</summary>
    public required string FreeText { get; init; }

    /// <summary>What is wrong, one sentence each with the line.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>Reads the text.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="spec">The exam: only its questions count.</param>
    public static AdjustmentText Parse(string text, ExamSpec spec)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spec);
        var byQuestion = new List<(string Id, List<AdjustmentItem> Items)>();
        var free = new List<string>();
        var errors = new List<string>();
        List<AdjustmentItem>? items = null;
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var line = raw.Trim().TrimStart('-', '*', '•').Trim();
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            if (Header(line, spec) is { } header)
            {
                if (header.Id is null)
                {
                    errors.Add($"line {number}: the exam has no question '{header.Written}'; it has {string.Join(", ", spec.Questions.Select(q => q.QuestionId))}.");
                    items = [];
                }
                else
                {
                    var found = byQuestion.FindIndex(entry => string.Equals(entry.Id, header.Id, StringComparison.Ordinal));
                    items = found >= 0 ? byQuestion[found].Items : [];
                    if (found < 0)
                    {
                        byQuestion.Add((header.Id, items));
                    }
                }

                line = header.Remainder;
            }

            if (line.Length == 0)
            {
                continue;
            }

            if (items is null)
            {
                free.Add(line);
                continue;
            }

            foreach (var wish in Wishes(line))
            {
                var item = ToItem(wish);
                if (item.Description.Length == 0)
                {
                    errors.Add($"line {number}: '{wish.Trim()}' names points but nothing that earns them; write what they are for.");
                }
                else if (item.Points is <= 0)
                {
                    errors.Add($"line {number}: '{wish.Trim()}' is worth nothing; a criterion has more than 0 points.");
                }
                else
                {
                    items.Add(item);
                }
            }
        }

        errors.AddRange(byQuestion.Where(entry => entry.Items.Count == 0 && errors.Count == 0).Select(entry => $"Question {entry.Id}: nothing stands under it."));
        return new AdjustmentText
        {
            Questions = [.. byQuestion.Where(entry => entry.Items.Count > 0).Select(entry => new QuestionAdjustment(entry.Id, entry.Items))],
            FreeText = string.Join('\n', free),
            Errors = errors,
        };
    }

    /// <summary>The wishes in a text that is about one question.</summary>
    public static IEnumerable<AdjustmentItem> ItemsOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.ReplaceLineEndings("\n").Split('\n').SelectMany(Wishes).Select(ToItem).Where(item => item.Description.Length > 0);
    }

    /// <summary>A question's id at the beginning of a line; its id is null when it looks like one and the exam does not have it.</summary>
    private static (string? Id, string Written, string Remainder)? Header(string line, ExamSpec spec)
    {
        var match = IdAndMark().Match(line);
        if (!match.Success)
        {
            match = IdAlone().Match(line);
        }

        if (!match.Success)
        {
            return null;
        }

        var written = match.Groups["id"].Value;
        var id = spec.Questions.Select(q => q.QuestionId).FirstOrDefault(known => string.Equals(Plain(known), Plain(written), StringComparison.OrdinalIgnoreCase));
        return id is null && !match.Groups["word"].Success && !written.Any(char.IsAsciiDigit)
            ? null
            : (id, written, line[match.Length..].Trim());
    }

    private static string Plain(string id) => string.Concat(id.Where(char.IsLetterOrDigit));

    /// <summary>Several wishes on one line: each ends with its points.</summary>
    private static IEnumerable<string> Wishes(string line)
    {
        var marks = Points().Matches(line);
        if (marks.Count < 2 || marks[0].Index == 0)
        {
            return [line];
        }

        var parts = new List<string>();
        var from = 0;
        foreach (Match mark in marks)
        {
            parts.Add(line[from..(mark.Index + mark.Length)]);
            from = mark.Index + mark.Length;
        }

        var rest = line[from..].Trim(' ', ',', ';', '.', ')', ']');
        return rest.Length > 0 ? parts.Append(rest) : parts;
    }

    private static AdjustmentItem ToItem(string wish)
    {
        var mark = Points().Match(wish);
        if (!mark.Success)
        {
            return new AdjustmentItem(Trim(wish), null);
        }

        var points = decimal.Parse(mark.Groups["points"].Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return new AdjustmentItem(Trim(wish.Remove(mark.Index, mark.Length)), points);
    }

    private static string Trim(string text) => text.Trim(' ', '\t', ',', ';', ':', '.', '-', '–', '=', '(', ')', '[', ']', '>');

    [GeneratedRegex(
        @"^(?<word>question|problem|aufgabe|q|no)?[\s.#]*(?<id>\d{1,3}\s?\(?[a-z]{0,3}\)?|[a-z]\d{0,3})\s*[:).](?=\s|$)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdAndMark();

    [GeneratedRegex(
        @"^(?<word>question|problem|aufgabe|q)?[\s.#]*(?<id>\d{1,3}\s?\(?[a-z]{0,3}\)?)\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdAlone();

    [GeneratedRegex(
        @"(?<![\d.,])(?<points>\d{1,4}(?:[.,]\d{1,2})?)\s*(?:pts?|points?|p|pkte?|punkte?|marks?|scores?)\b\.?",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Points();
}
