using Clef.Server.Models;

namespace Clef.Server.Audit;

/// <summary>The record of one prediction: all that is needed to say later what was answered, from what, and by what. No name of a person is in it.</summary>
/// <param name="Kind"><c>prediction</c>, <c>zero-shot</c>.</param>
/// <param name="Job">The job.</param>
/// <param name="Recording">The recording's identifier in this service.</param>
/// <param name="Input">The digest of the recording.</param>
/// <param name="Span">Which part of it entered.</param>
/// <param name="Model">The model.</param>
/// <param name="Done">What was done to channels and rates.</param>
/// <param name="Answers">What was answered, each by which probe.</param>
/// <param name="Versions">What computed it.</param>
internal sealed record PredictionRecord(
    string Kind, string Job, string Recording, string Input, AuditedSpan Span, AuditedModel Model, IReadOnlyList<ChannelDone> Done,
    IReadOnlyList<AuditedAnswer> Answers, AuditedVersions Versions);

/// <summary>Seconds, windows, and the share that was recorded.</summary>
internal sealed record AuditedSpan(double From, double Seconds, int Windows, double Valid);

/// <summary>A model by name, digest of its weights, and name and digest of its preparation.</summary>
internal sealed record AuditedModel(string Name, string Digest, string Pipeline, string PipelineDigest);

/// <summary>An answer: the task, the digest of the probe (or of the wording), the class, and the number said.</summary>
internal sealed record AuditedAnswer(string Task, string Probe, string Class, double Value);

/// <summary>Versions of Clef, of the runtime and of the tensor engine.</summary>
internal sealed record AuditedVersions(string Program, string Runtime, string Engine)
{
    public static AuditedVersions Current { get; } = new(
        typeof(AuditedVersions).Assembly.GetName().Version?.ToString(3) ?? "", System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        "libtorch " + Tensors.TensorRuntime.TorchVersion);
}
