using System.Globalization;
using Aita.Exams.Html;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// The frame of the reports: one file without script, without anything to load, in light and dark and on paper. Everything that a student
/// or a model wrote goes through <see cref="HtmlText"/>; the policy of the page allows no script should anything slip through.
/// </summary>
internal static class ReportPage
{
    private const double Sure = 0.8;
    private const double Unsure = 0.5;

    private static readonly Raw Style = new("""
        :root{color-scheme:light dark;--line:#8884;--soft:#8881}
        *{box-sizing:border-box}
        body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:90rem;padding:1.5rem}
        h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:0 0 .5rem}
        .sub{opacity:.75;margin:0 0 1.5rem}
        .page{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.25rem;border-top:1px solid var(--line);padding:1.25rem 0}
        .page img{width:100%;height:auto;border:1px solid var(--line);background:#fff}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.5 ui-monospace,monospace;background:var(--soft);padding:.75rem;margin:.5rem 0;border-radius:4px}
        .sheet{position:relative}
        .frame{position:absolute;border:2px solid #27c;border-radius:3px}.frame span{position:absolute;bottom:100%;right:-2px;background:#27c;color:#fff;font:600 .75rem/1.4 system-ui,sans-serif;padding:0 .35rem}
        .block{display:grid;grid-template-columns:3rem minmax(0,1fr);gap:.5rem}.block .id{font-weight:600;padding-top:1.25rem;overflow-wrap:anywhere}.block pre{margin:.5rem 0 0}
        .bar{display:flex;align-items:center;gap:.5rem}
        meter{width:8rem;height:.9rem}
        .failed{border:2px solid #c33;border-radius:4px;padding:.75rem;color:#c33;font-weight:600}
        .note{opacity:.8;margin:.25rem 0}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line)}td.n,th.n{text-align:right}
        .bad{color:#c33;font-weight:600}
        @media(max-width:50rem){.page{grid-template-columns:1fr}}
        @media print{body{max-width:none;padding:0;font-size:11pt}.page{break-inside:avoid}pre{font-size:9.5pt}a{color:inherit;text-decoration:none}}
        """);

    /// <summary>A whole file.</summary>
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
        <h1>{title}</h1>
        <p class="sub">{subtitle}</p>
        {body}
        </body>
        </html>

        """).ToString();

    /// <summary>How sure the reader says it is: green from 80 per cent, amber from 50, red below. It is the model's own word, not a measurement.</summary>
    public static Raw ConfidenceBar(double confidence) => HtmlText.Of(
        $"""<div class="bar"><meter min="0" max="1" low="{Unsure}" high="{Sure}" optimum="1" value="{confidence}"></meter> <span>{Percent(confidence)}</span></div>""");

    /// <summary>Whether a reading should be compared with its page.</summary>
    public static bool IsUnsure(double confidence) => confidence < Sure;

    /// <summary><c>97 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100):0} %");
}
