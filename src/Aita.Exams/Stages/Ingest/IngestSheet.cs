using Aita.Exams.Domain;
using Aita.Exams.Html;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// The sheet that shows at a glance whose pages are whose: name strips beside names. One file without script; whatever was read on paper is
/// encoded.
/// </summary>
internal static class IngestSheet
{
    private static readonly Raw Style = new("""
        :root{color-scheme:light dark;--line:#8884;--soft:#8881}
        body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:80rem;padding:1.5rem}
        h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1rem 0 .25rem}
        .sub{opacity:.75;margin:0 0 1rem}.tag{border-radius:4px;padding:.05rem .4rem;background:var(--soft);white-space:nowrap}
        .bad{color:#c33;font-weight:600}.good{color:#2a7d3b}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid var(--line)}
        td img{display:block;width:26rem;max-width:100%;background:#fff;border:1px solid var(--line)}td.n{white-space:nowrap}
        @media print{body{max-width:none;padding:0;font-size:9.5pt}tr{break-inside:avoid}td img{width:16rem}}
        """);

    public static string Render(IngestPlan plan, IngestManifest manifest, UnresolvedFile unresolved)
    {
        var open = unresolved.Items.Where(item => !item.IsAnswered).ToList();
        var counts = manifest.Counts;
        var body = HtmlText.Join(
        [
            Open(plan, open),
            Students(plan, manifest),
            Others(plan, manifest, PageState.Unassigned, "Without a student"),
            Others(plan, manifest, PageState.Duplicate, "Duplicates and rescans"),
            Others(plan, manifest, PageState.Blank, "Blank"),
            Others(plan, manifest, PageState.Waiting, "Not done yet"),
            List("On the roster, but without scans", manifest.StudentsWithoutScans),
            List("Names of nobody on the roster", manifest.UnknownNames),
            List("Files that could not be used", [.. manifest.Sources.Where(source => source.Error is not null).Select(source => $"{source.Path}: {source.Error}")]),
        ]);
        return HtmlText.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="robots" content="noindex">
            <title>{plan.Folder.Name}: whose pages are whose</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{plan.Folder.Name}: whose pages are whose</h1>
            <p class="sub">{counts.Pages} pages in = {counts.Assigned} assigned + {counts.Blank} blank + {counts.Duplicate} duplicates + {counts.Unassigned} unassigned{(counts.Waiting > 0 ? $" + {counts.Waiting} not done yet" : "")}</p>
            {body}
            </body>
            </html>

            """).ToString();
    }

    private static Raw Open(IngestPlan plan, List<UnresolvedItem> open) => open.Count == 0 ? default : HtmlText.Of($"""
        <h2 class="bad">{open.Count} to decide</h2>
        <p class="sub">{new UnresolvedFile().WhatToDo}</p>
        <table>
        <tr><th>Name strip</th><th>Read</th><th>Why</th><th>May be</th><th>From</th></tr>
        {HtmlText.Join(open.Select(item => HtmlText.Of($"""
            <tr><td>{Strip(plan, item.Strip)}</td><td>{item.ReadName}<br>{item.ReadId}</td><td>{item.Reason}<br><span class="tag">{item.Id}</span></td><td>{HtmlText.Join(item.Candidates.Select(candidate => HtmlText.Of($"{candidate.Student} {candidate.StudentId} ({candidate.Score})<br>")))}</td><td>{HtmlText.Join(item.Sources.Select(source => HtmlText.Of($"{source}<br>")))}</td></tr>

            """)))}</table>

        """);

    private static Raw Students(IngestPlan plan, IngestManifest manifest)
    {
        var students = manifest.Pages.Where(page => page.State == PageState.Assigned || (page.State == PageState.Blank && page.Student is not null))
            .GroupBy(page => page.Student!, StringComparer.Ordinal).OrderBy(student => student.Key, NaturalOrder.Instance);
        return HtmlText.Join(students.Select(student => HtmlText.Of($"""
            <h3>{student.Key} {Missing(manifest, student.Key)}</h3>
            {Rows(plan, student.OrderBy(page => page.ExamPage))}

            """)).Prepend(HtmlText.Of($"<h2>Students</h2>\n")));
    }

    private static Raw Missing(IngestManifest manifest, string student) => manifest.MissingPages.TryGetValue(student, out var pages)
        ? HtmlText.Of($"""<span class="bad">page {string.Join(", ", pages)} missing</span>""")
        : HtmlText.Of($"""<span class="good">complete</span>""");

    private static Raw Others(IngestPlan plan, IngestManifest manifest, PageState state, string title)
    {
        var pages = manifest.Pages.Where(page => page.State == state && (state != PageState.Blank || page.Student is null)).ToList();
        return pages.Count == 0 ? default : HtmlText.Of($"<h2>{title}</h2>\n{Rows(plan, pages)}\n");
    }

    private static Raw Rows(IngestPlan plan, IEnumerable<IngestedPage> pages) => HtmlText.Of($"""
        <table>
        {HtmlText.Join(pages.Select(page => HtmlText.Of($"""
            <tr><td class="n">{(page.ExamPage is { } number ? $"page {number}" : "")}</td><td>{Strip(plan, page.StripFile)}</td><td>{page.Read?.StudentName}<br>{page.Read?.StudentId}</td><td>{Notes(page)}</td><td>{page.Source}{(page.PageInFile > 1 ? $", page {page.PageInFile}" : "")}</td></tr>

            """)))}</table>
        """);

    private static Raw Notes(IngestedPage page) => HtmlText.Join(
        page.Reasons.Append(page.Rotation > 0 ? $"Turned by {page.Rotation}°." : "").Append(page.ByPerson ? "Decided by a person." : "")
            .Where(note => note.Length > 0).Select(note => HtmlText.Of($"{note}<br>")));

    private static Raw List(string title, IReadOnlyList<string> lines) => lines.Count == 0 ? default : HtmlText.Of($"""
        <h2>{title}</h2>
        <ul>{HtmlText.Join(lines.Select(line => HtmlText.Of($"<li>{line}</li>")))}</ul>

        """);

    private static Raw Strip(IngestPlan plan, string? file)
    {
        if (file is null || !File.Exists(plan.Files.Full(file)))
        {
            return default;
        }

        var small = Images.PageTurn.TopOf(File.ReadAllBytes(plan.Files.Full(file)), 1, 640, 60);
        return small is null ? default : HtmlText.Of($"""<img alt="Name strip" src="{InlineImage.Address(small, "image/jpeg")}">""");
    }
}
