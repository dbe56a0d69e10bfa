using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>How much memory a built request takes, about. Pure.</summary>
internal static class RequestSize
{
    public static long Of(WorkItem item)
    {
        long bytes = item.RawBody?.Length ?? 0;
        foreach (var message in item.Messages ?? [])
        {
            foreach (var content in message.Contents)
            {
                bytes += content switch
                {
                    TextContent text => text.Text.Length * 2L,
                    DataContent data => data.Data.Length,
                    _ => 0,
                };
            }
        }

        return bytes;
    }
}
