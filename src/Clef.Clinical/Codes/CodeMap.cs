using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Clinical.Codes;

/// <summary>
/// Translations between vocabularies, supplied as tables with the columns <c>source_system, source_code, target_system, target_code</c>
/// (others are passed over); one code may have several targets. <see cref="BuiltIn"/> has some three hundred common codes (SNOMED CT to
/// ICD-10-CM, RxNorm to ATC); a real archive needs the full maps of its national release centre, which licences keep us from shipping.
/// </summary>
/// <remarks>
/// What each code of the built-in map means was checked against the source named in its column <c>source_checked</c>: <c>synthea</c>, the
/// displays of the Synthea R4 sample patients; <c>cinc2021</c>, the diagnosis tables of the PhysioNet/CinC Challenge 2021; <c>cpic</c>, the
/// drug table of CPIC; <c>lists</c>, public code lists of several projects that agree. Categories of ICD-10 are checked by a test. Of the
/// ATC targets the groups G02, G03, G04BX, N02, N03, N05, N06 and N07 were compared with the index of the WHO centre, 2025. Which target a
/// code gets is our choice, no official map.
/// </remarks>
public sealed class CodeMap
{
    private readonly Dictionary<ClinicalCode, List<ClinicalCode>> _targets = [];

    /// <summary>The small map that is shipped.</summary>
    public static CodeMap BuiltIn { get; } = new CodeMap().Add(CodeResource.Read("builtin-map.csv"));

    /// <summary>Number of source codes.</summary>
    public int Count => _targets.Count;

    /// <summary>
    /// Reads maps from CSV files, in order, after the built-in one; a source that a later file names again takes the later file's targets.
    /// </summary>
    public static CodeMap Load(IEnumerable<string> paths)
    {
        var map = new CodeMap().Add(CodeResource.Read("builtin-map.csv"));
        foreach (string path in paths)
        {
            map.Add(CsvTable.Read(path));
        }

        return map;
    }

    /// <summary>
    /// The targets of a code in one vocabulary; the code itself where it is of that vocabulary; none where the map has none.
    /// </summary>
    public IEnumerable<ClinicalCode> Map(ClinicalCode code, string targetSystem) =>
        code.System == targetSystem ? [code]
        : _targets.TryGetValue(Key(code), out List<ClinicalCode>? targets) ? targets.Where(t => t.System == targetSystem)
        : [];

    private CodeMap Add(CsvTable table)
    {
        int sourceSystem = table.Column("source_system"), sourceCode = table.Column("source_code");
        int targetSystem = table.Column("target_system"), targetCode = table.Column("target_code");
        var replaced = new HashSet<ClinicalCode>();
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string[] fields = table.Rows[row];
            ClinicalCode source = Key(new(CodeSystems.Name(fields[sourceSystem]), fields[sourceCode].Trim()));
            var target = new ClinicalCode(CodeSystems.Name(fields[targetSystem]), fields[targetCode].Trim());
            if (source.Value.Length == 0 || target.Value.Length == 0)
            {
                throw new ClefException(table.Name, $"row {row + 1}", string.Join(",", fields), "a source code and a target code");
            }

            if (replaced.Add(source))
            {
                _targets[source] = [];
            }

            if (!_targets[source].Contains(target))
            {
                _targets[source].Add(target);
            }
        }

        return this;
    }

    private static ClinicalCode Key(ClinicalCode code) => code.System switch
    {
        CodeSystems.Ndc => code with { Value = Ndc.Normalise(code.Value) ?? code.Value },
        CodeSystems.Icd10 or CodeSystems.Icd10Cm => code with { Value = Icd10.Normalise(code.Value) ?? code.Value },
        CodeSystems.Icd9Cm => code with { Value = Icd9.Normalise(code.Value) ?? code.Value },
        _ => code,
    };
}
