using System.Buffers;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>Writes error objects.</summary>
internal static class ErrorWriter
{
    /// <summary>A body that is an error and nothing else; <paramref name="userId"/> is part of OpenRouter's errors inside a 200.</summary>
    public static void WriteBody(IBufferWriter<byte> output, WireError error, string? userId = null)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteError(json, error);
        if (userId is not null)
        {
            json.WriteString("user_id"u8, userId);
        }

        json.WriteEndObject();
    }

    /// <summary>The property <c>error</c> of an object that is open.</summary>
    public static void WriteError(Utf8JsonWriter json, WireError error)
    {
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        json.WriteStartObject("metadata"u8);
        if (error.ErrorType is not null)
        {
            json.WriteString("error_type"u8, error.ErrorType);
        }

        if (error.FromProvider)
        {
            json.WriteString("provider_name"u8, "Simulator"u8);
            json.WriteString("raw"u8, error.Message);
        }

        if (error.Headers.Count > 0)
        {
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in error.Headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("availability"u8);
        json.WriteBoolean("retryable"u8, error.Retryable);
        if (error.RetryAfterSeconds is { } seconds)
        {
            json.WriteNumber("retry_after"u8, seconds);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
