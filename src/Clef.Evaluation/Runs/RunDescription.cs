using System.Text.Json.Serialization;

namespace Clef.Evaluation.Runs;

/// <summary>What a run was made from; kept as <c>run.json</c>.</summary>
/// <param name="Suite">The suite's name.</param>
/// <param name="SuiteDescription">The comment at the suite's head.</param>
/// <param name="SuiteDigest">SHA-256 of the suite's file.</param>
/// <param name="Source">The cohort's folder name, or the datasets.</param>
/// <param name="LabelsDigest">SHA-256 of rows, parts and labels: equal in two runs that can be compared row by row.</param>
/// <param name="DroppedRows">Rows left out because a model has no embedding of them.</param>
/// <param name="Probes">Probes fitted.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="Fractions">Shares of labels.</param>
/// <param name="Models">Models and baselines.</param>
/// <param name="Commands">The command lines that made the run.</param>
/// <param name="Program">The version of the program that began the run, with its commit.</param>
public sealed record RunDescription(
    string Suite,
    string SuiteDescription,
    string SuiteDigest,
    string Source,
    string LabelsDigest,
    int DroppedRows,
    IReadOnlyList<string> Probes,
    int Seeds,
    IReadOnlyList<double> Fractions,
    IReadOnlyList<ModelDescription> Models,
    IReadOnlyList<string> Commands,
    string Program = "");

/// <summary>A model of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Embedding or baseline.</param>
/// <param name="Width">Numbers in a vector.</param>
/// <param name="Digest">SHA-256 of its file.</param>
public sealed record ModelDescription(string Name, ModelKind Kind, int Width, string Digest);

/// <summary>The JSON forms of this project.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunDescription))]
internal sealed partial class RunJson : JsonSerializerContext;
