using Aita.Exams.Html;

namespace Aita.Exams.Stages.Reports;

/// <summary>
/// The frame of the reports: one file without script, without anything to load, in light and dark and on paper. The policy of the page allows
/// no script and no request, should anything slip through the encoding.
/// </summary>
internal static class ReportFrame
{
    private static readonly Raw Style = new("""
        :root{color-scheme:light dark;--line:#8884;--soft:#8881;--good:#17803d;--bad:#c22f2f;--open:#a66400;--accent:#2463b0}
        @media(prefers-color-scheme:dark){:root{--good:#57c27c;--bad:#f07575;--open:#e0a548;--accent:#7fb2f0}}
        *{box-sizing:border-box}
        body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:96rem;padding:1.5rem}
        h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:1.75rem 0 .5rem}h3{font-size:1rem;margin:0}
        .sub,.note{opacity:.8;margin:.25rem 0}
        .total{font-size:1.35rem;margin:.5rem 0 0}
        table{border-collapse:collapse;margin:.5rem 0}
        th,td{text-align:left;vertical-align:top;padding:.3rem .75rem;border-bottom:1px solid var(--line)}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .page{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.25rem;border-top:1px solid var(--line);padding:1.25rem 0}
        .picture{position:relative;align-self:start}
        .picture img{display:block;width:100%;height:auto;border:1px solid var(--line);background:#fff}
        .mark{position:absolute;border:2px solid #c22f2f;border-radius:4px;background:#c22f2f0d}
        .mark a{position:absolute;right:-2px;bottom:100%;background:#c22f2f;color:#fff;font-size:.8rem;line-height:1.3;padding:.05rem .4rem;border-radius:4px 4px 0 0;text-decoration:none;white-space:nowrap}
        .mark.open{border-color:#a66400;background:#a664000d}.mark.open a{background:#a66400}
        .card{border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;margin:0 0 1rem}
        .card>header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
        .points{font-weight:700;font-variant-numeric:tabular-nums}
        .state{font-size:.85rem;padding:0 .5rem;border:1px solid currentColor;border-radius:1rem}
        .graded,.blank,.excused{color:var(--good)}.open{color:var(--open)}.failed{color:var(--bad)}
        .standing{font-size:.75rem;font-weight:400;padding:0 .35rem;border:1px dotted currentColor;border-radius:.25rem;white-space:nowrap}
        .standing.suggested{color:var(--open)}.standing.accepted{color:var(--accent)}.standing.decided{color:var(--good)}
        .legend ul{margin:0;padding-left:1.1rem}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.5 ui-monospace,monospace;background:var(--soft);padding:.6rem .75rem;margin:.5rem 0;border-radius:4px;unicode-bidi:plaintext}
        pre .q{background:#ffd54a66;border-bottom:2px solid #d89c00}pre .x{text-decoration:line-through;opacity:.7}pre .u{color:var(--open);font-weight:600}pre .m{color:var(--accent)}
        q{font-style:italic}
        .criteria{width:100%;font-size:.92rem}.criteria td:first-child{width:5rem}
        .feedback{border-left:4px solid var(--accent);padding-left:.75rem;margin:.5rem 0}
        .reasons{border-left:4px solid var(--open);padding-left:.75rem;margin:.5rem 0}.reasons ul{margin:0;padding-left:1.1rem}
        .plot svg{max-width:100%;height:auto;background:#fff}
        @media(max-width:56rem){.page{grid-template-columns:1fr}}
        @page{margin:14mm}
        @media print{
        :root{color-scheme:light}
        body{max-width:none;padding:0;font-size:10.5pt}pre{font-size:9.5pt}
        a{color:inherit;text-decoration:none}h2{break-after:avoid}
        .card,.plot,tr{break-inside:avoid}thead{display:table-header-group}
        .page{display:block;break-before:page;border-top:0;padding:0}.page:first-of-type{break-before:auto}
        .picture{width:62%;margin:0 auto 1rem;break-inside:avoid}
        .mark,.mark a,pre .q{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        }
        """);

    /// <summary>A whole file.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="subtitle">The line below it.</param>
    /// <param name="body">What follows.</param>
    public static string Render(string title, string subtitle, Raw body) => HtmlText.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <meta name="robots" content="noindex">
        <title>{title}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1 dir="auto">{title}</h1>
        <p class="sub">{subtitle}</p>
        {body}
        </body>
        </html>

        """).ToString();
}
