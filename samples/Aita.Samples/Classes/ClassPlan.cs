namespace Aita.Samples;

/// <summary>An invented class: its students, what they wrote, how it was scanned, and the trouble planted in it.</summary>
/// <param name="Students">Everybody who sat the exam, then whoever is on the roster only.</param>
/// <param name="Roster">Who is on the roster.</param>
/// <param name="Missing">Pages that were never scanned, by student key.</param>
/// <param name="Files">What lies in the folder of scans.</param>
/// <param name="Trouble">What was planted.</param>
internal sealed record ClassPlan(
    IReadOnlyList<Student> Students,
    IReadOnlyList<Student> Roster,
    IReadOnlyDictionary<string, IReadOnlyList<int>> Missing,
    IReadOnlyList<ScanFile> Files,
    IReadOnlyList<Trouble> Trouble)
{
    /// <summary>How many students every kind of trouble needs.</summary>
    public static int StudentsFor(IReadOnlyList<TroubleKind> kinds) => kinds.Sum(kind => kind switch
    {
        TroubleKind.NotOnRoster => 0,
        TroubleKind.Sideways or TroubleKind.SwappedPages or TroubleKind.NearlySameName or TroubleKind.ContinuedAnswer or TroubleKind.Injection => 2,
        _ => 1,
    });

    /// <summary>Makes a class. The same seed gives the same class. Pure.</summary>
    /// <param name="students">Students on the roster.</param>
    /// <param name="seed">Of all that is drawn.</param>
    /// <param name="kinds">What to plant; each of them once, in students of their own.</param>
    /// <exception cref="ArgumentException">There are too few students for the trouble.</exception>
    public static ClassPlan Make(int students, int seed, IReadOnlyList<TroubleKind>? kinds = null)
    {
        kinds ??= Enum.GetValues<TroubleKind>();
        if (students < Math.Max(1, StudentsFor(kinds)))
        {
            throw new ArgumentException(
                $"There are {students} students, but this trouble needs {StudentsFor(kinds)}: give more students or less trouble.", nameof(students));
        }

        var random = new Random(seed);
        var planter = new TroublePlanter([.. Enumerable.Range(0, students).Select(number => ClassStudents.Make(number, random))], random);
        foreach (var kind in kinds.Order())
        {
            planter.Plant(kind);
        }

        return planter.Finish();
    }
}
