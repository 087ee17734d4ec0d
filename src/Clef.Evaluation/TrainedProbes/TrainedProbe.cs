using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Datasets;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.TrainedProbes;

/// <summary>
/// A fitted linear probe as a file: what it takes to say a calibrated probability, or a number with its interval, of a new embedding, and to say when
/// not to trust it. It belongs to one model's weights, which it names by their digest.
/// </summary>
/// <param name="Format">Version of this layout: 1.</param>
/// <param name="Task">The task.</param>
/// <param name="Source">The dataset or table it was fitted on.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Model">The model it was fitted on.</param>
/// <param name="Outputs">One for each class that is scored (each against all others); one for a regression.</param>
/// <param name="Training">What it was fitted on.</param>
/// <param name="Groups">How common subgroups were there, and how it does in them.</param>
public sealed record TrainedProbe(
    int Format, string Task, string Source, TaskKind Kind, ProbeModel Model, IReadOnlyList<ProbeOutput> Outputs, ProbeTraining Training,
        IReadOnlyList<ProbeGroup> Groups)
{
    private const int Version = 1, LargestFile = 64 << 20;

    /// <summary>SHA-256 of the file as written.</summary>
    [JsonIgnore]
    public string Digest { get; init; } = "";

    /// <summary>Writes the probe, whole or not at all.</summary>
    public void Write(string path) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(this with { Format = Version }, TrainedProbeJson.Default.TrainedProbe) + "\n");

    /// <summary>Reads a probe, strictly.</summary>
    /// <exception cref="ClefException">It is none, or contradicts itself.</exception>
    public static TrainedProbe Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = new FileInfo(path).Length <= LargestFile ? File.ReadAllBytes(path)
                : throw new ClefException(path, "length", new FileInfo(path).Length, $"at most {LargestFile} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException(path, null, null, "a readable file", e);
        }

        try
        {
            TrainedProbe probe = JsonSerializer.Deserialize(bytes, TrainedProbeJson.Default.TrainedProbe)
                ?? throw new ClefException(path, null, "null", "a trained probe");
            return probe.Checked(path) with { Digest = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
        catch (JsonException e)
        {
            throw new ClefException(path, e.Path, null, $"a trained probe as Clef writes it ({e.Message})", e);
        }
    }

    /// <summary>What the probe says of an embedding.</summary>
    /// <param name="embedding">The model's vector.</param>
    public IReadOnlyList<ProbeAnswer> Answer(ReadOnlySpan<float> embedding)
    {
        var answers = new List<ProbeAnswer>(Outputs.Count);
        foreach (ProbeOutput output in Outputs)
        {
            if (embedding.Length != output.Weights.Count)
            {
                throw new ClefException("probe", "width of the embedding", embedding.Length,
                    output.Weights.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            double score = output.Intercept;
            for (int i = 0; i < embedding.Length; i++)
            {
                score += output.Weights[i] * embedding[i];
            }

            answers.Add(Kind == TaskKind.Regression ? OfNumber(output, score) : OfClass(output, score));
        }

        return answers;
    }

    /// <summary>Why a person's answer deserves doubt: a subgroup that the training data hardly have, or in which the probe does worse than elsewhere.</summary>
    /// <param name="age">Years; null where not known.</param>
    /// <param name="sex"><c>F</c>, <c>M</c> or null.</param>
    public IReadOnlyList<string> Cautions(double? age, string? sex)
    {
        string?[] levels = [age is { } years ? AgeBands.NameOf(years) : null, sex];
        return [.. Groups.Where(g => levels.Contains(g.Level)).Select(g => g.Caution()).OfType<string>()];
    }

    private static ProbeAnswer OfNumber(ProbeOutput output, double score) =>
        new(output.Class, score, null, output.Conformal is { } c ? score - c.Width : null, output.Conformal is { } d ? score + d.Width : null, null,
            null, output.Conformal?.Coverage);

    private static ProbeAnswer OfClass(ProbeOutput output, double score)
    {
        double probability = new TemperatureScaling(output.Temperature).Probability(score);
        ProbeConformal? sets = output.Conformal;
        return new(output.Class, score, probability, null, null, sets is null ? null : probability <= sets.Negative, sets is null ? null
            : 1 - probability <= sets.Positive, sets?.Coverage);
    }

    private TrainedProbe Checked(string path)
    {
        void Require(bool holds, string field, object value, string expected)
        {
            if (!holds)
            {
                throw new ClefException(path, field, value, expected);
            }
        }

        Require(Format == Version, "format", Format, $"{Version}");
        Require(Outputs.Count > 0 && (Kind != TaskKind.Regression || Outputs.Count == 1), "outputs", Outputs.Count, "one a class, or one for a regression");
        foreach (ProbeOutput output in Outputs)
        {
            Require(output.Weights.Count == Model.Width, $"weights of '{output.Class}'", output.Weights.Count, $"{Model.Width}, the model's width");
            Require(output.Weights.All(double.IsFinite) && double.IsFinite(output.Intercept), $"weights of '{output.Class}'",
                "a number that is not finite", "finite numbers");
            Require(output.Temperature is > 0 && double.IsFinite(output.Temperature), $"temperature of '{output.Class}'", output.Temperature,
                "a finite number above 0");
        }

        return this;
    }
}

/// <summary>The model that a probe belongs to.</summary>
/// <param name="Name">Its name when the probe was fitted; for people.</param>
/// <param name="Digest">The digest of its weights, which is what counts.</param>
/// <param name="Pipeline">The preparation of its signals.</param>
/// <param name="Space">The space of its vectors: <c>session</c>, <c>text</c>, <c>profile</c>.</param>
/// <param name="Lead">The ECG lead; empty where there is no choice.</param>
/// <param name="Width">Numbers in a vector.</param>
public sealed record ProbeModel(string Name, string Digest, string Pipeline, string Space, string Lead, int Width);

/// <summary>The linear map of one class, or of a number.</summary>
/// <param name="Class">The class; empty for a number.</param>
/// <param name="Weights">One for each number of the vector.</param>
/// <param name="Intercept">Intercept.</param>
/// <param name="Penalty">The penalty that was chosen.</param>
/// <param name="Temperature">What the logit is divided by (<see cref="TemperatureScaling"/>); 1 for a number.</param>
/// <param name="Conformal">Limits of sets or intervals; null where there were too few held-out rows for them.</param>
/// <param name="Figures">What it reached on its test part.</param>
public sealed record ProbeOutput(
    string Class, IReadOnlyList<double> Weights, double Intercept, double Penalty, double Temperature, ProbeConformal? Conformal,
    IReadOnlyList<ProbeFigure> Figures);

/// <summary>Split conformal limits from the validation rows, each patient of which was in no other part.</summary>
/// <param name="Coverage">How often the truth is to be covered.</param>
/// <param name="Negative">The class is not excluded up to this probability ...</param>
/// <param name="Positive">... and not excluded from 1 less this on.</param>
/// <param name="Width">Of a number: half the interval.</param>
/// <param name="Rows">Rows it was set on.</param>
public sealed record ProbeConformal(double Coverage, double Negative, double Positive, double Width, int Rows);

/// <summary>A figure of the test part.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Value">Its value.</param>
/// <param name="Low">Lower end of its 95 % interval over patients.</param>
/// <param name="High">Upper end.</param>
public sealed record ProbeFigure(string Metric, double Value, double Low, double High);

/// <summary>What a probe was fitted on.</summary>
/// <param name="Train">Rows of training.</param>
/// <param name="Validation">Rows of validation.</param>
/// <param name="Test">Rows of test.</param>
/// <param name="Patients">Patients of training.</param>
/// <param name="Simulated">Whether the data are simulated.</param>
public sealed record ProbeTraining(int Train, int Validation, int Test, int Patients, bool Simulated);

/// <summary>A subgroup.</summary>
/// <param name="Attribute"><c>age</c> or <c>sex</c>.</param>
/// <param name="Level">The subgroup.</param>
/// <param name="Train">Its rows in training.</param>
/// <param name="Test">Its rows in test.</param>
/// <param name="Auroc">What the probe reaches in it; null where there are too few cases.</param>
/// <param name="Elsewhere">What it reaches outside.</param>
public sealed record ProbeGroup(string Attribute, string Level, int Train, int Test, double? Auroc, double? Elsewhere)
{
    private const int Fewest = 30; // rows below which the training data are said to hardly have the subgroup
    private const double Gap = 0.05; // of the AUROC

    /// <summary>Why answers in the subgroup deserve doubt; null where nothing speaks against them.</summary>
    public string? Caution() =>
        Train < Fewest ? FormattableString.Invariant($"{Attribute} {Level}: only {Train} recordings of such people were among the training data.")
        : Auroc < Elsewhere - Gap ? FormattableString.Invariant(
            $"{Attribute} {Level}: the AUROC in this group was {Auroc:0.00}, against {Elsewhere:0.00} elsewhere.")
        : null;
}

/// <summary>What a probe says.</summary>
/// <param name="Class">The class; empty for a number.</param>
/// <param name="Score">Logit or number.</param>
/// <param name="Probability">Calibrated; null for a number.</param>
/// <param name="Low">Lower end of a number's conformal interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="MayBeAbsent">Whether "not this class" is in the conformal set; null where there is none.</param>
/// <param name="MayBePresent">Whether the class is in the set.</param>
/// <param name="Coverage">How often sets, or intervals, hold the truth.</param>
public sealed record ProbeAnswer(
    string Class, double Score, double? Probability, double? Low, double? High, bool? MayBeAbsent, bool? MayBePresent, double? Coverage);

/// <summary>Bands of age by which subgroups are made.</summary>
public static class AgeBands
{
    private static readonly (double From, string Name)[] Bands = [(65, "65 and over"), (40, "40 to 64"), (18, "18 to 39"), (0, "under 18")];

    /// <summary>All bands.</summary>
    public static IEnumerable<string> Names => Bands.Select(b => b.Name);

    /// <summary>The band of an age; null where it is none.</summary>
    public static string? NameOf(double years) => Bands.Where(b => years >= b.From).Select(b => b.Name).FirstOrDefault();
}

/// <summary>Strict JSON of trained probes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, WriteIndented = true, UseStringEnumConverter = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainedProbe))]
internal sealed partial class TrainedProbeJson : JsonSerializerContext;
