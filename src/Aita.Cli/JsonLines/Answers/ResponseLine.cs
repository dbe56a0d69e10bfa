using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.JsonLines.Answers;

/// <summary>Writes lines of the output: OpenAI Batch responses. Reuses one buffer; not thread-safe.</summary>
internal sealed class ResponseLine : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _writer;

    public ResponseLine() => _writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The line of an outcome.</summary>
    /// <returns>The line without its end; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Format(BatchPlace place, TaskResult<BatchAnswer> result)
    {
        Begin(place.Line, result.TaskId);
        if (result.TryGetValue(out var answer))
        {
            BeginResponse(200, answer.Id);
            _writer.WriteRawValue(answer.Body.Utf8.Span, skipInputValidation: true);
            _writer.WriteEndObject();
            _writer.WriteNull("error"u8);
        }
        else
        {
            WriteFailure(result.Failure!);
        }

        return End();
    }

    /// <summary>The line of an input line that could not be run.</summary>
    /// <returns>The line without its end; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Format(BatchProblem problem)
    {
        Begin(problem.Place.Line, problem.CustomId);
        _writer.WriteNull("response"u8);
        WriteError(problem.Code, problem.Message);
        return End();
    }

    /// <summary>The line of an answer that a checkpoint holds.</summary>
    /// <param name="number">Its number, from 1: where it stood in the input is not known.</param>
    /// <param name="id">The task's id.</param>
    /// <param name="answer">The answer; one that is not kept whole gets a body with its text.</param>
    /// <returns>The line without its end; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Format(long number, string id, LlmAnswer answer)
    {
        Begin(number, id);
        BeginResponse(200, answer.ResponseId);
        if (answer.Body is { } body)
        {
            _writer.WriteRawValue(body.Utf8.Span, skipInputValidation: true);
        }
        else
        {
            WriteBody(answer);
        }

        _writer.WriteEndObject();
        _writer.WriteNull("error"u8);
        return End();
    }

    public void Dispose() => _writer.Dispose();

    private static string CodeOf(FailureKind kind) => kind == FailureKind.Server
        ? "server_error"
        : JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>Line breaks may stand between the tokens of a body, never inside its texts: spaces say the same.</summary>
    private static string OnOneLine(string body) =>
        body.AsSpan().ContainsAny('\n', '\r') ? body.Replace('\n', ' ').Replace('\r', ' ') : body;

    /// <summary>Also false for a text that was cut inside a character, which cannot be copied as it stands.</summary>
    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }

    private void Begin(long line, string? customId)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"batch_req_{line:D8}"));
        _writer.WriteString("custom_id"u8, customId);
    }

    /// <summary>Up to the body, which is to follow.</summary>
    private void BeginResponse(int status, string? requestId)
    {
        _writer.WriteStartObject("response"u8);
        _writer.WriteNumber("status_code"u8, status);
        _writer.WriteString("request_id"u8, requestId);
        _writer.WritePropertyName("body"u8);
    }

    private void WriteBody(LlmAnswer answer)
    {
        _writer.WriteStartObject();
        _writer.WriteString("id"u8, answer.ResponseId);
        _writer.WriteString("model"u8, answer.Model);
        _writer.WriteStartArray("choices"u8);
        _writer.WriteStartObject();
        _writer.WriteNumber("index"u8, 0);
        _writer.WriteString("finish_reason"u8, answer.FinishReason);
        _writer.WriteStartObject("message"u8);
        _writer.WriteString("role"u8, "assistant"u8);
        _writer.WriteString("content"u8, answer.Text);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }

    private void WriteFailure(LlmFailure failure)
    {
        if (failure.StatusCode is { } status)
        {
            BeginResponse(status, requestId: null);
            if (failure.RawResponse is { } raw && IsJson(raw))
            {
                _writer.WriteRawValue(OnOneLine(raw), skipInputValidation: true);
            }
            else
            {
                _writer.WriteStringValue(failure.RawResponse);
            }

            _writer.WriteEndObject();
        }
        else
        {
            _writer.WriteNull("response"u8);
        }

        WriteError(CodeOf(failure.Kind), failure.Message);
    }

    private void WriteError(string code, string message)
    {
        _writer.WriteStartObject("error"u8);
        _writer.WriteString("code"u8, code);
        _writer.WriteString("message"u8, message);
        _writer.WriteEndObject();
    }

    private ReadOnlyMemory<byte> End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenMemory;
    }
}
