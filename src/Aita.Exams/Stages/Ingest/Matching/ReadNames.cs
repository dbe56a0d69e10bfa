using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>The students as the name strips have them, where there is no roster. Pure.</summary>
internal static class ReadNames
{
    private const double Alike = 0.85;

    /// <summary>One entry for each person: the same name with two different numbers is two persons.</summary>
    public static IReadOnlyList<RosterEntry> Of(IEnumerable<PageFacts> pages)
    {
        var named = pages.Where(page => page.Read is { Confidence: >= 0.5 } read && PersonName.Normalize(read.StudentName).Length > 2).ToList();
        var persons = new List<List<PageFacts>>();
        foreach (var page in named)
        {
            var person = persons.FirstOrDefault(person => person.Any(other => IsSame(page, other)));
            if (person is null)
            {
                persons.Add([page]);
            }
            else
            {
                person.Add(page);
            }
        }

        return [.. persons.Select(EntryOf).DistinctBy(entry => entry.StudentId ?? entry.Name.ToUpperInvariant(), StringComparer.Ordinal)];
    }

    private static bool IsSame(PageFacts a, PageFacts b)
    {
        var (idA, idB) = (Roster.NormalizeId(a.Read!.StudentId), Roster.NormalizeId(b.Read!.StudentId));
        var likeness = PersonName.Similarity(a.Read.StudentName, b.Read.StudentName);
        return idA.Length > 0 && idB.Length > 0
            ? idA == idB && likeness >= Alike

            // A name that is misread once in an exam is no other person; a like one in another exam may be.
            : likeness >= 1 || (likeness >= Alike && a.Container == b.Container && !(a.IsFirst && b.IsFirst));
    }

    private static RosterEntry EntryOf(List<PageFacts> person) => new(PersonName.FirstNameFirst(MostCommon(person.Select(page => page.Read!.StudentName))))
    {
        StudentId = person.Any(page => page.Read!.StudentId.Length > 0)
            ? MostCommon(person.Select(page => page.Read!.StudentId).Where(id => id.Length > 0))
            : null,
    };

    private static string MostCommon(IEnumerable<string> texts) => texts.CountBy(text => text, StringComparer.Ordinal).OrderByDescending(pair => pair.Value).First().Key;
}
