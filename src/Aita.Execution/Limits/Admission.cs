namespace Aita.Execution;

/// <summary>A decision on one request: it may pass, or must wait.</summary>
internal readonly record struct Admission(TimeSpan Delay, RateWaitReason Reason)
{
    public static Admission Now => new(TimeSpan.Zero, RateWaitReason.None);

    public bool IsAdmitted => Delay == TimeSpan.Zero;

    public static Admission Wait(TimeSpan delay, RateWaitReason reason) => new(delay, reason);
}
