using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>GET /v1/models and GET /v1/key.</summary>
internal sealed class CatalogEndpoints(Simulation simulation)
{
    public Task WriteModelsAsync(HttpContext context) => WholeAnswer.WriteAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var model in simulation.Options.Models)
        {
            WriteModel(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task WriteKeyAsync(HttpContext context)
    {
        var options = simulation.Options;
        if (!ChatAdmission.HasKey(context.Request, options))
        {
            return WholeAnswer.WriteAsync(context, WireError.Of(401));
        }

        return WholeAnswer.WriteAsync(context, json =>
        {
            decimal spent = simulation.Spent;
            json.WriteStartObject();
            json.WriteStartObject("data"u8);
            json.WriteString("label"u8, "simulated key"u8);
            WriteAmount(json, "limit", options.CreditLimit);
            json.WriteNull("limit_reset"u8);
            WriteAmount(json, "limit_remaining", options.CreditLimit is { } limit ? Math.Max(0, limit - spent) : null);
            json.WriteNumber("usage"u8, spent);
            json.WriteNumber("usage_daily"u8, spent);
            json.WriteNumber("usage_weekly"u8, spent);
            json.WriteNumber("usage_monthly"u8, spent);
            json.WriteBoolean("is_free_tier"u8, false);
            json.WriteBoolean("is_management_key"u8, false);
            json.WriteNull("expires_at"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void WriteModel(Utf8JsonWriter json, SimulatedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("canonical_slug"u8, model.Id);
        json.WriteString("name"u8, $"{model.Id} (simulated)");
        json.WriteString("description"u8, "Simulated by aita-simulator: answers are invented and prices are examples."u8);
        json.WriteNumber("created"u8, 0);
        json.WriteNumber("context_length"u8, model.ContextLength);
        json.WriteStartObject("architecture"u8);
        WriteStrings(json, "input_modalities", ["text", "image"]);
        WriteStrings(json, "output_modalities", ["text"]);
        json.WriteEndObject();
        json.WriteStartObject("pricing"u8);
        WritePrice(json, "prompt", model.PromptPrice);
        WritePrice(json, "completion", model.CompletionPrice);
        WritePrice(json, "request", 0);
        WritePrice(json, "image", 0);
        json.WriteEndObject();
        json.WriteStartObject("top_provider"u8);
        json.WriteNumber("context_length"u8, model.ContextLength);
        json.WriteNumber("max_completion_tokens"u8, model.MaxCompletionTokens);
        json.WriteBoolean("is_moderated"u8, false);
        json.WriteEndObject();
        WriteStrings(json, "supported_parameters", ["max_tokens", "response_format", "structured_outputs", "temperature"]);
        json.WriteEndObject();
    }

    /// <summary>Prices are decimal strings in USD per unit, without an exponent.</summary>
    private static void WritePrice(Utf8JsonWriter json, string name, decimal price) =>
        json.WriteString(name, price.ToString("0.##################", CultureInfo.InvariantCulture));

    private static void WriteAmount(Utf8JsonWriter json, string name, decimal? amount)
    {
        if (amount is { } usd)
        {
            json.WriteNumber(name, usd);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
