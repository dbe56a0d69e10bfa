using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Tasks;

public sealed class SimpleLlmTaskTests
{
    [Fact]
    public void BuildMessages_PromptAndSystemPrompt_AreTheMessages()
    {
        var options = new ChatOptions { Temperature = 0 };
        var task = new SimpleLlmTask<int>("a", "6 × 7?", int.Parse, options, "Answer with a number.");

        var messages = task.BuildMessages();

        Assert.Equal([ChatRole.System, ChatRole.User], messages.Select(message => message.Role));
        Assert.Equal(["Answer with a number.", "6 × 7?"], messages.Select(message => message.Text));
        Assert.Same(options, task.Options);
        Assert.Equal(42, task.ParseResponse("42"));
    }

    [Fact]
    public void ParseResponse_WithoutParseFunction_IsTheText()
    {
        var task = new SimpleLlmTask("a", "Say hi");

        Assert.Equal("hi", task.ParseResponse("hi"));
        Assert.Equal("Say hi", Assert.Single(task.BuildMessages()).Text);
        Assert.Null(task.Options);
    }
}
