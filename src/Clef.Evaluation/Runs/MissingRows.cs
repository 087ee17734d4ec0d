using Clef.Core;

namespace Clef.Evaluation.Runs;

/// <summary>The rows that a model has no embedding of, which are left out for all models.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="File">Its file.</param>
/// <param name="Table">The table.</param>
/// <param name="Missing">The missing rows' names.</param>
/// <param name="Rows">Rows of the table.</param>
public sealed record MissingRows(string Model, string File, string Table, IReadOnlyList<string> Missing, int Rows)
{
    private const int Shown = 3;

    /// <summary>Looks every row up in every model.</summary>
    /// <exception cref="ClefException">A model has no row of any table: its file names the sessions otherwise.</exception>
    public static IReadOnlyList<MissingRows> Of(IReadOnlyList<BenchTable> tables, IReadOnlyList<ModelSource> models)
    {
        var all = new List<MissingRows>();
        foreach (ModelSource model in models)
        {
            MissingRows[] own = [.. tables.Where(t => t.Rows.Count > 0)
                .Select(t => new MissingRows(model.Name, model.Path, t.Name, [.. t.Rows.Where(r => !model.Has(t.Name, r)).Select(r => r.Id)], t.Rows.Count))];
            if (own.Length > 0 && own.All(m => m.Missing.Count == m.Rows))
            {
                throw new ClefException(
                    model.Path, "sessions", string.Join(", ", model.Ids.Take(Shown)) + (model.Ids.Count > Shown ? ", ..." : ""),
                    $"names as the {own[0].Table} has them: {string.Join(", ", own[0].Missing.Take(Shown))}, ...");
            }

            all.AddRange(own.Where(m => m.Missing.Count > 0));
        }

        return all;
    }

    /// <summary>One sentence.</summary>
    public override string ToString() =>
        $"{Model} ({File}) has no embedding of {Missing.Count} of {Rows} rows of {Table} ({string.Join(", ", Missing.Take(Shown))}"
        + $"{(Missing.Count > Shown ? ", ..." : "")}): left out for all models";
}
