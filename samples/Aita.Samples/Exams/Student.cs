namespace Aita.Samples;

/// <summary>An invented student and everything that the student wrote.</summary>
/// <param name="Name">Obviously invented.</param>
/// <param name="Id">Such as <c>S0001</c>.</param>
/// <param name="Hand">The handwriting.</param>
/// <param name="Answers">In the order of writing.</param>
internal sealed record Student(string Name, string Id, Hand Hand, IReadOnlyList<Answer> Answers)
{
    /// <summary>What is written in the head of a page if not the name and the id; an empty text where the student forgot it.</summary>
    public IReadOnlyDictionary<int, (string Name, string Id)> Heads { get; init; } = new Dictionary<int, (string, string)>();

    /// <summary>How well the student's pages can be read at best, page by page; 1 where nothing is said.</summary>
    public IReadOnlyDictionary<int, double> Legibility { get; init; } = new Dictionary<int, double>();

    public (string Name, string Id) Head(int page) => Heads.TryGetValue(page, out var head) ? head : (Name, Id);
}

/// <summary>A handwriting.</summary>
/// <param name="Font">The font file without extension.</param>
/// <param name="Size">Letter size in pixels.</param>
/// <param name="Ink">Colour as 0xRRGGBB.</param>
/// <param name="Unrest">How far letters stray, 1 is usual.</param>
/// <param name="Slant">Lean to the right, 0 is upright.</param>
internal sealed record Hand(string Font, float Size, uint Ink, float Unrest, float Slant);

/// <summary>What a student wrote in one place.</summary>
/// <param name="QuestionId">The question it answers.</param>
/// <param name="Points">What this part earns when graded with care; parts of one question add up.</param>
/// <param name="Text">Word for word, one written line a line: <c>~~crossed out~~</c>, maths in dollar signs, a line in square brackets is a sketch.</param>
internal sealed record Answer(string QuestionId, decimal Points, string Text)
{
    /// <summary>The page if not the question's own, such as for an answer that is continued.</summary>
    public int? Page { get; init; }

    /// <summary>Where on the page it stands if not in the room for the question.</summary>
    public float? Top { get; init; }

    /// <summary>The label the student wrote before it; by default the question's id and a bracket.</summary>
    public string Label { get; init; } = QuestionId + ")";
}
