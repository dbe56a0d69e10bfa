using System.Buffers;
using System.Text.RegularExpressions;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// How one kind of order sounds: words, or two sorts of words near each other in either order. The two are looked for each by itself and
/// then compared by their places: one pattern for both would have to keep in mind every place at which the first may have been, which takes
/// many times as long where it stands often. Time is proportional to the text. Immutable.
/// </summary>
internal sealed class OrderPattern
{
    /// <summary>At most so much stands between the two.</summary>
    private const int Near = 60;

    private const string EndsOfSentences = ".!?。！？\u0964";

    private static readonly SearchValues<char> AnyEnd = SearchValues.Create(EndsOfSentences);
    private static readonly SearchValues<char> FullStop = SearchValues.Create(".");

    private readonly Regex _first;
    private readonly Lazy<Regex>? _second;
    private readonly SearchValues<char> _ends;
    private readonly bool _inOrder;

    private OrderPattern(string kind, string first, string? second, SearchValues<char> ends, bool inOrder) =>
        (Kind, _first, _second, _ends, _inOrder) = (kind, Compile(first), second is null ? null : new Lazy<Regex>(() => Compile(second)), ends, inOrder);

    /// <summary>What it is a sign of.</summary>
    public string Kind { get; }

    /// <summary>These words.</summary>
    public static OrderPattern Of(string kind, string words) => new(kind, words, null, AnyEnd, inOrder: true);

    /// <summary>Both in one sentence, near each other, in either order.</summary>
    public static OrderPattern Both(string kind, string one, string other) => new(kind, one, other, AnyEnd, inOrder: false);

    /// <summary>One after the other, near each other, with no full stop between them.</summary>
    public static OrderPattern Then(string kind, string first, string second) => new(kind, first, second, FullStop, inOrder: true);

    /// <summary>The first place where it is found.</summary>
    /// <returns>The words there; <see langword="null"/> if it is not found.</returns>
    public string? Find(string text)
    {
        if (_second is null)
        {
            return _first.Match(text) is { Success: true } match ? match.Value : null;
        }

        List<Place> first = Places(_first, text);
        List<Place> second = first.Count == 0 ? [] : Places(_second.Value, text);
        var forwards = FirstPair(first, second, text);
        var backwards = _inOrder ? null : FirstPair(second, first, text);
        var found = forwards is { } pair && (backwards is null || pair.Start <= backwards.Value.Start) ? forwards : backwards;
        return found is { } place ? text[place.Start..place.End] : null;
    }

    /// <summary>Only the nearest one after each place can be near enough, so both lists are gone through once.</summary>
    private Place? FirstPair(List<Place> before, List<Place> after, string text)
    {
        var next = 0;
        foreach (var place in before)
        {
            while (next < after.Count && after[next].Start <= place.Start)
            {
                next++;
            }

            if (next == after.Count)
            {
                return null;
            }

            var gap = after[next].Start - place.End;
            if (gap <= Near && (gap <= 0 || !text.AsSpan(place.End, gap).ContainsAny(_ends)))
            {
                return new Place(place.Start, Math.Max(place.End, after[next].End));
            }
        }

        return null;
    }

    private static List<Place> Places(Regex words, string text)
    {
        var places = new List<Place>();
        foreach (var match in words.EnumerateMatches(text))
        {
            places.Add(new Place(match.Index, match.Index + match.Length));
        }

        return places;
    }

    private static Regex Compile(string pattern) =>
        new(pattern, RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private readonly record struct Place(int Start, int End);
}
