using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>Writes answers that are one piece.</summary>
internal static class WholeAnswer
{
    /// <summary>Answers with the error's own status.</summary>
    public static async Task WriteAsync(HttpContext context, WireError error)
    {
        using var body = new PooledBuffer();
        ErrorWriter.WriteBody(body, error);
        await WriteAsync(context, error.Code, "application/json", body.Written);
    }

    /// <summary>Answers 200 with the JSON that <paramref name="write"/> writes.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var body = new PooledBuffer();
        using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        await WriteAsync(context, StatusCodes.Status200OK, "application/json", body.Written);
    }

    public static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }
}
