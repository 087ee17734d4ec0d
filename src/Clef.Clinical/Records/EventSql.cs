using Clef.Core.DuckDb;

namespace Clef.Clinical.Records;

/// <summary>Moves rows of a query into the table of events.</summary>
internal static class EventSql
{
    /// <summary>
    /// Inserts the rows of a query of five columns: patient, time, code, number, text. The subject_id is made in managed code, so that it
    /// is the same however the patient came in.
    /// </summary>
    /// <returns>The number of rows.</returns>
    public static long Insert(DuckDatabase database, string select)
    {
        database.Execute($"CREATE OR REPLACE TEMP TABLE incoming AS SELECT p::VARCHAR AS patient, t::TIMESTAMP AS time, c::VARCHAR AS code, n::DOUBLE AS number, x::VARCHAR AS text FROM ({select}) s(p, t, c, n, x)");
        var patients = new List<string>();
        using (DuckResult result = database.Query("SELECT DISTINCT patient FROM incoming WHERE patient IS NOT NULL"))
        {
            while (result.Next())
            {
                for (int i = 0; i < result.Count; i++)
                {
                    patients.Add(result.Column(0).Text(i)!);
                }
            }
        }

        database.Execute("CREATE OR REPLACE TEMP TABLE subjects (patient VARCHAR, subject_id BIGINT)");
        using (DuckAppender appender = database.Append("subjects"))
        {
            foreach (string patient in patients)
            {
                appender.Add(patient).Add((long?)PatientEvent.SubjectId(patient));
            }

            appender.Close();
        }

        return database.Execute($"INSERT INTO {EventTable.Name} SELECT subject_id, patient, time, code, number, text FROM incoming JOIN subjects USING (patient)");
    }
}
