using Clef.Evaluation.Baselines;
using Clef.Evaluation.Intervals;

namespace Clef.Evaluation.Results;

/// <summary>
/// Says where a model's figure cannot be told from what recording facts alone, or demographics alone, give: the model is above chance, the baseline is above
/// chance, and the paired interval of model minus baseline does not lie above zero.
/// </summary>
internal static class ReachedByFacts
{
    public static string? Say(ResultSet set, Result model)
    {
        if (model.Key.Model is FactBaselines.RecordingFacts or FactBaselines.Demographics)
        {
            return null;
        }

        double chance = model.Metric == "auroc" ? 0.5 : 0;
        string[] reached = ((string[])[FactBaselines.RecordingFacts, FactBaselines.Demographics]).Where(baseline =>
        {
            Result? facts = set.Primary(model.Key with { Model = baseline });
            if (facts is null || !(model.Interval.Low > chance) || !(facts.Interval.Low > chance))
            {
                return false;
            }

            double[] difference = model.Replicates!.Zip(facts.Replicates!, (a, b) => a - b).ToArray();
            return !(PatientBootstrap.Expanded(model.Interval.Value - facts.Interval.Value, difference, model.Patients).Low > 0);
        }).ToArray();
        return reached.Length == 0 ? null : $"reached by {string.Join(" and ", reached)} alone";
    }
}
