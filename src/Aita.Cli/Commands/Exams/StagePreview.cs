using Aita.Cli.Rendering;

namespace Aita.Cli.Commands.Exams;

/// <summary>What <c>--dry-run</c> says.</summary>
internal static class StagePreview
{
    /// <summary>Writes the offer on standard output: it is the result of a dry run.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="offer">What would be done.</param>
    /// <param name="more">Further lines for a person.</param>
    /// <param name="json">Whether to write JSON instead.</param>
    public static void Write(CommandContext context, StageOffer offer, IReadOnlyList<string> more, bool json)
    {
        if (json)
        {
            context.Console.WriteResult(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                offer.WriteTo(writer);
                writer.WriteEndObject();
            }));
            return;
        }

        foreach (var line in offer.Lines().Concat(more))
        {
            context.Console.WriteResult(line);
        }

        context.Console.WriteMessage("A dry run: nothing was sent.");
    }
}
