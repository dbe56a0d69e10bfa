using System.Globalization;
using System.Text.RegularExpressions;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Which page of the exam each file of a student is. Pure.</summary>
internal static partial class PageNumbering
{
    /// <summary>
    /// By the names when every file is called <c>page_NNN</c>, so that a page that is missing leaves a gap; otherwise one after the other.
    /// </summary>
    /// <param name="files">Names of files in order, each with the number of its pages.</param>
    public static Numbering Of(IReadOnlyList<(string Name, int Pages)> files)
    {
        var byName = files.Select(file => NumberOf(file.Name)).ToList();
        var isByName = files.Count > 0 && byName.TrueForAll(number => number is > 0);
        for (var i = 1; isByName && i < files.Count; i++)
        {
            isByName = byName[i] >= byName[i - 1] + files[i - 1].Pages;
        }

        if (isByName)
        {
            return new Numbering([.. byName.Select(number => number!.Value)], IsByName: true);
        }

        var next = 1;
        var first = new List<int>();
        foreach (var (_, pages) in files)
        {
            first.Add(next);
            next += pages;
        }

        return new Numbering(first, IsByName: false);
    }

    private static int? NumberOf(string name) =>
        PageName().Match(Path.GetFileNameWithoutExtension(name)) is { Success: true } match
        && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    [GeneratedRegex("^page_(?<number>[0-9]{1,4})$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PageName();
}

/// <summary>The pages that files are.</summary>
/// <param name="First">The number of the first page of each file, from 1.</param>
/// <param name="IsByName">Whether the names say it, so that a gap is a missing page.</param>
internal sealed record Numbering(IReadOnlyList<int> First, bool IsByName);
