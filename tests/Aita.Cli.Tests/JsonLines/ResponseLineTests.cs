using System.Text;
using System.Text.Json;
using Aita.Cli.JsonLines;
using Aita.Cli.JsonLines.Answers;
using Aita.Execution;

namespace Aita.Cli.Tests.JsonLines;

public sealed class ResponseLineTests
{
    private static readonly BatchPlace Place = new(0, 3);

    [Fact]
    public void Format_Success_IsAnOpenAiBatchResponseOnOneLine()
    {
        var line = Format(new TaskResult<BatchAnswer>("é1", new BatchAnswer("gen-1", "stop", ResponseBody.TryCreate("{\n  \"id\": \"gen-1\",\r\n  \"a\": \"\\n\"}"u8.ToArray())!)));

        Assert.Equal(
            """{"id":"batch_req_00000003","custom_id":"é1","response":{"status_code":200,"request_id":"gen-1","body":{   "id": "gen-1",    "a": "\n"}},"error":null}""",
            line);
    }

    [Fact]
    public void Format_FailureWithAJsonBody_HasStatusBodyAndError()
    {
        var failure = new LlmFailure(FailureKind.Rejected, "No.") { StatusCode = 400, RawResponse = """{"error":{"code":400}}""" };

        Assert.Equal(
            """{"id":"batch_req_00000003","custom_id":"a","response":{"status_code":400,"request_id":null,"body":{"error":{"code":400}}},"error":{"code":"rejected","message":"No."}}""",
            Format(new TaskResult<BatchAnswer>("a", TaskOutcome.Failed, failure)));
    }

    [Fact]
    public void Format_FailureWithAPage_HasThePageAsText()
    {
        var failure = new LlmFailure(FailureKind.Server, "Bad gateway.") { StatusCode = 502, RawResponse = "<html>\"é\"\n" };

        Assert.Equal(
            """{"id":"batch_req_00000003","custom_id":"a","response":{"status_code":502,"request_id":null,"body":"<html>\"é\"\n"},"error":{"code":"server_error","message":"Bad gateway."}}""",
            Format(new TaskResult<BatchAnswer>("a", TaskOutcome.Failed, failure)));
    }

    [Fact]
    public void Format_FailureWithTextCutInsideACharacter_ReplacesTheHalf()
    {
        // Not inline data: what is half a character does not survive in the metadata of an attribute.
        string[] cut = ["<p>\ud83d", "{\"a\":\"\ud83d\"}"];

        var bodies = cut.Select(raw =>
        {
            var failure = new LlmFailure(FailureKind.Server, "Bad gateway.") { StatusCode = 502, RawResponse = raw };
            using var line = JsonDocument.Parse(Format(new TaskResult<BatchAnswer>("a", TaskOutcome.Failed, failure)));
            return line.RootElement.GetProperty("response").GetProperty("body").GetString();
        });

        Assert.Equal(["<p>\ufffd", "{\"a\":\"\ufffd\"}"], bodies);
    }

    [Fact]
    public void Format_FailureWithoutAnAnswer_HasNoResponse()
    {
        Assert.Equal(
            """{"id":"batch_req_00000003","custom_id":"a","response":null,"error":{"code":"rate_limited","message":"Slow down."}}""",
            Format(new TaskResult<BatchAnswer>("a", TaskOutcome.Failed, new LlmFailure(FailureKind.RateLimited, "Slow down."))));
    }

    [Fact]
    public void Format_ProblemWithoutAnId_HasNullAsId()
    {
        using var format = new ResponseLine();

        var line = Encoding.UTF8.GetString(format.Format(new BatchProblem(Place, null, "invalid_line", "Line 3 is wrong.")).Span);

        Assert.Equal("""{"id":"batch_req_00000003","custom_id":null,"response":null,"error":{"code":"invalid_line","message":"Line 3 is wrong."}}""", line);
    }

    private static string Format(TaskResult<BatchAnswer> result)
    {
        using var format = new ResponseLine();
        format.Format(Place, result);
        return Encoding.UTF8.GetString(format.Format(Place, result).Span);
    }
}
