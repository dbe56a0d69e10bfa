using System.Text.Json;

namespace Aita.Execution;

/// <summary>What the body of a failed answer says, whatever its shape. Every part may be missing.</summary>
internal sealed class ErrorBody
{
    public string? Message { get; private set; }

    /// <summary>The reason in the words of the upstream provider.</summary>
    public string? Raw { get; private set; }

    public string? ProviderName { get; private set; }

    public int? NumericCode { get; private set; }

    public string? ErrorType { get; private set; }

    public string? ErrorCode { get; private set; }

    public bool? Retryable { get; private set; }

    public double? RetryAfterSeconds { get; private set; }

    /// <summary>Rate-limit headers that were put into the body.</summary>
    public Dictionary<string, string>? Headers { get; private set; }

    /// <summary>Reads a body. Null when it is not JSON; empty when it is JSON of another kind.</summary>
    public static ErrorBody? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = new ErrorBody();
            error.ReadRoot(document.RootElement);
            return error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void ReadRoot(JsonElement root)
    {
        // Gemini's compatible endpoint answers with a list of one.
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        // The top comes last, because what is read last wins.
        if (Child(root, "choices", JsonValueKind.Array) is { } choices && choices.GetArrayLength() > 0
            && choices[0].ValueKind == JsonValueKind.Object && choices[0].TryGetProperty("error", out var inChoice))
        {
            ReadError(inChoice);
        }

        if (root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
        {
            ReadError(error);
        }
        else if (Message is null)
        {
            ReadError(root);
        }
    }

    private void ReadError(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
        {
            Message = Text(error);
            return;
        }

        if (error.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        Message = Text(error, "message") ?? Text(error, "detail") ?? Message;
        ErrorType = Text(error, "type") ?? ErrorType;
        ReadSignals(error);
        if (error.TryGetProperty("code", out var code))
        {
            NumericCode = ToStatus(code) ?? NumericCode;
            ErrorCode = code.ValueKind == JsonValueKind.String && ToStatus(code) is null ? Text(code) : ErrorCode;
        }

        if (Child(error, "metadata", JsonValueKind.Object) is { } metadata)
        {
            ReadSignals(metadata);
            ReadMetadata(metadata);
        }
    }

    /// <summary>OpenRouter's documentation shows these both in the error and in its metadata.</summary>
    private void ReadSignals(JsonElement element)
    {
        ErrorType = Text(element, "error_type") ?? ErrorType;
        if (element.TryGetProperty("http_status", out var status))
        {
            NumericCode = ToStatus(status) ?? NumericCode;
        }

        if (Child(element, "availability", JsonValueKind.Object) is not { } availability)
        {
            return;
        }

        ErrorCode = Text(availability, "code") ?? ErrorCode;
        if (availability.TryGetProperty("retryable", out var retryable) && retryable.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            Retryable = retryable.GetBoolean();
        }

        if (availability.TryGetProperty("retry_after", out var wait) && wait.ValueKind == JsonValueKind.Number && wait.TryGetDouble(out var seconds))
        {
            RetryAfterSeconds = seconds;
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        ProviderName = Text(metadata, "provider_name") ?? ProviderName;
        if (metadata.TryGetProperty("raw", out var raw))
        {
            Raw = raw.ValueKind switch
            {
                JsonValueKind.String => Reason(Text(raw)!),
                JsonValueKind.Object => Reason(raw.GetRawText()),
                _ => Raw,
            };
        }

        // Only moderation says why and what: the task is at fault, not the key.
        if (metadata.TryGetProperty("reasons", out _) || metadata.TryGetProperty("flagged_input", out _) || metadata.TryGetProperty("patterns", out _))
        {
            ErrorType = "moderation";
        }

        if (Child(metadata, "headers", JsonValueKind.Object) is { } headers)
        {
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var header in headers.EnumerateObject())
            {
                Headers[header.Name] = header.Value.ValueKind == JsonValueKind.String ? Text(header.Value)! : header.Value.GetRawText();
            }
        }
    }

    /// <summary>The upstream provider's own error is often JSON inside a text.</summary>
    private static string Reason(string raw)
    {
        if (raw.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            try
            {
                using var document = JsonDocument.Parse(raw);
                var inner = new ErrorBody();
                inner.ReadRoot(document.RootElement);
                return inner.Message ?? raw;
            }
            catch (JsonException)
            {
                // It only looked like JSON.
            }
        }

        return raw;
    }

    private static JsonElement? Child(JsonElement element, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var child) && child.ValueKind == kind ? child : null;

    private static string? Text(JsonElement element, string name) =>
        Child(element, name, JsonValueKind.String) is { } child && Text(child) is { Length: > 0 } text ? text : null;

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return element.GetRawText();
        }
    }

    private static int? ToStatus(JsonElement element)
    {
        int number;
        var read = element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt32(out number),
            JsonValueKind.String => int.TryParse(element.GetString(), out number),
            _ => int.TryParse("", out number),
        };
        return read && number is >= 300 and < 600 ? number : null;
    }
}
