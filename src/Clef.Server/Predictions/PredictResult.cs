using Clef.Evaluation.TrainedProbes;
using Clef.Server.Audit;
using Clef.Server.Models;

namespace Clef.Server.Predictions;

/// <summary>What a model's probes say of a recording. For research; not a diagnosis.</summary>
/// <param name="Model">The model.</param>
/// <param name="Digest">The digest of its weights.</param>
/// <param name="Tasks">An answer for each task.</param>
/// <param name="Done">What was done to the recording; without vectors.</param>
/// <param name="Audit">The line of the audit log that holds this prediction.</param>
internal sealed record PredictResult(string Model, string Digest, IReadOnlyList<TaskAnswer> Tasks, ModelEmbedding Done, AuditHead Audit);

/// <summary>What one probe says.</summary>
/// <param name="Task">The task.</param>
/// <param name="Probe">The digest of the probe.</param>
/// <param name="Calibrated">Whether the probabilities were calibrated on held-out people.</param>
/// <param name="Answers">For each class, or of one number.</param>
/// <param name="Cautions">Why to doubt it; often none.</param>
/// <param name="Figures">What the probe reached on its test part, by class.</param>
internal sealed record TaskAnswer(
    string Task, string Probe, bool Calibrated, IReadOnlyList<ProbeAnswer> Answers, IReadOnlyList<string> Cautions,
    IReadOnlyDictionary<string, IReadOnlyList<ProbeFigure>> Figures);

/// <summary>How near a recording is to findings put in words. The scores of one question order recordings; they are no probabilities.</summary>
internal sealed record ZeroShotResult(string Model, string Digest, IReadOnlyList<ZeroShotScore> Scores, ModelEmbedding Done, AuditHead Audit);

/// <summary>The score of one question.</summary>
internal sealed record ZeroShotScore(string Name, double Score);
