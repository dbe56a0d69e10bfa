using System.Text.Json;
using CsCheck;

namespace Aita.Execution.Tests.Batches.Sharing;

public sealed class AnswerRingTests
{
    private const int MaxBytes = 400_000;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void TryGet_AnyAnswers_GivesTheLatestUnharmedAndNoOthers()
    {
        var text = Gen.OneOf(Gen.Char.Where(static c => !char.IsSurrogate(c)).Array[0, 30].Select(static c => new string(c)), Gen.Int[0, 9000].Select(static n => new string('ä', n)));
        Gen.Int[1, 60].Select(Gen.Select(text, Gen.Null(text), Gen.Null(text)).Array[0, 200]).Sample((maxAnswers, answers) =>
        {
            var ring = new AnswerRing<int>(maxAnswers, MaxBytes);
            for (var i = 0; i < answers.Length; i++)
            {
                ring.Add(i, Make(i, answers[i]));
                Assert.True(ring.TryGet(i, out var latest));
                Assert.Equal(Make(i, answers[i]), latest);
            }

            var kept = Enumerable.Range(0, answers.Length).Where(i => ring.TryGet(i, out _)).ToArray();
            Assert.Equal(Enumerable.Range(answers.Length - kept.Length, kept.Length), kept);
            Assert.InRange(kept.Length, Math.Min(answers.Length, 1), maxAnswers);
            Assert.All(kept, i => Assert.Equal(Make(i, answers[i]), ring.TryGet(i, out var found) ? found : null));

            // An answer has at most 5 * 18,000 bytes and a little, and as much may be free at the end of the ring.
            var bytes = kept.Sum(i => Bytes(answers[i]));
            Assert.InRange(bytes, 0, MaxBytes);
            Assert.True(kept.Length == answers.Length || kept.Length == maxAnswers || bytes > MaxBytes / 2, $"{bytes} bytes are kept");
        }, iter: 100);
    }

    [Fact]
    public void Add_AnswerOfMoreThanAQuarter_IsNotKeptAndTheOthersAre()
    {
        var ring = new AnswerRing<int>(10, MaxBytes);
        ring.Add(1, Make(1, ("short", null, null)));

        ring.Add(2, Make(2, (new string('x', (MaxBytes / 4) + 1), null, null)));

        Assert.True(ring.TryGet(1, out _));
        Assert.False(ring.TryGet(2, out _));
    }

    [Fact]
    public void Add_KeyThatIsThere_KeepsTheFirst()
    {
        var ring = new AnswerRing<int>(10, MaxBytes);
        ring.Add(1, Make(1, ("first", null, null)));

        ring.Add(1, Make(1, ("second", null, null)));

        Assert.True(ring.TryGet(1, out var found));
        Assert.Equal("first", found.Value.Answer.Text);
    }

    private static SharedAnswer Make(int number, (string Text, string? Reason, string? Body) answer) => new(
        $"task-{number}",
        new LlmAnswer { Text = answer.Text, FinishReason = answer.Reason, Model = answer.Reason, ResponseId = answer.Body, Body = BodyOf(answer.Body) });

    private static ResponseBody? BodyOf(string? text) => text is null ? null : ResponseBody.TryCreate(JsonSerializer.SerializeToUtf8Bytes(text, Plain));

    private static int Bytes((string Text, string? Reason, string? Body) answer) => Length(answer.Text) + (2 * Length(answer.Reason)) + Length(answer.Body) + (BodyOf(answer.Body)?.Utf8.Length ?? 0);

    private static int Length(string? text) => text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text);
}
