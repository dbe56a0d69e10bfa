using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Privacy;

/// <summary>
/// Where the names stand on the pages of an assignment: as ingest noted it in its manifest, or one strip for all pages. Where ingest could not
/// tell which way up a page lies, the name may stand at other sides, too. Immutable.
/// </summary>
internal sealed class NameStrips
{
    private readonly string _grouped;
    private readonly Dictionary<string, NameStrip> _byFile;
    private readonly NameStrip? _forAll;

    private NameStrips(string grouped, Dictionary<string, NameStrip> byFile, NameStrip? forAll, bool isOn) =>
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

        var byFile = await StripsOfManifestAsync(folder, cancellationToken).ConfigureAwait(false);
        var forAll = topPercent is { } top ? NameStrip.OfTop(top) : null;
        return new NameStrips(folder.Grouped, byFile, forAll, forAll is not null || redaction == Redaction.On || byFile.Values.Any(strip => strip.Region is not null));
    }

    /// <summary>What is to be painted over on that page; <see langword="null"/> when nothing is.</summary>
    /// <param name="path">The page's file.</param>
    public NameStrip? Of(string path)
    {
        if (!IsOn)
        {
            return null;
        }

        var noted = _byFile.GetValueOrDefault(KeyOf(Path.GetRelativePath(_grouped, path)));
        return _forAll is null ? noted ?? new NameStrip(Region: null) : _forAll with { Doubt = noted?.Doubt ?? TurnDoubt.None };
    }

    private static string KeyOf(string relative)
    {
        var key = relative.Replace('\\', '/').TrimStart('/');
        return key.StartsWith("grouped/", StringComparison.Ordinal) ? key["grouped/".Length..] : key;
    }

    private static async Task<Dictionary<string, NameStrip>> StripsOfManifestAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var strips = new Dictionary<string, NameStrip>(StringComparer.Ordinal);
        var manifest = await JsonFile.TryReadAsync(folder.IngestManifest, StripManifestContext.Default.StripManifest, cancellationToken).ConfigureAwait(false);
        foreach (var page in manifest?.Pages ?? [])
        {
            if (page.File is { Length: > 0 } file)
            {
                strips[KeyOf(file)] = new NameStrip(RegionOf(page.Strip))
                {
                    Doubt = page.IsUpright ? TurnDoubt.None : page.IsLevel ? TurnDoubt.UpsideDown : TurnDoubt.AnySide,
                };
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
