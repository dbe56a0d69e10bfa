using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Privacy;

/// <summary>
/// Where the names stand on the pages of an assignment: as ingest noted it in its manifest, or one strip for all pages. Immutable.
/// </summary>
internal sealed class NameStrips
{
    private readonly string _grouped;
    private readonly Dictionary<string, PageRegion> _byFile;
    private readonly NameStrip? _forAll;

    private NameStrips(string grouped, Dictionary<string, PageRegion> byFile, NameStrip? forAll, bool isOn) =>
        (_grouped, _byFile, _forAll, IsOn) = (grouped, byFile, forAll, isOn);

    /// <summary>Whether names are painted over.</summary>
    public bool IsOn { get; }

    /// <summary>The strips of an assignment.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="redaction">Whether they are painted over.</param>
    /// <param name="topPercent">The height of one strip for all pages, in per cent, in place of what ingest noted.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ExamException">The percentage is out of range, or the manifest cannot be read.</exception>
    public static async Task<NameStrips> ReadAsync(AssignmentFolder folder, Redaction redaction, double? topPercent, CancellationToken cancellationToken)
    {
        if (topPercent is { } percent && !(percent is > 0 and < 100))
        {
            throw new ExamException(ExamErrorKind.Invalid, $"The name strip is {percent:0.##} % of the page; set it to more than 0 and less than 100.");
        }

        if (redaction == Redaction.Off)
        {
            return new NameStrips(folder.Grouped, [], null, isOn: false);
        }

        if (topPercent is { } top)
        {
            return new NameStrips(folder.Grouped, [], NameStrip.OfTop(top), isOn: true);
        }

        var byFile = await StripsOfManifestAsync(folder, cancellationToken).ConfigureAwait(false);
        return new NameStrips(folder.Grouped, byFile, null, redaction == Redaction.On || byFile.Count > 0);
    }

    /// <summary>What is to be painted over on that page; <see langword="null"/> when nothing is.</summary>
    /// <param name="path">The page's file.</param>
    public NameStrip? Of(string path) => !IsOn ? null : _forAll ?? new NameStrip(_byFile.GetValueOrDefault(KeyOf(Path.GetRelativePath(_grouped, path))));

    private static string KeyOf(string relative)
    {
        var key = relative.Replace('\\', '/').TrimStart('/');
        return key.StartsWith("grouped/", StringComparison.Ordinal) ? key["grouped/".Length..] : key;
    }

    private static async Task<Dictionary<string, PageRegion>> StripsOfManifestAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var strips = new Dictionary<string, PageRegion>(StringComparer.Ordinal);
        var manifest = await JsonFile.TryReadAsync(folder.IngestManifest, StripManifestContext.Default.StripManifest, cancellationToken).ConfigureAwait(false);
        foreach (var page in manifest?.Pages ?? [])
        {
            if (page.File is { Length: > 0 } file && RegionOf(page.Strip) is { } region)
            {
                strips[KeyOf(file)] = region;
            }
        }

        return strips;
    }

    /// <summary>A strip that is no rectangle of the page is none: its page is then not sent.</summary>
    private static PageRegion? RegionOf(JsonElement strip)
    {
        return strip.ValueKind == JsonValueKind.Object
            && Side("top") is { } top && Side("left") is { } left && Side("bottom") is { } bottom && Side("right") is { } right
            && top < bottom && left < right
            ? new PageRegion { Top = top, Left = left, Bottom = bottom, Right = right }
            : null;

        int? Side(string name) =>
            strip.TryGetProperty(name, out var side) && side.ValueKind == JsonValueKind.Number && side.TryGetDouble(out var value) && value is >= 0 and <= 1000
                ? (int)Math.Round(value)
                : null;
    }
}
