using Clef.Core;
using Clef.Core.Tables;
using Clef.Ecg.Windows;
using Clef.Learning.Contrastive;

namespace Clef.Ecg.Pretraining;

/// <summary>The guiding risk of each record, by record name or patient.</summary>
public sealed class RiskTable
{
    private readonly Dictionary<string, RiskEvidence> _byKey = new(StringComparer.Ordinal);
    private readonly RiskEvidence _unknown;

    private RiskTable(Dictionary<string, RiskEvidence> byKey)
    {
        _byKey = byKey;
        // Of a record that the table does not know nothing is known: its expectation is the table's mean and its variance the table's.
        double[] known = byKey.Values.Select(r => r.Risk).Where(double.IsFinite).ToArray();
        double mean = known.Length == 0 ? 0 : known.Average();
        _unknown = new RiskEvidence(double.NaN, 0, mean, known.Length == 0 ? 0 : known.Average(r => (r - mean) * (r - mean)));
    }

    /// <summary>Number of keys.</summary>
    public int Count => _byKey.Count;

    /// <summary>What is known of a record: by its name, its name without folder and extension, or its patient.</summary>
    public RiskEvidence Of(StoredRecord record) =>
        _byKey.TryGetValue(record.Record, out RiskEvidence found)
        || _byKey.TryGetValue(Path.GetFileNameWithoutExtension(record.Record), out found)
        || _byKey.TryGetValue(record.Patient, out found) ? found : _unknown;

    /// <summary>Reads the table.</summary>
    public static RiskTable Read(RiskSettings settings)
    {
        CsvTable table = CsvTable.Read(settings.File);
        int key = table.Column(settings.Key), risk = table.Column(settings.Risk);
        int missing = settings.MissingRate is { } m && table.Has(m) ? table.Column(m) : -1;
        int expected = settings.Expected is { } e ? table.Column(e) : -1, deviation = settings.Deviation is { } d ? table.Column(d) : -1;
        var byKey = new Dictionary<string, RiskEvidence>(StringComparer.Ordinal);
        for (int row = 0; row < table.Rows.Count; row++)
        {
            double score = table.Number(row, risk) ?? double.NaN;
            double rate = (missing >= 0 ? table.Number(row, missing) : null) ?? (double.IsFinite(score) ? 0 : 1);
            if (rate is not (>= 0 and <= 1))
            {
                throw new ClefException(settings.File, $"{settings.MissingRate} in row {row + 1}", rate, "a share from 0 to 1");
            }

            double mean = expected >= 0 ? table.Number(row, expected) ?? double.NaN : score, spread = (deviation >= 0 ? table.Number(row, deviation) : null) ?? 0;
            if (!byKey.TryAdd(table.Rows[row][key], new RiskEvidence(score, 1 - rate, mean, spread * spread)))
            {
                throw new ClefException(settings.File, $"{settings.Key} in row {row + 1}", table.Rows[row][key], "a key that occurs once");
            }
        }

        return byKey.Count == 0 ? throw new ClefException(settings.File, "rows", 0, "at least one") : new RiskTable(Filled(byKey));
    }

    /// <summary>Where a row has no expectation, the table's mean and variance stand in.</summary>
    private static Dictionary<string, RiskEvidence> Filled(Dictionary<string, RiskEvidence> rows)
    {
        double[] known = rows.Values.Select(r => r.Risk).Where(double.IsFinite).ToArray();
        double mean = known.Length == 0 ? 0 : known.Average(), variance = known.Length == 0 ? 0 : known.Average(r => (r - mean) * (r - mean));
        return rows.ToDictionary(r => r.Key, r => double.IsFinite(r.Value.Expected) ? r.Value : r.Value with { Expected = mean, Variance = variance }, StringComparer.Ordinal);
    }
}
