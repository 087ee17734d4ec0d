using System.Globalization;
using Clef.Client;

namespace ServiceClient;

/// <summary>Uploads a recording, asks a model what its probes say of it, and puts the answer into words.</summary>
public static class Prediction
{
    /// <summary>Asks.</summary>
    /// <param name="http">A client whose base address is the service's; with a bearer token in its headers where the service asks for one.</param>
    /// <param name="file">The recording.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>A line for each answer, each caution and the audit line.</returns>
    public static async Task<IReadOnlyList<string>> Of(HttpClient http, string file, string model)
    {
        var clef = new ClefClient(http);
        UploadAnswer upload;
        await using (FileStream body = File.OpenRead(file))
        {
            upload = await clef.UploadRecordingAsync(body, Path.GetFileName(file));
        }

        Job job = await clef.AskJobAsync(new JobRequest { Kind = JobKind.Predict, Recording = upload.Recordings.First().Id, Model = model }, wait: 30);
        while (job.State is JobState.Waiting or JobState.Running)
        {
            await Task.Delay(500);
            job = await clef.ReadJobAsync(job.Id);
        }

        if (job.State != JobState.Done)
        {
            return [$"{job.State}: {job.Problem}"];
        }

        PredictResult result = await clef.ReadPredictionAsync(job.Id);
        var lines = new List<string>();
        foreach (TaskAnswer task in result.Tasks)
        {
            lines.AddRange(task.Answers.Select(a => a.Probability is { } probability
                ? string.Create(CultureInfo.InvariantCulture, $"{task.Task}, {a.Class}: {probability:P1}{(task.Calibrated ? "" : " (not calibrated)")}{Set(a)}")
                : string.Create(CultureInfo.InvariantCulture, $"{task.Task}: {a.Score:G4}, {a.Low:G4} to {a.High:G4}")));
            lines.AddRange(task.Cautions.Select(c => $"  caution: {c}"));
        }

        lines.Add($"audited as line {result.Audit.Sequence}, hash {result.Audit.Hash}");
        return lines;
    }

    /// <summary>What the conformal set leaves open.</summary>
    private static string Set(ProbeAnswer answer) => (answer.MayBeAbsent, answer.MayBePresent) switch
    {
        (true, true) => "; neither presence nor absence can be excluded",
        (true, false) => "; present is excluded",
        (false, true) => "; absent is excluded",
        (false, false) => "; unlike what it was fitted on: both are excluded",
        _ => "",
    };
}
