using Aita.Exams.Domain;
using Aita.Exams.Privacy;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What looks wrong before anything is sent, one sentence each. Pure.</summary>
internal static class PlanWarnings
{
    /// <summary>What looks wrong with a student's pages.</summary>
    public static IEnumerable<string> Of(StudentPlan student, ExamSpec? spec)
    {
        var numbers = student.Pages.Select(page => page.Page.PageNumber).ToList();
        if (numbers.Count == 0)
        {
            yield return $"{student.Folder.Name} has no pages.";
        }
        else if (spec is not null && (numbers.Count != spec.TotalPages || numbers[^1] > spec.TotalPages))
        {
            List<int> missing = student.IsNumberedByName ? [.. Enumerable.Range(1, spec.TotalPages).Except(numbers)] : [];
            var which = missing.Count == 0 ? "" : $": {(missing.Count == 1 ? "page" : "pages")} {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing";
            yield return $"{student.Folder.Name} has {Counted.Of(numbers.Count, "page", "pages")}, but the exam has {spec.TotalPages}{which}.";
        }

        foreach (var warning in student.Pages.Select(page => page.Warning).OfType<string>())
        {
            yield return warning;
        }
    }

    /// <summary>Pages that must not be sent.</summary>
    public static IEnumerable<string> OfStrips(IReadOnlyList<StudentPlan> students)
    {
        var unknown = students.SelectMany(student => student.Pages).Count(page => page.IsOpen && page.Page.NameStrip is { Region: null });
        if (unknown > 0)
        {
            yield return $"Of {unknown} {(unknown == 1 ? "page" : "pages")} it is not known where the name stands, so {(unknown == 1 ? "it is" : "they are")} not sent: "
                + "give the height of the name strip with --name-strip PERCENT, or send names with --redact off.";
        }

        var doubtful = students.SelectMany(student => student.Pages).Count(page => page.IsOpen && page.Page.NameStrip is { Region: not null, Doubt: not TurnDoubt.None });
        if (doubtful > 0)
        {
            yield return $"Of {doubtful} {(doubtful == 1 ? "page" : "pages")} it is not known which way up {(doubtful == 1 ? "it lies" : "they lie")}, so every side where the name may stand is painted over, "
                + "and what is written there is not read: put the blank exam into blank_exam/ and run ingest again, which finds that out.";
        }
    }
}
