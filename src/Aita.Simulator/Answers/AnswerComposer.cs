using System.Text.Json;

namespace Aita.Simulator;

/// <summary>Composes the answer of a request: pure, so the same request gets the same answer.</summary>
internal static class AnswerComposer
{
    private const double LatexShare = 0.25;
    private const double LengthSigma = 0.5;

    /// <summary>A good answer, cut at the limit of tokens the request set.</summary>
    public static Answer Compose(ChatRequest request, ulong bodyHash, SimulatorOptions options, PageEyes eyes, FaultKind fault)
    {
        var random = SeededRandom.For(options.Seed, bodyHash, 1, RandomPurpose.Answer);
        double length = Math.Exp(Math.Log(options.MedianCompletionTokens) + (LengthSigma * random.NextGaussian()));
        SeenPage[] seen = [.. request.Images.Select(image => eyes.See(request.Memory(image)))];
        var prose = new SimulatedProse(request.AskedText(), random, fault == FaultKind.BrokenLatex ? 1 : LatexShare);
        int tokens = (int)Math.Clamp(length, 1, Math.Min(request.MaxTokens ?? int.MaxValue, 100_000));
        string content = request.WantsJson || fault is FaultKind.BrokenLatex or FaultKind.MalformedJson
            ? ComposeJson(request, bodyHash, options, prose, seen)
            : seen.Length > 0 ? ReadingAsText(ReadPages(seen, bodyHash, options)) : prose.Text(TokenEstimate.Characters(tokens));
        var answer = Answer.Of(content);
        return request.MaxTokens is { } max ? answer.CutTo(max) : answer;
    }

    private static string ComposeJson(ChatRequest request, ulong bodyHash, SimulatorOptions options, SimulatedProse prose, SeenPage[] seen)
    {
        var pages = ReadPages(seen, bodyHash, options);
        if (request.Schema is { } slice)
        {
            var reader = new Utf8JsonReader(request.Bytes(slice));
            using var schema = JsonDocument.ParseValue(ref reader);
            return FormAnswers.Find(schema.RootElement, request, seen, options, bodyHash) is { } known
                ? SchemaAnswer.Generate(schema.RootElement, prose, known)
                : SchemaAnswer.Generate(schema.RootElement, prose, pages);
        }

        using var usual = JsonDocument.Parse(pages.Length > 0
            ? """{"properties":{"transcribed_text":{"type":"string"},"confidence":{"type":"number"},"notes":{"type":"string"}}}"""
            : """{"properties":{"answer":{"type":"string"}}}""");
        return SchemaAnswer.Generate(usual.RootElement, prose, pages);
    }

    private static string ReadingAsText(PageReading[] pages)
    {
        var reading = PageReading.Join(pages);
        return reading.Text.Length > 0 ? reading.Text : $"[{reading.Notes}]";
    }

    private static PageReading[] ReadPages(SeenPage[] seen, ulong bodyHash, SimulatorOptions options)
    {
        var random = SeededRandom.For(options.Seed, bodyHash, 1, RandomPurpose.Noise);
        var pages = new PageReading[seen.Length];
        for (int i = 0; i < pages.Length; i++)
        {
            pages[i] = PageReading.Of(seen[i], options.ReadingNoise, ref random);
        }

        return pages;
    }
}
