using System.Text;

namespace Aita.Benchmarks.Macro;

/// <summary>The page of results: a scenario replaces its own section and leaves the others, and what a person wrote, as they are.</summary>
internal sealed class ResultsPage
{
    private const string Results = "## Results";
    private const string Notes = "### Reading them";
    private readonly string _path;
    private readonly List<(string Title, string Text)> _sections = [];
    private string _head;

    private ResultsPage(string path, string text)
    {
        _path = path;
        var parts = text.ReplaceLineEndings("\n").Split("\n### ");
        _head = parts[0].TrimEnd() + "\n";
        foreach (var part in parts.Skip(1))
        {
            _sections.Add(("### " + part.Split('\n')[0].Trim(), "### " + part.TrimEnd() + "\n"));
        }
    }

    public static async Task<ResultsPage> ReadAsync(string path) => new(path, await File.ReadAllTextAsync(path));

    /// <summary>Says what the results were measured on.</summary>
    public void SetMachine(string text)
    {
        var at = _head.IndexOf(Results, StringComparison.Ordinal);
        _head = (at < 0 ? _head : _head[..at].TrimEnd() + "\n") + $"\n{Results}\n{text}\n";
    }

    /// <summary>Puts a section in the place of the one with its title; a new one comes before the notes.</summary>
    public void Set(string title, string text)
    {
        var section = ($"### {title}", $"### {title}\n\n{text.Trim()}\n");
        var at = _sections.FindIndex(other => other.Title == section.Item1);
        if (at >= 0)
        {
            _sections[at] = section;
            return;
        }

        var notes = _sections.FindIndex(static other => other.Title == Notes);
        _sections.Insert(notes < 0 ? _sections.Count : notes, section);
    }

    /// <summary>Writes the page, and a picture beside it.</summary>
    public async Task SaveAsync(BarChart? chart)
    {
        if (chart is not null)
        {
            var images = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_path)!, "images"));
            await File.WriteAllTextAsync(Path.Combine(images.FullName, chart.Name + ".svg"), chart.ToString());
        }

        var text = new StringBuilder(_head);
        foreach (var (_, section) in _sections)
        {
            text.Append('\n').Append(section);
        }

        await File.WriteAllTextAsync(_path, text.ToString());
    }
}
