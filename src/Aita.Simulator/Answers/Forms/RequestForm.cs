using System.Text.Json;

namespace Aita.Simulator;

/// <summary>The requests of an exam's workflow, recognised by the properties that their schema asks for.</summary>
internal enum RequestForm
{
    /// <summary>Any other request.</summary>
    Other,

    /// <summary>Name, id and page number of a name strip.</summary>
    NameStrip,

    /// <summary>The printed questions of an exam.</summary>
    Questions,

    /// <summary>The handwriting of a page in blocks.</summary>
    Blocks,

    /// <summary>The points of one answer, criterion by criterion.</summary>
    Grading,
}

/// <summary>Recognises forms.</summary>
internal static class RequestForms
{
    public static RequestForm Of(JsonElement root)
    {
        var schema = SchemaRules.Resolve(root, root);
        return Has(schema, "student_name", "student_id", "is_first_page") ? RequestForm.NameStrip
            : Has(Items(root, schema, "questions"), "question_id", "question_text") ? RequestForm.Questions
            : Has(Items(root, schema, "blocks"), "question_id", "text") ? RequestForm.Blocks
            : Has(Items(root, schema, "criteria"), "criterion", "points", "quote") ? RequestForm.Grading
            : RequestForm.Other;
    }

    private static bool Has(JsonElement schema, params ReadOnlySpan<string> properties)
    {
        foreach (string property in properties)
        {
            if (SchemaRules.Property(schema, property) is null)
            {
                return false;
            }
        }

        return true;
    }

    private static JsonElement Items(JsonElement root, JsonElement schema, string list) =>
        SchemaRules.Property(schema, list) is { } property
        && SchemaRules.Resolve(root, property) is { ValueKind: JsonValueKind.Object } array
        && array.TryGetProperty("items"u8, out var items)
            ? SchemaRules.Resolve(root, items)
            : default;
}
