using Aita.Exams.Domain;
using Aita.Exams.Html;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>How far each mark may be relied on, with the words that explain it. Pure.</summary>
internal static class Standings
{
    private static readonly (MarkStanding Standing, string Words)[] All =
    [
        (MarkStanding.Suggested, "a machine proposes it, and nothing says yet how often it is right"),
        (MarkStanding.Accepted, "a machine gave it, with a confidence above the threshold that a comparison with a teacher's marks has earned"),
        (MarkStanding.Decided, "a person decided it"),
    ];

    /// <summary>The standing of a mark; <see langword="null"/> for what has none: open, excused, and by a rule of the program.</summary>
    public static MarkStanding? Of(AnswerResult answer) => answer switch
    {
        { Points: null } or { Grade.Source: MarkSource.Rule } => null,
        { Grade: { Standing: { } standing } } => standing,
        { Grade: { Source: MarkSource.Person } or { DecidedBy.Length: > 0 } } => MarkStanding.Decided,
        { Grade.Source: MarkSource.Model } => MarkStanding.Suggested,
        _ => null,
    };

    /// <summary>The word beside a mark.</summary>
    public static Raw Badge(AnswerResult answer) => Of(answer) is { } standing
        ? HtmlText.Of($"""<span class="standing {NameOf(standing)}">{NameOf(standing)}</span>""")
        : default;

    /// <summary>The first letter of it, where there is no room for the word.</summary>
    public static Raw Letter(AnswerResult answer) => Of(answer) is { } standing
        ? HtmlText.Of($""" <span class="standing {NameOf(standing)}" title="{NameOf(standing)}">{LetterOf(standing)}</span>""")
        : default;

    /// <summary>The word behind a mark in plain text, such as <c>, decided</c>; empty for a mark that has none.</summary>
    public static string Word(AnswerResult answer) => Of(answer) is { } standing ? $", {NameOf(standing)}" : "";

    /// <summary>Its first letter in plain text.</summary>
    public static string PlainLetter(AnswerResult answer) => Of(answer) is { } standing ? $" {LetterOf(standing)}" : "";

    /// <summary>What the letters mean, in plain text of one line; empty when no mark has one.</summary>
    public static string PlainLegend(IEnumerable<AnswerResult> answers) =>
        answers.All(answer => Of(answer) is null) ? "" : "S suggested by a machine, A accepted by calibration, D decided by a person";

    /// <summary>What the words mean.</summary>
    public static Raw Legend(bool letters)
    {
        var lines = All.Select(each => HtmlText.Of(
            $"""<li><span class="standing {NameOf(each.Standing)}">{(letters ? LetterOf(each.Standing) : NameOf(each.Standing))}</span> {(letters ? NameOf(each.Standing) + ": " : "")}{each.Words}</li>"""));
        return HtmlText.Of($"""
            <div class="legend note">How far a mark may be relied on; one that a rule gave, because nothing is written, and one that is open have no word:<ul>{lines}</ul></div>

            """);
    }

    private static string NameOf(MarkStanding standing) => standing switch
    {
        MarkStanding.Suggested => "suggested",
        MarkStanding.Accepted => "accepted",
        _ => "decided",
    };

    private static string LetterOf(MarkStanding standing) => NameOf(standing)[..1].ToUpperInvariant();
}
